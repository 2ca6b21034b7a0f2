"""The closing account of an import: what was read is what was imported and what was left out."""

from datetime import UTC, datetime
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from insights.application.ingestion.import_report import ImportReport
from insights.domain.ingestion.page_views import SkipReason

MEANINGS: Final[dict[SkipReason, str]] = {
    SkipReason.TOO_LONG: "line or URL beyond its limit",
    SkipReason.MALFORMED: "neither common nor combined log format",
    SkipReason.NOT_GET: "not a GET request",
    SkipReason.STATUS: "answered neither 2xx nor 304",
    SkipReason.ASSET: "a file, not a page",
    SkipReason.DUPLICATE: "imported before",
    SkipReason.BOT: "a bot's request",
    SkipReason.REFERRER_SPAM: "sent by a known referrer spammer",
    SkipReason.FAILED: "could not be recorded; the log says why",
}


def show_report(report: ImportReport) -> None:
    table = Table("Lines", "", box=None, pad_edge=False, header_style="bold")
    table.columns[0].justify = "right"
    table.add_row(_number(report.read), "read", style="bold", end_section=True)
    table.add_row(_number(report.imported), f"imported{_stretch(report)}", style="green")
    for reason, meaning in MEANINGS.items():
        if count := report.skipped.get(reason):
            table.add_row(_number(count), f"skipped, {reason}: {meaning}")
    Console().print(table)


def report_json(report: ImportReport) -> str:
    """Every reason is there, also with 0; times are RFC 3339."""
    outcome = {
        "read": report.read,
        "imported": report.imported,
        "skipped": {reason.value: report.skipped.get(reason, 0) for reason in SkipReason},
        "first_time": _rfc3339(report.first_time),
        "last_time": _rfc3339(report.last_time),
    }
    return msgspec.json.encode(outcome).decode()


def _number(count: int) -> str:
    return f"{count:,}"


def _stretch(report: ImportReport) -> str:
    if report.first_time is None or report.last_time is None:
        return ""
    first, last = (f"{_utc(time):%-d %B %Y}" for time in (report.first_time, report.last_time))
    return f" ({first})" if first == last else f" ({first} to {last}, UTC)"


def _rfc3339(time: int | None) -> str | None:
    return None if time is None else _utc(time).isoformat().replace("+00:00", "Z")


def _utc(time: int) -> datetime:
    return datetime.fromtimestamp(time / 1000, UTC)
