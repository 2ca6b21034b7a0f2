"""What is done to every event on its own before it is given a visit: one list, in order."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from insights.application.ingestion.tally import Item
from insights.application.ports.enrichment import Agents
from insights.domain.ingestion.campaign import read_campaign
from insights.domain.ingestion.channel import Channel, channel_of, source_of
from insights.domain.ingestion.drops import DropReason
from insights.domain.ingestion.event import Accepted
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
        Step("drop_bots", drop_bots(agents)),
        Step("parse_agent", parse_agent(agents)),
        Step("read_referrer", keep_outside_referrer),
        Step("drop_referrer_spam", drop_referrer_spam),
        Step("read_campaign", note_campaign),
        Step("find_source", find_source),
        Step("find_channel", find_channel),
    )


def run_step(step: Step, items: Sequence[Item]) -> list[Item]:
    """Those that go on. An event on which the step fails is set aside with the error."""
    kept: list[Item] = []
    for item in items:
        tally, accepted = item
        try:
            reason = step.apply(accepted)
        except Exception as error:
            tally.set_aside(accepted, step.name, error)
            continue
        if reason is None:
            kept.append(item)
        else:
            tally.drop(accepted, reason)
    return kept


def drop_bots(agents: Agents) -> Apply:
    """An absent agent is no bot: servers that send for their visitors may not know it."""
    parse = agents.parse

    def apply(accepted: Accepted) -> DropReason | None:
        return DropReason.BOT if accepted.user_agent and parse(accepted.user_agent).bot else None

    return apply


def parse_agent(agents: Agents) -> Apply:
    parse = agents.parse

    def apply(accepted: Accepted) -> None:
        if not accepted.user_agent:
            return
        agent, event = parse(accepted.user_agent), accepted.event
        event.browser, event.browser_version = agent.browser, agent.browser_version
        event.os, event.os_version = agent.os, agent.os_version
        event.device = agent.device

    return apply


def keep_outside_referrer(accepted: Accepted) -> None:
    event = accepted.event
    if event.referrer:
        referrer = read_referrer(event.referrer)
        event.referrer = "" if same_site(referrer.host, event.hostname) else referrer.page


def drop_referrer_spam(accepted: Accepted) -> DropReason | None:
    referrer = accepted.event.referrer
    return DropReason.REFERRER_SPAM if referrer and read_referrer(referrer).spam else None


def note_campaign(accepted: Accepted) -> None:
    event = accepted.event
    if event.query:
        campaign = read_campaign(event.query)
        event.utm_source, event.utm_medium, event.utm_campaign = (
            campaign.source,
            campaign.medium,
            campaign.name,
        )
        event.utm_content, event.utm_term = campaign.content, campaign.term


def find_source(accepted: Accepted) -> None:
    event = accepted.event
    if event.query or event.referrer:
        event.source = source_of(event.query, event.referrer).name


def find_channel(accepted: Accepted) -> None:
    event = accepted.event
    if event.query or event.referrer:
        event.channel = channel_of(event.query, event.referrer)
    else:
        event.channel = DIRECT_CHANNEL
