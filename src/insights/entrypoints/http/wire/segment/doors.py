"""The paths of Segment's Tracking API."""

from base64 import b64decode
from functools import partial
from typing import ClassVar, Final
from urllib.parse import parse_qsl

from insights.application.ingestion.accept import Outcome
from insights.domain.errors import TooLarge
from insights.domain.ingestion.decode import Sending
from insights.entrypoints.http.asgi import Receive, Scope
from insights.entrypoints.http.ingestion.answers import Answer
from insights.entrypoints.http.ingestion.body import BodyLimits
from insights.entrypoints.http.ingestion.collect import Collect
from insights.entrypoints.http.ingestion.reception import Headers
from insights.entrypoints.http.wire.json_answers import json_answer, status_and_headers
from insights.entrypoints.http.wire.segment.body import read_batch, read_single

BATCH_BYTES: Final = 500 * 1_024
_SUCCESS: Final = json_answer(200, {"success": True})


class Segment(Collect):
    """The key is the user name of Basic authorization, or `writeKey` in the body."""

    __slots__ = ()
    body_limits: ClassVar[BodyLimits] = BodyLimits(BATCH_BYTES, BATCH_BYTES)

    async def take(self, sending: Sending, address: str, headers: Headers) -> Outcome:
        """What else may stand in the header of authorization is a token of Segment's own."""
        return await super().take(sending, address, {**headers, b"authorization": b""})

    def done(self, outcome: Outcome, sending: Sending) -> Answer:
        return _SUCCESS

    def refused(self, outcome: Outcome, sending: Sending, path: str) -> Answer:
        return _failure(400, "invalid_request", f"No message was accepted: {outcome.refusals[0].message}.")

    def failed(self, error: BaseException, path: str) -> Answer:
        status, headers = status_and_headers(error, path)
        status = 400 if isinstance(error, TooLarge) else status
        code = _CODES.get(status, "invalid_request" if status < 500 else "internal_error")
        return _failure(status, code, str(error) if status != 500 else "Something went wrong.", *headers)


class SegmentBatch(Segment):
    __slots__ = ()

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        sending = await self.decoded(read_batch, headers, receive)
        return _with_key(sending, scope, headers)


class SegmentSingle(Segment):
    """One message, of the type that the path names."""

    __slots__ = ()
    kind: ClassVar[str]

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        sending = await self.decoded(partial(read_single, kind=self.kind), headers, receive)
        return _with_key(sending, scope, headers)


class SegmentAlias(SegmentSingle):
    __slots__ = ()
    kind = "alias"


class SegmentGroup(SegmentSingle):
    __slots__ = ()
    kind = "group"


class SegmentIdentify(SegmentSingle):
    __slots__ = ()
    kind = "identify"


class SegmentPage(SegmentSingle):
    __slots__ = ()
    kind = "page"


class SegmentScreen(SegmentSingle):
    __slots__ = ()
    kind = "screen"


class SegmentTrack(SegmentSingle):
    __slots__ = ()
    kind = "track"


_CODES: Final = {401: "invalid_write_key", 429: "rate_limited", 503: "unavailable"}


def _failure(status: int, code: str, message: str, *headers: tuple[bytes, bytes]) -> Answer:
    return json_answer(status, {"success": False, "code": code, "message": message}, *headers)


def _with_key(sending: Sending, scope: Scope, headers: Headers) -> Sending:
    """RudderStack's SDKs name it in the header only, and beacons in the query."""
    sending.project = basic_user(headers) or sending.project or query_key(scope)
    return sending


def basic_user(headers: Headers) -> str:
    """The user name; a closing colon may be missing. Empty where there is none that can be read."""
    scheme, _, credential = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() != b"basic":
        return ""
    try:
        return b64decode(credential.strip(), validate=True).decode().partition(":")[0]
    except ValueError:
        return ""


def query_key(scope: Scope) -> str:
    query: str = scope["query_string"].decode(errors="replace")
    if "writeKey" not in query:
        return ""
    return dict(parse_qsl(query)).get("writeKey", "")
