"""The body of the Measurement Protocol."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from insights.domain.errors import Invalid
from insights.domain.ingestion.event import SentEvent
from insights.domain.ingestion.text import clean_json
from insights.entrypoints.http.wire.ga4.event import translated
from insights.entrypoints.http.wire.values import Params, as_moment, as_screen, as_text

SDK: Final = "ga4-measurement-protocol"


class Told(msgspec.Struct):
    """One event."""

    name: str = ""
    params: Params = {}
    timestamp_micros: str | int | float | None = None


class Device(msgspec.Struct):
    language: str | None = None
    screen_resolution: str | None = None


class Body(msgspec.Struct):
    events: list[Told] | Told = []
    """A list; some clients send an event alone."""
    client_id: str | int | float | None = None
    app_instance_id: str | None = None
    user_id: str | int | float | None = None
    timestamp_micros: str | int | float | None = None
    user_properties: dict[str, msgspec.Raw] = {}
    """Each `{"value": …}`."""
    ip_override: str | None = None
    user_agent: str | None = None
    device: Device | None = None

    def listed(self) -> list[Told]:
        return self.events if isinstance(self.events, list) else [self.events]


class _Value(msgspec.Struct):
    value: msgspec.Raw


_BODY: Final = msgspec.json.Decoder(Body)
_PROPERTY: Final = msgspec.json.Decoder(_Value)


def decode(body: bytes) -> Body:
    """Raises Invalid."""
    try:
        return _BODY.decode(clean_json(body))
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Invalid(f"The body cannot be read: {error}.") from None


def events_of(body: Body) -> Iterator[SentEvent]:
    who = SentEvent(
        name="",
        visitor_id=as_text(body.client_id) or body.app_instance_id,
        user_id=as_text(body.user_id),
        ip=body.ip_override,
        user_agent=body.user_agent,
        language=body.device.language if body.device else None,
        screen=as_screen(body.device.screen_resolution) if body.device else None,
        sdk=SDK,
    )
    of_user = dict(_user_properties(body)) if body.user_properties else {}
    for told in body.listed():
        who.timestamp = as_moment(told.timestamp_micros or body.timestamp_micros)
        yield from translated(told.name, told.params | of_user, who)


def _user_properties(body: Body) -> Iterator[tuple[str, Any]]:
    for name, given in body.user_properties.items():
        try:
            yield f"user.{name}", _PROPERTY.decode(given).value
        except msgspec.DecodeError:
            continue
