"""The paths that PostHog's SDKs send events to."""

from functools import partial
from typing import ClassVar, Final

from insights.application.ingestion.accept import Outcome
from insights.domain.ingestion.decode import Sending
from insights.entrypoints.http.asgi import Receive, Scope
from insights.entrypoints.http.ingestion.answers import Answer
from insights.entrypoints.http.ingestion.body import BodyLimits
from insights.entrypoints.http.ingestion.collect import Collect
from insights.entrypoints.http.ingestion.reception import Headers
from insights.entrypoints.http.wire.json_answers import json_answer, status_and_headers
from insights.entrypoints.http.wire.posthog.body import PostHogSending, read_body, unwrapped

BODY_BYTES: Final = 20 * 1_048_576
_DONE: Final = json_answer(200, {"status": 1})
"""Any other status, 202 and 204 among them, makes the SDKs send again."""


class PostHogCapture(Collect):
    """All paths but those of capture v1 take all shapes, and GET."""

    __slots__ = ()
    methods: ClassVar[tuple[str, ...]] = ("POST", "GET")
    body_limits: ClassVar[BodyLimits] = BodyLimits(BODY_BYTES, BODY_BYTES)

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        query = scope["query_string"].decode(errors="replace")
        most = self.body_limits.plain
        return await self.decoded(
            lambda body: read_body(unwrapped(body, query, most), query), headers, receive
        )

    async def take(self, sending: Sending, address: str, headers: Headers) -> Outcome:
        """The token stands in the body."""
        return await super().take(sending, address, {**headers, b"authorization": b""})

    def done(self, outcome: Outcome, sending: Sending) -> Answer:
        return _DONE

    def refused(self, outcome: Outcome, sending: Sending, path: str) -> Answer:
        return _text(400, f"No event was accepted: {outcome.refusals[0].message}.")

    def failed(self, error: BaseException, path: str) -> Answer:
        return text_failure(error, path)


class PostHogCaptureV1(Collect):
    """`/i/v1/analytics/events`: the key is a bearer token, and each event is told of by its uuid."""

    __slots__ = ()
    body_limits: ClassVar[BodyLimits] = BodyLimits(BODY_BYTES, BODY_BYTES)

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        sdk = headers.get(b"posthog-sdk-info", b"").decode("latin-1")
        return await self.decoded(partial(read_body, sdk=sdk), headers, receive)

    def done(self, outcome: Outcome, sending: Sending) -> Answer:
        return json_answer(200, {"results": _results(outcome, sending)})

    def refused(self, outcome: Outcome, sending: Sending, path: str) -> Answer:
        return self.done(outcome, sending)

    def failed(self, error: BaseException, path: str) -> Answer:
        status, headers = status_and_headers(error, path)
        said = str(error) if status != 500 else "Something went wrong."
        return json_answer(status, {"error": said}, *headers)


def _results(outcome: Outcome, sending: Sending) -> dict[str, dict[str, str]]:
    uuids = sending.uuids if isinstance(sending, PostHogSending) else []
    results = {uuid: {"result": "ok"} for uuid in uuids if uuid}
    for refusal in outcome.refusals:
        results[uuids[refusal.index]] = {"result": "drop", "details": refusal.message}
    results.pop("", None)
    return results


def text_failure(error: BaseException, path: str) -> Answer:
    status, headers = status_and_headers(error, path)
    return _text(status, str(error) if status != 500 else "Something went wrong.", *headers)


def _text(status: int, text: str, *headers: tuple[bytes, bytes]) -> Answer:
    body = text.encode()
    length = (b"content-length", str(len(body)).encode())
    return Answer(status, [(b"content-type", b"text/plain; charset=utf-8"), length, *headers], body)
