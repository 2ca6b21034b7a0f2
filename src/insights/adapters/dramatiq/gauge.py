"""How much lies in the queue, as far as one process can tell."""

from collections.abc import Sequence
from typing import Final

from insights.adapters.dramatiq.transport import Look, Received
from insights.application.ports.event_queue import QueueDepth
from insights.application.ports.system import Clock

OVERHEAD: Final = 2
"""Bytes of memory that a byte of a message takes at most, with buffers on its way to the disk."""


class Gauge:
    """What was last seen at the broker, what happened here since, and what this process holds. Events and
    bytes that wait at the broker are estimated by the messages that passed through here."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._look = Look(0)
        self._waiting = 0
        self._room: int | None = None
        self._unattended_since: int | None = None
        self._passed = [0, 0, 0]
        """Messages, their events, their bytes; halved now and then, so that the latest count most."""

    @property
    def crowded(self) -> bool:
        return self._room is not None and self._room <= 0

    def looked(self, look: Look) -> None:
        self._look = look
        self._room = look.room
        self._waiting = look.waiting
        alone = look.waiting and not look.attended
        self._unattended_since = (self._unattended_since or self._clock.now_ms()) if alone else None

    def published(self, events: int, size: int) -> None:
        self._waiting += 1
        self._learn(events, size)
        if self._room is not None:
            self._room -= OVERHEAD * size

    def received(self, message: Received) -> None:
        self._waiting = max(0, self._waiting - 1)
        self._learn(message.events, len(message.body))

    def depth(self, held: Sequence[Received]) -> QueueDepth:
        messages, events, size = self._passed
        waiting = self._waiting
        events_each = events / messages if messages else 1
        bytes_each = self._look.bytes_each or (size / messages if messages else 0)
        return QueueDepth(
            messages=waiting + len(held),
            events=sum(one.events for one in held) + round(waiting * events_each),
            bytes=sum(len(one.body) for one in held) + round(waiting * bytes_each),
            oldest_age_ms=self._age(held),
        )

    def _age(self, held: Sequence[Received]) -> int:
        """Where the broker tells no ages, of what is held here; with nobody to receive, how long so."""
        times = [one.written for one in held]
        times += [time for time in (self._look.oldest, self._unattended_since) if time and self._waiting]
        return max(0, self._clock.now_ms() - min(times)) if times else 0

    def _learn(self, events: int, size: int) -> None:
        for place, more in enumerate((1, events, size)):
            self._passed[place] += more
        if self._passed[0] > 1_000:
            self._passed = [number // 2 for number in self._passed]
