"""What an import has done so far: it adds up at any moment."""

import msgspec

from insights.domain.ingestion.page_views import SkipReason


class ImportReport(msgspec.Struct, kw_only=True):
    """`read` = `imported` + `waiting` + the sum of `skipped`, in lines."""

    read: int = 0
    imported: int = 0
    skipped: dict[SkipReason, int] = {}
    """Reasons that did not occur are absent."""
    waiting: int = 0
    """Page views read and not yet recorded; 0 once `done`."""
    first_time: int | None = None
    """Of what was imported, milliseconds since the epoch."""
    last_time: int | None = None
    done: bool = False

    def skip(self, reason: SkipReason, count: int = 1) -> None:
        self.skipped[reason] = self.skipped.get(reason, 0) + count

    def stretch(self, first: int, last: int) -> None:
        """Imported events lie at both times, and none outside of them but what was told before."""
        self.first_time = first if self.first_time is None else min(first, self.first_time)
        self.last_time = last if self.last_time is None else max(last, self.last_time)
