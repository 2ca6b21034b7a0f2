"""From events to documents of `raw_events`, and the few fields that come back."""

from decimal import Decimal
from typing import Any, Final

from bson import Int64
from bson.datetime_ms import DatetimeMS

from insights.application.ports.event_log import EventKey, Visit
from insights.domain.analytics.live import Sighting
from insights.domain.analytics.properties import property_text
from insights.domain.errors import Fault, Invalid
from insights.domain.ingestion.event import Event

Document = dict[str, Any]

SIGNED: Final = 1 << 63
UNSIGNED: Final = 1 << 64
AMOUNT_DECIMALS: Final = 4
AMOUNT_DIGITS: Final = 18

OTHERWISE: Final = {
    "id", "project", "time", "received", "visitor_id", "session_id", "properties", "revenue", "engaged_ms",
    "scroll_depth",
}  # fmt: skip
TEXTS: Final = [name for name in Event.__struct_fields__ if name not in OTHERWISE]


def key(project: str, id_: str) -> str:
    """What `_id` is: the project's id is a UUID, so the first colon ends it."""
    return f"{project}:{id_}"


def event_key(document: Document) -> EventKey:
    project, _, id_ = document["_id"].partition(":")
    return project, id_


def to_document(event: Event) -> Document:
    """What is absent, empty or 0 is left out. Raises Invalid, naming the field, for what does not fit."""
    document: Document = {
        "_id": key(event.project, event.id),
        "project": event.project,
        "id": event.id,
        "time": DatetimeMS(event.time),
        "received": DatetimeMS(event.received),
        "visitor_id": to_int64(event.visitor_id),
        "session_id": to_int64(event.session_id),
    }
    for name in TEXTS:
        if text := getattr(event, name):
            document[name] = text
    if event.engaged_ms:
        document["engaged_ms"] = to_int64(event.engaged_ms)
    if event.scroll_depth is not None:
        document["scroll_depth"] = event.scroll_depth
    if event.revenue is not None:
        document["revenue"] = _amount(event.revenue)
    if event.properties:
        document["properties"] = {name: property_text(value) for name, value in event.properties.items()}
        if typed := [name for name, value in event.properties.items() if type(value) is not str]:
            document["typed_properties"] = typed
    return document


def to_int64(number: int) -> Int64:
    """Unsigned, 64 bits; BSON's integers are signed."""
    return Int64(number - UNSIGNED if number >= SIGNED else number)


def from_int64(number: int) -> int:
    return number + UNSIGNED if number < 0 else number


def to_visits(document: Document) -> list[Visit]:
    """One for each of its visitors."""
    its, visitors = document["_id"], sorted(map(from_int64, document["visitors"]))
    user = document["user"]
    return [
        Visit(
            its["project"],
            visitor,
            from_int64(its["session_id"]),
            int(document["first"]),
            int(document["last"]),
            0 if user is None else from_int64(user),
            tuple(visitors) if len(visitors) > 1 else (),
        )
        for visitor in visitors
    ]


def to_sighting(document: Document) -> Sighting:
    return Sighting(
        document["id"],
        document["name"],
        int(document["time"]),
        from_int64(document["visitor_id"]),
        document.get("path", ""),
        document.get("country", ""),
    )


def _amount(revenue: Decimal) -> Int64:
    """In ten-thousandths: less than 10^14 either way, with at most four decimals."""
    scaled = Decimal(revenue).scaleb(AMOUNT_DECIMALS)
    if abs(scaled) >= 10**AMOUNT_DIGITS or scaled != int(scaled):
        reason = f"{revenue} has more than 14 digits before the point or 4 after it"
        raise Invalid(f"revenue: {reason}", [Fault("revenue", reason)])
    return Int64(int(scaled))
