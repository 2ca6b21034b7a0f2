"""What every request gets around its handler: an id, a time limit, headers, a log line."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from insights.application.ports.system import Ids
from insights.domain.errors import Unavailable
from insights.entrypoints.http.asgi import AsgiApp, Message, Receive, Scope, Send
from insights.entrypoints.http.problems import GONE, encode_problem
from insights.entrypoints.telemetry import Telemetry

log = structlog.get_logger("insights.http")
SANE_ID = re.compile(rb"[A-Za-z0-9._:-]{8,64}\Z")


def request_id(scope: Scope, ids: Ids) -> bytes:
    """The caller's own id if it can safely stand in a header and a log, else a new UUIDv7."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and SANE_ID.match(value):
            return bytes(value)
    return ids.uuid7().encode()


@dataclass(slots=True)
class Answer:
    """Passes an answer on with the headers that every answer carries, and remembers its status."""

    send: Send
    headers: Sequence[tuple[bytes, bytes]]
    status: int = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = list(message.get("headers", ()))
            present = {name.lower() for name, _ in given}
            if self.status == 304:
                # Its headers replace those of the copy that the client has, a page's own policy included.
                present.add(b"content-security-policy")
            message["headers"] = [*given, *(pair for pair in self.headers if pair[0] not in present)]
        await self.send(message)

    async def problem(self, error: Exception, path: str) -> None:
        status, headers, body = encode_problem(error, path)
        await self({"type": "http.response.start", "status": status, "headers": headers})
        await self({"type": "http.response.body", "body": body, "more_body": False})


@dataclass(frozen=True, slots=True)
class Envelope:
    """ASGI around everything but the collect paths, which keep their own short way."""

    app: AsgiApp
    ids: Ids
    telemetry: Telemetry
    headers: Sequence[tuple[bytes, bytes]]
    timeout: float
    """Seconds until a request is given up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        id_ = request_id(scope, self.ids)
        answer = Answer(send, [(b"x-request-id", id_), *self.headers])

        async def noting() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect":
                scope[GONE] = True
            return message

        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=id_.decode()):
            await self._run(scope, noting, answer)
            self._note(scope, answer.status, time.perf_counter() - started)

    async def _run(self, scope: Scope, receive: Receive, answer: Answer) -> None:
        """What escapes the handler becomes a problem, unless the answer has begun: then it is cut off."""
        path = scope["path"]
        try:
            async with asyncio.timeout(self.timeout):
                await self.app(scope, receive, answer)
        except TimeoutError:
            log.warning("request given up", seconds=self.timeout)
            if answer.status:
                raise
            await answer.problem(Unavailable(f"No answer within {self.timeout:g} seconds.", 5), path)
        except Exception as error:
            log.exception("request failed")
            if answer.status:
                raise
            await answer.problem(error, path)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = str(scope.get("path_template") or "unmatched")
        self.telemetry.request(scope["method"], route, status, seconds)
        log.info("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))
