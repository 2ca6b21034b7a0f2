"""The messages that this process holds. Plain bookkeeping on the event loop."""

from collections import deque
from collections.abc import Iterable, Sequence

from insights.adapters.dramatiq.transport import Received


class InHand:
    def __init__(self) -> None:
        self._arrived: deque[Received] = deque()
        self._settling: set[Received] = set()
        self._taken: dict[int, list[Received]] = {}
        """A message may come again while it is held: what is true of the one is true of the other."""

    def settle(self, message: Received) -> None:
        """It will arrive."""
        self._settling.add(message)

    def arrive(self, message: Received) -> None:
        self._settling.discard(message)
        self._arrived.append(message)

    def pick(self, max_events: int) -> list[Received]:
        """The oldest, up to about so many events, at least one if there are any."""
        picked: list[Received] = []
        events = 0
        while self._arrived:
            first = self._arrived[0]
            if picked and events + first.events > max_events:
                break
            self._arrived.popleft()
            if first.intake.alive():
                picked.append(first)
                events += first.events
        return picked

    def put_back(self, picked: Sequence[Received]) -> None:
        self._arrived.extendleft(reversed(picked))

    def take(self, picked: Iterable[Received]) -> None:
        for one in picked:
            self._taken.setdefault(one.id, []).append(one)

    def taken(self, ids: Iterable[int]) -> list[Received]:
        """All that came under these ids."""
        return [one for id_ in dict.fromkeys(ids) for one in self._taken.get(id_, ())]

    def forget(self, messages: Iterable[Received]) -> None:
        for one in messages:
            self._taken.pop(one.id, None)

    def held(self) -> list[Received]:
        return [one for twins in self._taken.values() for one in twins] + [*self._arrived, *self._settling]
