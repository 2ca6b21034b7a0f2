"""What is done to every event on its own before it is given a visit: one list, in order."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from insights.application.ingestion.tally import Item
from insights.application.ports.enrichment import Agents
from insights.domain.ingestion.channel import Channel
from insights.domain.ingestion.drops import DropReason
from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.origin import origin_of
from insights.domain.ingestion.referrer import read_referrer, same_site

DIRECT_CHANNEL: Final = Channel.DIRECT.value

Apply = Callable[[Accepted], DropReason | None]
"""Writes what it finds into the event; a reason leaves the event out. Safe to run twice."""


class Step(msgspec.Struct, frozen=True):
    name: str
    apply: Apply


def steps(agents: Agents) -> tuple[Step, ...]:
    """The names are those of telemetry and dead letters."""
    return (
        Step("read_agent", read_agent(agents)),
        Step("read_referrer", keep_outside_referrer),
        Step("find_origin", find_origin),
    )


def run_step(step: Step, items: Sequence[Item]) -> list[Item]:
    """Those that go on. An event on which the step fails is set aside with the error."""
    kept: list[Item] = []
    apply = step.apply
    for item in items:
        tally, accepted = item
        try:
            reason = apply(accepted)
        except Exception as error:
            tally.set_aside(accepted, step.name, error)
            continue
        if reason is None:
            kept.append(item)
        else:
            tally.drop(accepted, reason)
    return kept


def read_agent(agents: Agents) -> Apply:
    """An absent agent is no bot: servers that send for their visitors may not know it."""
    parse = agents.parse

    def apply(accepted: Accepted) -> DropReason | None:
        if not accepted.user_agent:
            return None
        agent, event = parse(accepted.user_agent), accepted.event
        if agent.bot:
            return DropReason.BOT
        event.browser, event.browser_version = agent.browser, agent.browser_version
        event.os, event.os_version = agent.os, agent.os_version
        event.device = agent.device
        return None

    return apply


def keep_outside_referrer(accepted: Accepted) -> DropReason | None:
    event = accepted.event
    if not event.referrer:
        return None
    referrer = read_referrer(event.referrer)
    outside = not same_site(referrer.host, event.hostname)
    event.referrer = referrer.page if outside else ""
    return DropReason.REFERRER_SPAM if outside and referrer.spam else None


def find_origin(accepted: Accepted) -> None:
    event = accepted.event
    if not (event.query or event.referrer):
        event.channel = DIRECT_CHANNEL
        return
    origin = origin_of(event.query, event.referrer)
    event.source, event.channel = origin.source, origin.channel
    if event.query:
        campaign = origin.campaign
        event.utm_source, event.utm_medium = campaign.source, campaign.medium
        event.utm_campaign = campaign.name
        event.utm_content, event.utm_term = campaign.content, campaign.term
