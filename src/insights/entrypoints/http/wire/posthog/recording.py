"""`/s/`: what PostHog's recorder sends. It is kept as it is; nothing here looks inside."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

import msgspec

from insights.application.ports.system import Ids
from insights.application.replay.recordings import SentPart, SentRecording
from insights.domain.errors import Invalid, Unauthenticated
from insights.domain.ingestion.text import clean_text
from insights.entrypoints.http.asgi import Receive, Scope
from insights.entrypoints.http.ingestion.answers import Answer
from insights.entrypoints.http.ingestion.aside import aside
from insights.entrypoints.http.ingestion.body import BodyLimits, read_body
from insights.entrypoints.http.ingestion.reception import Headers, Reception
from insights.entrypoints.http.wire.json_answers import json_answer
from insights.entrypoints.http.wire.lenient import lenient
from insights.entrypoints.http.wire.posthog.body import unwrapped
from insights.entrypoints.http.wire.posthog.doors import BODY_BYTES, text_failure

NAME: Final = 100
"""Characters of the ids of sessions and windows."""
_KEPT: Final = json_answer(200, {"status": 1})
_NOT_KEPT: Final = json_answer(200, {"status": 1, "quota_limited": ["recordings"]})
"""The recorder pauses for a minute."""
_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])


class Recorded(msgspec.Struct, rename={"session": "$session_id", "window": "$window_id"}):
    session: str = ""
    window: str = ""
    token: str | None = None
    data: msgspec.Raw = msgspec.field(default=msgspec.Raw(), name="$snapshot_data")
    host: str = msgspec.field(default="", name="$snapshot_host")


class Snapshot(msgspec.Struct):
    """One event, or the envelope of several."""

    event: str = ""
    uuid: str = ""
    token: str | None = None
    api_key: str | None = None
    properties: Recorded | None = None
    batch: list[msgspec.Raw] | None = None


class PostHogRecording(Reception):
    __slots__ = ()
    body_limits: ClassVar[BodyLimits] = BodyLimits(BODY_BYTES, BODY_BYTES)

    async def respond(self, scope: Scope, headers: Headers, receive: Receive, address: str) -> Answer:
        body = await read_body(receive, headers, self.patience, self.body_limits)
        query = scope["query_string"].decode(errors="replace")
        most = self.body_limits.plain
        key, parts = await aside(lambda sent: read_recording(unwrapped(sent, query, most), self.ids), body)
        sent = SentRecording(
            key=key,
            parts=parts,
            origin=headers.get(b"origin", b"").decode("latin-1"),
            privacy_signal=headers.get(b"sec-gpc") == b"1" or headers.get(b"dnt") == b"1",
        )
        return _KEPT if await self.keep_recordings(sent) else _NOT_KEPT

    def failed(self, error: BaseException, path: str) -> Answer:
        return text_failure(error, path)


def read_recording(body: bytes, ids: Ids) -> tuple[str, Sequence[SentPart]]:
    """The key, and the parts. The body is not cleaned: what is compressed inside may hold any character.
    Raises Invalid, Unauthenticated."""
    try:
        token, sent = _snapshots(body)
        snapshots = [lenient(Snapshot, one) for one in sent]
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Invalid(f"The body is not readable: {error}.") from None
    tokens = {token} if token else {found for one in snapshots for found in _tokens(one)}
    if len(tokens) > 1:
        raise Unauthenticated("The events of one request must have one token.")
    parts = [_part(one, ids) for one in snapshots if one.event == "$snapshot"]
    if not parts:
        raise Invalid("The body holds no event with the name $snapshot.")
    return next(iter(tokens), ""), parts


def _snapshots(body: bytes) -> tuple[str, Sequence[Any]]:
    if body.lstrip()[:1] == b"[":
        return "", _LIST.decode(body)
    envelope = lenient(Snapshot, body)
    token = envelope.api_key or envelope.token or ""
    return token, [body] if envelope.batch is None else envelope.batch


def _tokens(one: Snapshot) -> Iterator[str]:
    token = one.token or one.api_key or (one.properties.token if one.properties else None)
    if token:
        yield token


def _part(one: Snapshot, ids: Ids) -> SentPart:
    recorded = one.properties or Recorded()
    session = clean_text(recorded.session)
    if not 0 < len(session) <= NAME:
        raise Invalid(f"$session_id must have 1 to {NAME} characters.")
    window = clean_text(recorded.window)[:NAME] or session
    if bytes(recorded.data)[:1] != b"[":
        raise Invalid("$snapshot_data must be a list of events.")
    id_ = clean_text(one.uuid)[:NAME] or ids.uuid7()
    return SentPart(id_, session, window, recorded.host, bytes(recorded.data))
