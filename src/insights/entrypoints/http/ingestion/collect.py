"""From bare ASGI to the use-case and back."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Final

import structlog
from litestar.exceptions import MethodNotAllowedException

from insights.application.ingestion.accept import AcceptEvents, Outcome
from insights.application.ingestion.accept_steps import Request
from insights.application.ports.rate_limits import Limit, RateLimits
from insights.application.ports.system import Ids
from insights.domain.errors import Fault, InsightsError, Invalid, RateLimited
from insights.domain.ingestion.address import subscriber
from insights.domain.ingestion.decode import Sending, decode_body
from insights.entrypoints.http.asgi import Receive, Scope, Send
from insights.entrypoints.http.envelope import SANE_ID
from insights.entrypoints.http.ingestion.answers import (
    PREFLIGHT,
    Answer,
    none_accepted,
    problem,
    receipt,
    send_answer,
)
from insights.entrypoints.http.ingestion.body import READ_SECONDS, Disconnected, read_body
from insights.entrypoints.http.ingestion.patience import Patience
from insights.entrypoints.http.proxies import TrustedProxies

ADDRESS_LIMIT: Final = Limit("requests-of-address", per_second=200, burst=200)

log = structlog.get_logger("insights.http")

Headers = dict[bytes, bytes]
"""Names in lower case; of a repeated header the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect(ABC):
    """What the collect paths share. Answers every method, and every error as a problem."""

    accept: AcceptEvents
    proxies: TrustedProxies
    rate_limits: RateLimits
    ids: Ids
    watch: Callable[[Outcome], None]
    """Told what became of each request's events."""
    limit: Limit = ADDRESS_LIMIT
    patience: Patience = field(default_factory=lambda: Patience(READ_SECONDS))

    method: ClassVar[str] = "POST"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = dict(scope["headers"])
        given = headers.get(b"x-request-id")
        request_id = given if given and SANE_ID.match(given) else self.ids.uuid7().encode()
        try:
            answer = await self._answer(scope, headers, receive)
        except Disconnected:
            return
        except Exception as error:
            if not isinstance(error, (InsightsError, MethodNotAllowedException)):
                log.exception("request failed", request_id=request_id.decode())
            answer = problem(error, scope["path"])
        await send_answer(send, answer, request_id, headers.get(b"origin", b""))

    @abstractmethod
    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        """What was sent. Raises InsightsError."""

    def done(self, outcome: Outcome) -> Answer:
        """The answer when at least one event was accepted."""
        return receipt(outcome)

    async def _answer(self, scope: Scope, headers: Headers, receive: Receive) -> Answer:
        if scope["method"] != self.method:
            return self._other_method(scope["method"])
        address = self.proxies.client(scope)
        await self._spend(address)
        sending = await self.read(scope, headers, receive)
        outcome = await self.accept(_request(sending, address, headers))
        self.watch(outcome)
        if outcome.accepted:
            return self.done(outcome)
        return none_accepted(outcome, sending.alone, scope["path"])

    def _other_method(self, method: str) -> Answer:
        if method == "OPTIONS":
            return PREFLIGHT
        allow = {"allow": f"{self.method}, OPTIONS"}
        raise MethodNotAllowedException(f"This path takes {self.method}, not {method}.", headers=allow)

    async def _spend(self, address: str) -> None:
        wait = await self.rate_limits.spend(self.limit, subscriber(address))
        if wait > 0:
            rate = f"{self.limit.per_second:g} requests a second"
            raise RateLimited(f"An address may make {rate}; wait {wait:.1f} seconds.", math.ceil(wait))


class CollectEvents(Collect):
    """POST /api/v1/events: one event or a batch."""

    __slots__ = ()

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        return decode_body(await read_body(receive, headers, self.patience))


class TrackEvent(Collect):
    """POST /analytics/track: one event."""

    __slots__ = ()

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        sending = decode_body(await read_body(receive, headers, self.patience))
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
