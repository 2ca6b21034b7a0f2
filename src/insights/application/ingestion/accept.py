"""Taking events in: from a request to a durable batch in the queue. Here the address is forgotten."""

import math
from dataclasses import dataclass, field
from typing import Final

import msgspec

from insights.application.ingestion.accept_steps import STEPS, Acceptance, Request
from insights.application.ingestion.notebook import Notebook
from insights.application.ports.enrichment import Places, SaltRing
from insights.application.ports.event_queue import Batch, EventQueue
from insights.application.ports.projects import Sender, Senders
from insights.application.ports.rate_limits import Limit, RateLimits
from insights.application.ports.system import Clock, Ids
from insights.domain.accounts.project import Project
from insights.domain.errors import Forbidden, RateLimited, Unauthenticated
from insights.domain.ingestion import limits
from insights.domain.ingestion.drops import Drop
from insights.domain.ingestion.refusal import Refusal

PROJECT_LIMIT: Final = Limit("events-of-project", per_second=1_000, burst=1_000)


class Outcome(msgspec.Struct, frozen=True):
    """Every event sent is accepted or refused; one that policy leaves out counts as accepted."""

    accepted: int
    refusals: list[Refusal] = []
    drops: list[Drop] = []
    """Of those accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptEvents:
    """Returns once every accepted event is durable. What is past 1,000 events, as other products' SDKs may
    send, goes into messages of its own; if one of those is refused the sender repeats all, and ids tell.

    Raises Unauthenticated for a missing or unknown key, Forbidden when the body names another project than
    the key, RateLimited, Invalid for a body whose `sent_at` cannot be read, and QueueFull.
    """

    senders: Senders
    rate_limits: RateLimits
    salts: SaltRing
    places: Places
    ids: Ids
    clock: Clock
    queue: EventQueue
    notebook: Notebook = field(default_factory=Notebook)
    limit: Limit = PROJECT_LIMIT

    async def __call__(self, request: Request) -> Outcome:
        sender = await self._sender(request)
        await self._spend(sender.project, len(request.sending.items))
        acceptance = await self._begin(request, sender)
        for step in STEPS:
            step.take(acceptance, self)
        self._note(acceptance)
        events, drops = [accepted for _, accepted in acceptance.pairs], acceptance.drops
        if events or drops:
            await self.queue.put(Batch(events[: limits.EVENTS], drops))
        for start in range(limits.EVENTS, len(events), limits.EVENTS):
            await self.queue.put(Batch(events[start : start + limits.EVENTS]))
        dropped = sum(drop.count for drop in drops) if drops else 0
        return Outcome(len(events) + dropped, acceptance.refusals, drops)

    async def _sender(self, request: Request) -> Sender:
        """The key in the header decides; a project named beside it must be the same one."""
        named = request.sending.project
        key = request.key or named
        if not key:
            raise Unauthenticated("No key: give `project` in the body, or an API key as a bearer token.")
        sender = self.senders.known(key) or await self.senders.resolve(key)
        if sender is None:
            raise Unauthenticated("No project answers to this key.")
        if request.key and named and not _is_named(sender.project, named) and named != request.key:
            raise Forbidden("The body names another project than the key belongs to.")
        return sender

    async def _spend(self, project: Project, events: int) -> None:
        wait = await self.rate_limits.spend(self.limit, project.id, events)
        if wait > 0:
            rate = f"{self.limit.per_second:g} events a second"
            raise RateLimited(f"The project may send {rate}; wait {wait:.1f} seconds.", math.ceil(wait))

    def _note(self, acceptance: Acceptance) -> None:
        sending, project, now = acceptance.request.sending, acceptance.sender.project.id, acceptance.received
        if sending.sent_at:
            sdk = acceptance.pairs[0][1].event.sdk if acceptance.pairs else acceptance.sdk
            self.notebook.skew(project, sdk, acceptance.skew, now)
        if acceptance.refusals:
            self.notebook.rejected(project, acceptance.sdk, acceptance.refusals, sending.items, now)
        for reason, (_, accepted) in acceptance.left_out.items():
            self.notebook.dropped(accepted.event, reason)

    async def _begin(self, request: Request, sender: Sender) -> Acceptance:
        project, now = sender.project, self.clock.now_ms()
        salts = self.salts.salts(project.id, project.visitor_basis, now)
        if salts is None:
            salts = await self.salts.prepare(project.id, project.visitor_basis, now)
        return Acceptance(request, sender, salts, now)


def _is_named(project: Project, name: str) -> bool:
    return name in {project.id, project.public_key, project.domain, *project.aliases}
