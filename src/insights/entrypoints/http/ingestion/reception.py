"""What every collect path has in common: bare ASGI, patience, a limit for each address, and who may ask."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Final

import structlog
from litestar.exceptions import MethodNotAllowedException

from insights.application.ingestion.accept import AcceptEvents, Outcome
from insights.application.ports.enrichment import Agents
from insights.application.ports.rate_limits import Limit, RateLimits
from insights.application.ports.system import Ids
from insights.application.replay.recordings import KeepRecordings
from insights.domain.errors import InsightsError, RateLimited
from insights.domain.ingestion.address import subscriber
from insights.entrypoints.http.asgi import Receive, Scope, Send
from insights.entrypoints.http.envelope import SANE_ID
from insights.entrypoints.http.ingestion.answers import Answer, preflight, problem, send_answer
from insights.entrypoints.http.ingestion.body import READ_SECONDS, Disconnected
from insights.entrypoints.http.ingestion.patience import Patience
from insights.entrypoints.http.proxies import TrustedProxies

ADDRESS_LIMIT: Final = Limit("requests-of-address", per_second=200, burst=200)

log = structlog.get_logger("insights.http")

Headers = dict[bytes, bytes]
"""Names in lower case; of a repeated header the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception(ABC):
    """Answers every method, and every error as a problem."""

    accept: AcceptEvents
    keep_recordings: KeepRecordings
    proxies: TrustedProxies
    rate_limits: RateLimits
    ids: Ids
    agents: Agents
    watch: Callable[[Outcome], None]
    """Told what became of each request's events."""
    limit: Limit = ADDRESS_LIMIT
    patience: Patience = field(default_factory=lambda: Patience(READ_SECONDS))

    methods: ClassVar[tuple[str, ...]] = ("POST",)

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
            answer = self.failed(error, scope["path"])
        await send_answer(send, answer, request_id, headers.get(b"origin", b""))

    @abstractmethod
    async def respond(self, scope: Scope, headers: Headers, receive: Receive, address: str) -> Answer:
        """The answer to a request by one of `methods`. Raises what `failed` makes an answer of."""

    def failed(self, error: BaseException, path: str) -> Answer:
        """The answer to a request that cannot be taken: its key, its body, or the server is at fault."""
        return problem(error, path)

    async def _answer(self, scope: Scope, headers: Headers, receive: Receive) -> Answer:
        if scope["method"] not in self.methods:
            return self._other_method(scope["method"], headers)
        address = self.proxies.client(scope)
        await self._spend(address)
        return await self.respond(scope, headers, receive, address)

    def _other_method(self, method: str, headers: Headers) -> Answer:
        if method == "OPTIONS":
            return preflight(headers.get(b"access-control-request-headers", b""))
        taken = " and ".join(self.methods)
        allow = {"allow": ", ".join((*self.methods, "OPTIONS"))}
        raise MethodNotAllowedException(f"This path takes {taken}, not {method}.", headers=allow)

    async def _spend(self, address: str) -> None:
        wait = await self.rate_limits.spend(self.limit, subscriber(address))
        if wait > 0:
            rate = f"{self.limit.per_second:g} requests a second"
            raise RateLimited(f"An address may make {rate}; wait {wait:.1f} seconds.", math.ceil(wait))
