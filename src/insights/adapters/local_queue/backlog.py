"""What the queue holds, and how much of it is at hand. Plain bookkeeping on the event loop."""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from insights.adapters.local_queue.file import Message, Reading
from insights.application.ports.event_queue import Batch, Delivery, QueueDepth


class Shelved(NamedTuple):
    message: Message
    batch: Batch


class Backlog:
    """Messages in the order of their ids: taken, then at hand, then only in the file."""

    def __init__(self, held: QueueDepth, oldest: Message | None, newest_id: int, in_memory: int) -> None:
        self.messages, self.events, self.bytes = held.messages, held.events, held.bytes
        self._reopened = newest_id
        """Messages up to this id lay in the file already: they may have been handled before."""
        self._in_memory = in_memory
        self._taken: dict[int, Message] = {}
        self._at_hand: deque[Shelved] = deque()
        self._events_at_hand = 0
        self._in_file = oldest
        """The first message that is only in the file; all later ones are there too."""

    def add(self, message: Message, batch: Batch) -> None:
        """A message just written."""
        self.messages += 1
        self.events += message.events
        self.bytes += message.bytes
        if self._in_file is None and self._events_at_hand < self._in_memory:
            self._shelve(message, batch)
        elif self._in_file is None:
            self._in_file = message

    def refill(self, reading: Reading) -> None:
        """What was read from `in_file` on."""
        for message, batch in reading.found:
            self._shelve(message, batch)
        self._discount(reading.lost)
        self._in_file = reading.rest

    @property
    def any_at_hand(self) -> bool:
        return bool(self._at_hand)

    @property
    def in_file(self) -> int | None:
        return self._in_file.id if self._in_file else None

    def take(self, max_events: int) -> Sequence[Delivery]:
        deliveries: list[Delivery] = []
        events = 0
        while self._at_hand and (not deliveries or events + self._at_hand[0].message.events <= max_events):
            message, batch = self._at_hand.popleft()
            self._taken[message.id] = message
            events += message.events
            deliveries.append(Delivery(message.id, batch, redelivered=message.id <= self._reopened))
        self._events_at_hand -= events
        return deliveries

    def outstanding(self, ids: Iterable[int]) -> list[int]:
        """Those that were taken and not forgotten yet."""
        return [id_ for id_ in ids if id_ in self._taken]

    def forget(self, ids: Iterable[int]) -> None:
        self._discount([self._taken.pop(id_) for id_ in ids if id_ in self._taken])

    def depth(self, now_ms: int) -> QueueDepth:
        oldest = next(iter(self._taken.values()), None) or (
            self._at_hand[0].message if self._at_hand else self._in_file
        )
        age = max(0, now_ms - oldest.written) if oldest else 0
        return QueueDepth(self.messages, self.events, self.bytes, age)

    def _shelve(self, message: Message, batch: Batch) -> None:
        self._at_hand.append(Shelved(message, batch))
        self._events_at_hand += message.events

    def _discount(self, gone: Iterable[Message]) -> None:
        for message in gone:
            self.messages -= 1
            self.events -= message.events
            self.bytes -= message.bytes
