"""From the bytes of a body to sent events, and a reason for each that cannot be read."""

from typing import Any, Final

import msgspec

from insights.domain.errors import Fault, Invalid, TooLarge
from insights.domain.ingestion import limits
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.event import SentEvent
from insights.domain.ingestion.refusal import Refusal, Refused, complaint, refusal
from insights.domain.ingestion.text import clean_json


class SentBody(SentEvent, kw_only=True, gc=False):
    """Both forms of a body: a batch in `events`, or one event with `project` beside its own fields."""

    name: str = ""
    project: str = ""
    sent_at: str | None = None
    events: list[SentEvent] | None = None


class _LooseBody(msgspec.Struct):
    """The same when some event is not as it should be: what stands beside the events must still be right."""

    project: str = ""
    sent_at: str | None = None
    sdk: str | None = None
    events: list[msgspec.Raw] | None = None


class Sending(msgspec.Struct, gc=False):
    """What one request brought: each item an event, or the reason why it cannot be read."""

    project: str
    """A key as the sender named it in the body; empty when absent."""
    sent_at: str | None
    items: list[SentEvent | Refusal]
    alone: bool = False
    """One event was the whole body."""
    foreign: bool = False
    """Another product's SDK sent it. Where an event of ours would be refused, one of theirs is mended; its
    agent is believed, as a header would be; an address that the sender may not name is left out."""
    sdk: str = ""
    """Of the events that name none themselves: the program that sent them and its version."""


_BODY: Final = msgspec.json.Decoder(SentBody)
_LOOSE: Final = msgspec.json.Decoder(_LooseBody)
_EVENT: Final = msgspec.json.Decoder(SentEvent)
_ANYTHING: Final = msgspec.json.Decoder()


def decode_body(body: bytes) -> Sending:
    """Raises Invalid for what is not JSON of this shape, TooLarge for more than 1,000 events."""
    body = clean_json(body)
    try:
        try:
            return _typed(body)
        except msgspec.ValidationError:
            return _loose(body)
    except msgspec.ValidationError as error:
        fault = complaint(error)
        raise Invalid(f"The body cannot be read: {fault.path or 'it'} {fault.message}.", [fault]) from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Invalid(f"The body is not JSON: {error}.") from None
    except RecursionError:
        raise Invalid("The body is nested too deeply.") from None


def _typed(body: bytes) -> Sending:
    sent = _BODY.decode(body)
    events = sent.events
    if events is None:
        return Sending(sent.project, sent.sent_at, [sent], alone=True)
    _check_count(len(events))
    items: list[Any] = events
    return Sending(sent.project, sent.sent_at, items, sdk=sent.sdk or "")


def _loose(body: bytes) -> Sending:
    """Slow, and only taken when the body holds something wrong: each event is read by itself."""
    sent = _LOOSE.decode(body)
    if sent.events is None:
        return Sending(sent.project, sent.sent_at, [_read(0, body)], alone=True)
    _check_count(len(sent.events))
    read = [_read(index, raw) for index, raw in enumerate(sent.events)]
    return Sending(sent.project, sent.sent_at, read, sdk=sent.sdk or "")


def _read(index: int, raw: bytes | msgspec.Raw) -> SentEvent | Refusal:
    try:
        return _EVENT.decode(raw)
    except msgspec.ValidationError as error:
        fault = complaint(error)
        refused = Refused(RejectReason.INVALID, fault.path, fault.message, _value(raw, fault.path))
    except (msgspec.DecodeError, UnicodeError) as error:
        refused = Refused(RejectReason.INVALID, "", f"must be JSON ({error})", _start(raw))
    return refusal(index, refused)


def _value(raw: bytes | msgspec.Raw, path: str) -> object:
    """What stands at a path such as `screen.width`; what is around it where it cannot be followed."""
    try:
        value = _ANYTHING.decode(raw)
    except (msgspec.DecodeError, UnicodeError):
        return _start(raw)
    for name in path.split("."):
        value = value.get(name, value) if isinstance(value, dict) else value
    return value


def _start(raw: bytes | msgspec.Raw) -> str:
    return bytes(raw)[: limits.SHOWN].decode(errors="replace")


def _check_count(count: int) -> None:
    if count == 0:
        raise Invalid("The body holds no event.", [Fault("events", "must hold at least one event")])
    if count > limits.EVENTS:
        rule = f"must be at most {limits.EVENTS:,} events, not {count:,}"
        raise TooLarge(f"The body holds too much: events {rule}.", [Fault("events", rule)])
