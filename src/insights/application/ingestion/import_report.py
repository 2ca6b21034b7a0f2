"""What an import has done so far: it adds up at any moment."""

import msgspec

from insights.domain.ingestion.page_views import SkipReason


class ImportReport(msgspec.Struct):
    """`read` = `imported` + `waiting` + the sum of `skipped`. Times are those of what was imported,
    milliseconds since the epoch."""

    read: int = 0
    imported: int = 0
    waiting: int = 0
    """Page views read and not yet recorded; 0 when `done`."""
    skipped: dict[SkipReason, int] = {}
    first_time: int | None = None
    last_time: int | None = None
    done: bool = False

    def skip(self, reason: SkipReason, count: int = 1) -> None:
        self.skipped[reason] = self.skipped.get(reason, 0) + count
