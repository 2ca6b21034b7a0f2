"""From a request's events to the use-case and back."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from insights.application.ingestion.accept import Outcome
from insights.application.ingestion.accept_steps import Request
from insights.domain.errors import Fault, Invalid
from insights.domain.ingestion.decode import Sending, decode_body
from insights.entrypoints.http.asgi import Receive, Scope
from insights.entrypoints.http.ingestion.answers import Answer, none_accepted, receipt
from insights.entrypoints.http.ingestion.aside import aside
from insights.entrypoints.http.ingestion.body import OURS, BodyLimits, read_body
from insights.entrypoints.http.ingestion.reception import Headers, Reception

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect(Reception):
    """A path that events are sent to."""

    body_limits: ClassVar[BodyLimits] = OURS

    @abstractmethod
    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        """What was sent. Raises InsightsError."""

    def done(self, outcome: Outcome, sending: Sending) -> Answer:
        """The answer when at least one event was accepted, or none was refused."""
        return receipt(outcome)

    def refused(self, outcome: Outcome, sending: Sending, path: str) -> Answer:
        """The answer when every event was refused."""
        return none_accepted(outcome, sending.alone, path)

    async def body(self, headers: Headers, receive: Receive) -> bytes:
        """Without its compression. Raises TooLarge, Invalid, Disconnected, or HTTPException 408."""
        return await read_body(receive, headers, self.patience, self.body_limits)

    async def decoded(self, decode: Callable[[bytes], R], headers: Headers, receive: Receive) -> R:
        """What `decode` makes of the body; of a large one in a thread. Raises what `body` and it raise."""
        return await aside(decode, await self.body(headers, receive))

    async def take(self, sending: Sending, address: str, headers: Headers) -> Outcome:
        """Accept the events, and tell what became of them. Raises what `AcceptEvents` raises."""
        outcome = await self.accept(_request(sending, address, headers))
        self.watch(outcome)
        return outcome

    async def respond(self, scope: Scope, headers: Headers, receive: Receive, address: str) -> Answer:
        sending = await self.read(scope, headers, receive)
        outcome = await self.take(sending, address, headers)
        if outcome.accepted or not outcome.refusals:
            return self.done(outcome, sending)
        return self.refused(outcome, sending, scope["path"])


class CollectEvents(Collect):
    """POST /api/v1/events: one event or a batch."""

    __slots__ = ()

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        return await self.decoded(decode_body, headers, receive)


class TrackEvent(Collect):
    """POST /analytics/track: one event."""

    __slots__ = ()

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        sending = await self.decoded(decode_body, headers, receive)
        if not sending.alone:
            rule = "must not be given: this path takes one event; send batches to /api/v1/events"
            raise Invalid(f"The body cannot be taken: events {rule}.", [Fault("events", rule)])
        return sending


def _request(sending: Sending, address: str, headers: Headers) -> Request:
    return Request(
        sending=sending,
        address=address,
        key=_bearer(headers.get(b"authorization", b"")),
        user_agent=headers.get(b"user-agent", b"").decode("latin-1"),
        origin=headers.get(b"origin", b"").decode("latin-1"),
        privacy_signal=headers.get(b"sec-gpc") == b"1" or headers.get(b"dnt") == b"1",
    )


def _bearer(authorization: bytes) -> str:
    """Another scheme is somebody else's: a proxy's, or an SDK's that also names the project."""
    scheme, _, token = authorization.partition(b" ")
    return token.strip().decode("latin-1") if scheme.lower() == b"bearer" else ""
