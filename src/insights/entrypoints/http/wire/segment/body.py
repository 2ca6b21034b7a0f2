"""From the body of a request to events, each message read for itself where one of them is wrong."""

from collections.abc import Sequence
from typing import Final

import msgspec

from insights.domain.errors import Fault, Invalid
from insights.domain.ingestion import limits
from insights.domain.ingestion.decode import Sending
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.event import SentEvent
from insights.domain.ingestion.refusal import Refusal, Refused, complaint, refusal
from insights.domain.ingestion.text import clean_json
from insights.entrypoints.http.wire.lenient import lenient
from insights.entrypoints.http.wire.raw_values import sane_instant
from insights.entrypoints.http.wire.segment.message import Context, Message, event_of

MESSAGE_BYTES: Final = 32 * 1_024
"""What Segment takes of one message."""


class Beside(msgspec.Struct, rename="camel"):
    """What stands beside messages."""

    sent_at: str | None = None
    write_key: str | None = None
    context: Context | None = None


class Batch(Beside, rename="camel"):
    batch: list[Message] = []


class LooseBatch(Beside, rename="camel"):
    """The same where a message is too large or has something of another kind than it should."""

    batch: list[msgspec.Raw] = []


_BATCH: Final = msgspec.json.Decoder(Batch)
_BESIDE: Final = msgspec.json.Decoder(Beside)
_MESSAGE: Final = msgspec.json.Decoder(Message)


def read_batch(body: bytes) -> Sending:
    """Raises Invalid for what is no batch."""
    body = clean_json(body)
    try:
        sent = _read_batch(body)
        messages: Sequence[Message | msgspec.Raw] = sent.batch
        items = [_item(index, one, sent.context) for index, one in enumerate(messages)]
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _unreadable(error) from None
    if not items:
        raise Invalid("The body holds no message.", [Fault("batch", "must hold at least one message")])
    return _sending(sent, items)


def read_single(body: bytes, kind: str) -> Sending:
    """One message, of the type that its path names. Raises Invalid for what is none."""
    if len(body) > MESSAGE_BYTES:
        raise Invalid(f"A message must have at most {MESSAGE_BYTES:,} bytes.")
    body = clean_json(body)
    try:
        beside, message = _read_single(body)
        message.type = kind
        return _sending(beside, [_item(0, message, None)])
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _unreadable(error) from None


def _read_batch(body: bytes) -> Batch | LooseBatch:
    """Message by message only where a message may be too large, or something is not as it should be."""
    if len(body) <= MESSAGE_BYTES:
        try:
            return _BATCH.decode(body)
        except msgspec.ValidationError:
            pass
    return lenient(LooseBatch, body)


def _read_single(body: bytes) -> tuple[Beside, Message]:
    try:
        return _BESIDE.decode(body), _MESSAGE.decode(body)
    except msgspec.ValidationError:
        return lenient(Beside, body), lenient(Message, body)


def _sending(beside: Beside, items: list[SentEvent | Refusal]) -> Sending:
    return Sending(beside.write_key or "", sane_instant(beside.sent_at), items, foreign=True)


def _item(index: int, sent: Message | msgspec.Raw, beside: Context | None) -> SentEvent | Refusal:
    try:
        return event_of(_message(sent) if isinstance(sent, msgspec.Raw) else sent, beside)
    except Refused as refused:
        return refusal(index, refused)


def _message(sent: msgspec.Raw) -> Message:
    size = len(bytes(sent))
    if size > MESSAGE_BYTES:
        raise Refused(RejectReason.TOO_LONG, "", f"must have at most {MESSAGE_BYTES:,} bytes", size)
    try:
        return _MESSAGE.decode(sent)
    except msgspec.ValidationError:
        pass
    try:
        return lenient(Message, sent)
    except msgspec.ValidationError:
        start = bytes(sent)[: limits.SHOWN].decode(errors="replace")
        raise Refused(RejectReason.INVALID, "", "must be an object", start) from None


def _unreadable(error: Exception) -> Invalid:
    if isinstance(error, msgspec.ValidationError):
        fault = complaint(error)
        return Invalid(f"The body cannot be read: {fault.path or 'it'} {fault.message}.", [fault])
    return Invalid(f"The body is not readable JSON: {error}.")
