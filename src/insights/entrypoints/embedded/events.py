"""Events as a program gives them, put into the form in which all others send theirs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Final, Required, TypedDict

import msgspec

from insights import __version__
from insights.application.ingestion.accept import AcceptEvents, Outcome
from insights.application.ingestion.accept_steps import Request
from insights.domain.errors import Fault, Invalid
from insights.domain.ingestion import limits
from insights.domain.ingestion.decode import decode_body
from insights.domain.ingestion.drops import Rejection
from insights.domain.ingestion.event import SentEvent

SDK: Final = f"insights-python/{__version__}"


class Revenue(TypedDict):
    amount: Decimal | int | float | str
    """In the currency's main unit."""
    currency: str
    """ISO 4217."""


class ScreenSize(TypedDict):
    """CSS pixels."""

    width: int
    height: int


class EventFields(TypedDict, total=False):
    """What an event may carry beside its name: the fields of `POST /api/v1/events`."""

    id: str
    """The sender's own: an event sent again under it is stored once."""
    url: str
    timestamp: datetime | str
    """With an offset; absent means now."""
    referrer: str
    title: str
    visitor_id: str
    user_id: str
    properties: Mapping[str, object]
    revenue: Revenue
    screen: ScreenSize
    language: str
    engaged_ms: int
    scroll_depth: float
    ip: str
    """The visitor's; used for the place and the visitor's id, and kept nowhere."""
    user_agent: str
    previous_id: str
    """Only in `identify`: an id by which the user was known before."""
    sdk: str
    """The program that made the event and its version; this library, unless told."""


class NewEvent(EventFields, total=False):
    name: Required[str]


class Receipt(msgspec.Struct, frozen=True):
    """Every event is one or the other. Accepted ones are durable."""

    accepted: int
    rejected: tuple[Rejection, ...] = ()


def encoded(event: Mapping[str, object], where: str = "") -> msgspec.Raw:
    """Raises Invalid for a field that events do not have and for a value that JSON cannot carry."""
    for name in event:
        if name not in SentEvent.__struct_fields__:
            near = get_close_matches(name, SentEvent.__struct_fields__, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise _refused(f"{where}.{name}".lstrip("."), f"is no field of an event{hint}")
    given = {name: value for name, value in event.items() if value is not None}
    try:
        return msgspec.Raw(msgspec.json.encode(given))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise _refused(where or "event", f"must hold only what JSON can carry ({error})") from None


def _refused(path: str, message: str) -> Invalid:
    return Invalid(f"{path} {message}", [Fault(path, message)])


class Tracking(msgspec.Struct, frozen=True):
    """The way in for code of this process: through the same door as everybody's events."""

    accept: AcceptEvents
    watch: Callable[[Outcome], None]

    async def one(self, project: str, event: Mapping[str, object]) -> None:
        """Raises Invalid for a refused event, QueueFull."""
        outcome = await self._send(project, [encoded(event)])
        for refusal in outcome.refusals:
            raise Invalid(refusal.message, [refusal.fault(alone=True)])

    async def many(self, project: str, events: Iterable[Mapping[str, object]]) -> Receipt:
        """Nothing is sent when one of them cannot be."""
        raws = [encoded(event, f"events[{index}]") for index, event in enumerate(events)]
        accepted, rejected = 0, list[Rejection]()
        for start in range(0, len(raws), limits.EVENTS):
            outcome = await self._send(project, raws[start : start + limits.EVENTS])
            accepted += outcome.accepted
            for refusal in outcome.refusals:
                rejected.append(Rejection(start + refusal.index, refusal.reason, refusal.message))
        return Receipt(accepted, tuple(rejected))

    async def _send(self, project: str, events: Sequence[msgspec.Raw]) -> Outcome:
        sending = decode_body(msgspec.json.encode({"project": project, "events": events, "sdk": SDK}))
        outcome = await self.accept(Request(sending=sending, address=""))
        self.watch(outcome)
        return outcome
