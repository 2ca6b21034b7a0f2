"""From a body in any of PostHog's shapes to events: a batch, a bare list, or one event."""

import binascii
from base64 import b64decode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, unquote_to_bytes

import msgspec

from insights.domain.errors import Fault, Invalid, Unauthenticated
from insights.domain.ingestion import limits
from insights.domain.ingestion.decode import Sending
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.event import SentEvent
from insights.domain.ingestion.refusal import Refusal, Refused, refusal
from insights.domain.ingestion.text import clean_json
from insights.entrypoints.http.ingestion.inflate import plain_body
from insights.entrypoints.http.wire.lenient import lenient
from insights.entrypoints.http.wire.posthog.event import PostHogEvent, events_of
from insights.entrypoints.http.wire.raw_values import sane_instant, text_of


class Body(PostHogEvent):
    """A batch, or one event beside what else stands in the body."""

    batch: list[PostHogEvent] | None = None
    sent_at: str | None = None
    created_at: str | None = None


class LooseBody(PostHogEvent):
    """The same where an event has something of another kind than it should."""

    batch: list[msgspec.Raw] | None = None
    sent_at: str | None = None
    created_at: str | None = None


class PostHogSending(Sending):
    """With the uuid under which each item came, for those who are told of each."""

    uuids: list[str] = msgspec.field(default_factory=list)


_BODY: Final = msgspec.json.Decoder(Body)
_LIST: Final = msgspec.json.Decoder(list[PostHogEvent])
_LOOSE_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])
_EVENT: Final = msgspec.json.Decoder(PostHogEvent)
_Sent = Iterable[PostHogEvent | msgspec.Raw]


def unwrapped(body: bytes, query: str, most: int) -> bytes:
    """JSON out of a form's field or the query string, where browsers put it that must not ask first: as
    base64, and that again may hold something compressed. Raises Invalid, TooLarge."""
    if body.startswith(b"data="):
        packed = unquote_to_bytes(body[5:].partition(b"&")[0])
    elif not body and "data=" in query:
        packed = dict(parse_qsl(query)).get("data", "").encode()
    elif "compression=base64" in query:
        packed = body
    else:
        return body
    if packed[:1] in (b"{", b"["):
        return packed
    try:
        return plain_body(b64decode(packed.replace(b" ", b"+"), validate=True), "", most)
    except binascii.Error as error:
        raise Invalid(f"The body is not readable base64: {error}.") from None


def read_body(body: bytes, query: str = "", sdk: str = "") -> PostHogSending:
    """Raises Invalid for what has none of the shapes, Unauthenticated for events of several tokens."""
    body = clean_json(body)
    try:
        if body.lstrip()[:1] == b"[":
            sent, token, sent_at = _listed(body), "", None
        else:
            sent, token, sent_at = _enveloped(body)
        tokens = {token} - {""}
        sending = PostHogSending(token, sane_instant(sent_at or _asked_at(query)), [], foreign=True)
        for one in sent:
            _add(sending, one, tokens, sdk)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Invalid(f"The body is not readable: {error}.") from None
    if not sending.items:
        raise Invalid("The body holds no event.", [Fault("batch", "must hold at least one event")])
    sending.project = _one_of(tokens)
    return sending


def _enveloped(body: bytes) -> tuple[_Sent, str, str | None]:
    sent: Body | LooseBody
    try:
        sent = _BODY.decode(body)
    except msgspec.ValidationError:
        sent = lenient(LooseBody, body)
    token = sent.api_key or sent.token or ""
    found = sent.batch if sent.batch is not None else [sent]
    return found, token, sent.sent_at or sent.created_at


def _listed(body: bytes) -> _Sent:
    try:
        return _LIST.decode(body)
    except msgspec.ValidationError:
        return _LOOSE_LIST.decode(body)


def _add(sending: PostHogSending, sent: PostHogEvent | msgspec.Raw, tokens: set[str], sdk: str) -> None:
    """The tokens of events count where there is none beside them."""
    uuid = ""
    try:
        event = _read(sent) if isinstance(sent, msgspec.Raw) else sent
        uuid = event.uuid or ""
        if not sending.project:
            tokens.update(_tokens(event))
        found: list[SentEvent | Refusal] = list(events_of(event, sdk))
    except Refused as refused:
        found = [refusal(len(sending.items), refused)]
    sending.items += found
    sending.uuids += [uuid] * len(found)


def _tokens(event: PostHogEvent) -> Iterator[str]:
    token = event.token or event.api_key or event.alt_token
    token = token or text_of((event.properties or {}).get("token"))
    if token:
        yield token


def _read(sent: msgspec.Raw) -> PostHogEvent:
    try:
        return _EVENT.decode(sent)
    except msgspec.ValidationError:
        pass
    try:
        return lenient(PostHogEvent, sent)
    except msgspec.ValidationError:
        start = bytes(sent)[: limits.SHOWN].decode(errors="replace")
        raise Refused(RejectReason.INVALID, "", "must be an object", start) from None


def _one_of(tokens: set[str]) -> str:
    if len(tokens) > 1:
        raise Unauthenticated("The events of one request must have one token.")
    return next(iter(tokens), "")


def _asked_at(query: str) -> str | None:
    """When older browser SDKs sent it, in ms since the epoch."""
    sent_at = dict(parse_qsl(query)).get("_", "") if "_=" in query else ""
    if not (sent_at.isascii() and sent_at.isdigit() and len(sent_at) <= 13):
        return None
    return datetime.fromtimestamp(int(sent_at) / 1_000, UTC).isoformat()
