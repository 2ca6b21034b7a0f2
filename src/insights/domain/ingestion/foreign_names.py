"""What other products call the events that are reserved here: one table, read both ways.

A product's reserved name is stored under ours, so that every number counts it alike; answers in a product's
own API say the product's name again. All other names stay as they are sent.
"""

from enum import StrEnum
from typing import Final, NamedTuple

from insights.domain.ingestion import names


class Product(StrEnum):
    """Whose SDKs may send here."""

    SEGMENT = "Segment"
    POSTHOG = "PostHog"
    PLAUSIBLE = "Plausible"
    UMAMI = "Umami"
    GA4 = "GA4"
    MATOMO = "Matomo"


class Row(NamedTuple):
    """One reserved name beside what a product sends for it. Where there is a condition, only what meets it is
    that event, and the product's adapter looks."""

    ours: str
    product: Product
    theirs: str
    """As the product's events name it; empty where an event without a name is meant."""
    when: str = ""


TABLE: Final = (
    Row(names.PAGEVIEW, Product.PLAUSIBLE, "pageview"),
    Row(names.ENGAGEMENT, Product.PLAUSIBLE, "engagement"),
    Row(names.OUTBOUND, Product.PLAUSIBLE, "Outbound Link: Click"),
    Row(names.DOWNLOAD, Product.PLAUSIBLE, "File Download"),
    Row(names.FORM, Product.PLAUSIBLE, "Form: Submission"),
    Row(names.NOT_FOUND, Product.PLAUSIBLE, "404"),
    Row(names.PAGEVIEW, Product.SEGMENT, "page", "a call of this type"),
    Row(names.IDENTIFY, Product.SEGMENT, "identify", "a call of this type"),
    Row(names.IDENTIFY, Product.SEGMENT, "alias", "a call of this type"),
    Row(names.PAGEVIEW, Product.POSTHOG, "$pageview"),
    Row(names.ENGAGEMENT, Product.POSTHOG, "$pageleave"),
    Row(names.CLICK, Product.POSTHOG, "$autocapture", "its `$event_type` is `click`"),
    Row(names.ERROR, Product.POSTHOG, "$exception"),
    Row(names.WEB_VITAL, Product.POSTHOG, "$web_vitals"),
    Row(names.IDENTIFY, Product.POSTHOG, "$identify"),
    Row(names.IDENTIFY, Product.POSTHOG, "$set", "of a known person"),
    Row(names.IDENTIFY, Product.POSTHOG, "$create_alias", "with the alias as the previous id"),
    Row(names.IDENTIFY, Product.POSTHOG, "$merge_dangerously", "with the alias as the previous id"),
    Row(names.PAGEVIEW, Product.GA4, "page_view"),
    Row(names.PAGEVIEW, Product.GA4, "screen_view"),
    Row(names.ENGAGEMENT, Product.GA4, "user_engagement"),
    Row(names.OUTBOUND, Product.GA4, "click", "its parameter `outbound` is true"),
    Row(names.DOWNLOAD, Product.GA4, "file_download"),
    Row(names.FORM, Product.GA4, "form_submit"),
    Row(names.ERROR, Product.GA4, "exception"),
    Row(names.PAGEVIEW, Product.MATOMO, "", "none of its parameters says that it is something else"),
    Row(names.ENGAGEMENT, Product.MATOMO, "", "`ping`"),
    Row(names.OUTBOUND, Product.MATOMO, "", "`link`"),
    Row(names.DOWNLOAD, Product.MATOMO, "", "`download`"),
    Row(names.ERROR, Product.MATOMO, "", "`cra`"),
    Row(names.PAGEVIEW, Product.UMAMI, ""),
)

_OURS: Final = {(row.product, row.theirs): row.ours for row in TABLE if not row.when}
_THEIRS: Final = {(row.product, row.ours): row.theirs for row in reversed(TABLE) if not row.when}


def to_ours(product: Product, name: str) -> str:
    """The name under which a product's event is stored."""
    return _OURS.get((product, name), name)


def to_theirs(product: Product, name: str) -> str:
    """What the product calls the event: the first row of the table that tells."""
    return _THEIRS.get((product, name), name)
