"""What becomes of the events of one message that are not stored."""

from uuid import NAMESPACE_OID, uuid5

from insights.application.ports.event_queue import Delivery
from insights.application.ports.records import DeadLetter
from insights.domain.ingestion.drops import Drop, DropReason
from insights.domain.ingestion.event import Accepted

DAY_MS = 86_400_000

MAX_REASON = 300
"""Characters of an error that a dead letter repeats."""


class Tally:
    """Counts the events of a message that are dropped, and keeps aside those that cannot be recorded."""

    __slots__ = ("_drops", "dead", "left_out", "message", "stored_before")

    def __init__(self, delivery: Delivery) -> None:
        self.message = delivery.id
        self.dead: list[tuple[Accepted, str]] = []
        self.stored_before: list[Accepted] = []
        """Events that this message, delivered before, has stored itself."""
        self.left_out: dict[tuple[str, DropReason], Accepted] = {}
        """One of those dropped, for each project and reason."""
        self._drops: dict[tuple[str, DropReason, int], int] = {}
        for drop in delivery.batch.drops:
            self._count(drop.project, drop.reason, drop.received, drop.count)

    def drop(self, accepted: Accepted, reason: DropReason) -> None:
        self.left_out.setdefault((accepted.event.project, reason), accepted)
        self._count(accepted.event.project, reason, accepted.event.received, 1)

    def set_aside(self, accepted: Accepted, step: str, error: Exception) -> None:
        self.dead.append((accepted, f"{step}: {type(error).__name__}: {error}"[:MAX_REASON]))

    def drops(self) -> list[Drop]:
        """Per project, reason and UTC day."""
        return [
            Drop(project, reason, received=day * DAY_MS, count=count)
            for (project, reason, day), count in self._drops.items()
        ]

    def _count(self, project: str, reason: DropReason, received: int, count: int) -> None:
        key = (project, reason, received // DAY_MS)
        self._drops[key] = self._drops.get(key, 0) + count

    def letters(self, now_ms: int) -> list[DeadLetter]:
        """Their ids follow from message and event: a message delivered again makes the same letters, and a
        replayed event, which comes in another message, makes another."""
        return [
            DeadLetter(
                id=str(uuid5(NAMESPACE_OID, f"{self.message}/{accepted.event.project}/{accepted.event.id}")),
                project=accepted.event.project,
                event=accepted,
                reason=reason,
                failed_at=now_ms,
            )
            for accepted, reason in self.dead
        ]


Item = tuple[Tally, Accepted]
"""An event on its way, beside the tally of the message that brought it."""
