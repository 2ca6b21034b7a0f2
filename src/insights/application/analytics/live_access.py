"""Who may watch: a browser cannot send a header with a WebSocket, so it fetches a ticket with one first."""

import asyncio
from dataclasses import dataclass
from math import ceil
from typing import Final

from insights.application.accounts.authenticate import Authenticate
from insights.application.accounts.projects import OpenProject
from insights.application.ingestion.patience import Pause
from insights.application.ports.live import Grant, LiveTickets
from insights.application.ports.rate_limits import Limit, RateLimits
from insights.application.ports.system import Ids
from insights.domain.accounts.principal import Principal, Scope
from insights.domain.errors import InsightsError, RateLimited, Unauthenticated, Unavailable

TICKETS: Final = Limit("live_tickets", per_second=5, burst=100)
"""Per project."""


@dataclass(frozen=True, slots=True)
class IssueLiveTicket:
    open_project: OpenProject
    tickets: LiveTickets
    rate_limits: RateLimits
    ids: Ids

    async def __call__(self, principal: Principal, credential: str, reference: str) -> str:
        """`credential` is what the principal was known by. Raises what `OpenProject` raises, RateLimited."""
        project = await self.open_project(principal, reference, Scope.QUERY)
        wait = await self.rate_limits.spend(TICKETS, project.id)
        if wait > 0:
            raise RateLimited("Too many tickets for this project.", retry_after=ceil(wait))
        ticket = self.ids.token()
        await self.tickets.keep(ticket, Grant(credential, project.id))
        return ticket


@dataclass(frozen=True, slots=True)
class AdmitWatcher:
    authenticate: Authenticate
    open_project: OpenProject
    tickets: LiveTickets
    seconds: float = 60
    """Between two looks at whether a watcher may still watch."""
    pause: Pause = asyncio.sleep

    async def __call__(self, ticket: str, reference: str) -> Grant:
        """Use up a ticket, for the project that it was made for. Raises Unauthenticated, Forbidden,
        NotFound."""
        grant = await self.tickets.redeem(ticket)
        if grant is None or await self._project(grant, reference) != grant.project_id:
            raise Unauthenticated("The ticket is unknown, used, expired, or another project's.")
        return grant

    async def until_over(self, grant: Grant) -> InsightsError:
        """Return once the credential has expired or been revoked, or the project is closed to it: why."""
        while True:
            await self.pause(self.seconds)
            try:
                await self._project(grant, grant.project_id)
            except Unavailable:
                continue  # the store is busy: that is no reason to end anything
            except InsightsError as error:
                return error

    async def _project(self, grant: Grant, reference: str) -> str:
        principal = await self.authenticate(grant.credential)
        return (await self.open_project(principal, reference, Scope.QUERY)).id
