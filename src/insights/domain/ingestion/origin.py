"""Where a visit comes from, all that is kept of it."""

from functools import lru_cache

import msgspec

from insights.domain.ingestion.campaign import Campaign, read_campaign
from insights.domain.ingestion.channel import channel_of, source_of


class Origin(msgspec.Struct, frozen=True):
    campaign: Campaign
    source: str
    channel: str


@lru_cache(maxsize=16_384)
def origin_of(query: str, referrer: str) -> Origin:
    """`referrer` is another site's page. Remembered: few origins bring most of the events."""
    return Origin(read_campaign(query), source_of(query, referrer).name, channel_of(query, referrer))
