"""Channels: the closed list of ways in which a visit comes about, and the first rule that fits."""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from insights.domain.ingestion.campaign import Campaign, read_campaign
from insights.domain.ingestion.referrer import read_referrer
from insights.domain.ingestion.source import DIRECT, Source, SourceKind, source_of_host, source_of_name


class Channel(StrEnum):
    DIRECT = "Direct"
    CROSS_NETWORK = "Cross-network"
    PAID_SHOPPING = "Paid Shopping"
    PAID_SEARCH = "Paid Search"
    PAID_SOCIAL = "Paid Social"
    PAID_VIDEO = "Paid Video"
    DISPLAY = "Display"
    PAID_OTHER = "Paid Other"
    AI = "AI"
    SHOPPING = "Organic Shopping"
    SOCIAL = "Organic Social"
    VIDEO = "Organic Video"
    SEARCH = "Organic Search"
    EMAIL = "Email"
    AFFILIATES = "Affiliates"
    AUDIO = "Audio"
    SMS = "SMS"
    PUSH = "Mobile Push Notifications"
    REFERRAL = "Referral"
    UNASSIGNED = "Unassigned"
    """A campaign without a source, and with no medium that says more."""


class Clues(msgspec.Struct, frozen=True):
    """What the rules look at; text in lower case."""

    source: Source
    sender: str
    medium: str
    campaign: str
    paid: bool


Rule = Callable[[Clues], bool]

_PAID: Final = re.compile(r"cp.*|ppc|retargeting|paid.*")
_SHOP: Final = re.compile(r"\bshop|shopping")
_DISPLAY: Final = frozenset({"display", "banner", "expandable", "interstitial", "cpm"})
_SOCIAL: Final = frozenset(
    {"social", "social-network", "social-media", "sm", "social network", "social media"}
)
_EMAIL: Final = frozenset({"email", "e-mail", "e_mail", "e mail"})


def _paid(kind: SourceKind) -> Rule:
    return lambda clues: clues.paid and clues.source.kind is kind


def _kind(kind: SourceKind) -> Rule:
    return lambda clues: clues.source.kind is kind


def _is_sms(clues: Clues) -> bool:
    return "sms" in (clues.sender, clues.medium)


def _is_push(clues: Clues) -> bool:
    medium = clues.medium
    return (
        medium.endswith("push")
        or "mobile" in medium
        or "notification" in medium
        or clues.sender == "firebase"
    )


RULES: tuple[tuple[Channel, Rule], ...] = (
    (Channel.DIRECT, lambda c: c.source == DIRECT and not c.medium and not c.campaign and not c.paid),
    (Channel.CROSS_NETWORK, lambda c: "cross-network" in c.campaign),
    (Channel.PAID_SHOPPING, lambda c: c.paid and (c.source.kind is SourceKind.SHOPPING or _shops(c))),
    (Channel.PAID_SEARCH, _paid(SourceKind.SEARCH)),
    (Channel.PAID_SOCIAL, _paid(SourceKind.SOCIAL)),
    (Channel.PAID_VIDEO, _paid(SourceKind.VIDEO)),
    (Channel.DISPLAY, lambda c: c.medium in _DISPLAY),
    (Channel.PAID_OTHER, lambda c: c.paid),
    (Channel.AI, _kind(SourceKind.AI)),
    (Channel.SHOPPING, lambda c: c.source.kind is SourceKind.SHOPPING or _shops(c)),
    (Channel.SOCIAL, lambda c: c.source.kind is SourceKind.SOCIAL or c.medium in _SOCIAL),
    (Channel.VIDEO, lambda c: c.source.kind is SourceKind.VIDEO or "video" in c.medium),
    (Channel.EMAIL, lambda c: c.source.kind is SourceKind.EMAIL or bool(_EMAIL & {c.sender, c.medium})),
    (Channel.SEARCH, lambda c: c.source.kind is SourceKind.SEARCH or c.medium == "organic"),
    (Channel.AFFILIATES, lambda c: c.medium == "affiliate"),
    (Channel.AUDIO, lambda c: c.medium == "audio"),
    (Channel.SMS, _is_sms),
    (Channel.PUSH, _is_push),
    (Channel.REFERRAL, lambda c: c.source != DIRECT),
    (Channel.UNASSIGNED, lambda c: True),
)
"""In the order of Google Analytics' default channel group, with AI assistants before the organic channels
and mail before search, so that a newsletter with `utm_source=google` stays mail."""


@lru_cache(maxsize=16_384)
def source_of(query: str, referrer: str) -> Source:
    """Whom a visit is owed to: the sender that the query names, else the page it came from, else the
    network whose click id it carries. `referrer` is another site's."""
    campaign = read_campaign(query)
    if campaign.sender:
        return source_of_name(campaign.sender)
    if host := read_referrer(referrer).host:
        return source_of_host(host)
    return campaign.clicked or DIRECT


@lru_cache(maxsize=16_384)
def channel_of(query: str, referrer: str) -> str:
    """The name of a `Channel`."""
    clues = _clues(read_campaign(query), source_of(query, referrer))
    return next(channel.value for channel, fits in RULES if fits(clues))


def _clues(campaign: Campaign, source: Source) -> Clues:
    medium = campaign.medium.lower()
    return Clues(
        source=source,
        sender=campaign.sender.lower(),
        medium=medium,
        campaign=campaign.name.lower(),
        paid=campaign.paid or _PAID.fullmatch(medium) is not None,
    )


def _shops(clues: Clues) -> bool:
    return _SHOP.search(clues.campaign) is not None
