"""What gtag.js sends: parameters in the query string; of several events, each in a line of the body.

Sources: requests by gtag.js as seen in browsers; d8a-tech/d8a, a collector of the same.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from insights.domain.errors import Invalid
from insights.domain.ingestion.event import SentEvent
from insights.entrypoints.http.wire.ga4.event import translated
from insights.entrypoints.http.wire.query_string import parameters
from insights.entrypoints.http.wire.values import Params, as_milliseconds, as_plain_number, as_screen, raw

MOST_LINES: Final = 100
SDK: Final = "gtag/2"
_ITEM: Final = re.compile(r"pr\d{1,3}\Z")
_FIELDS: Final = {
    "id": "item_id", "nm": "item_name", "br": "item_brand", "ca": "item_category", "c2": "item_category2",
    "c3": "item_category3", "c4": "item_category4", "c5": "item_category5", "va": "item_variant",
    "pr": "price", "qt": "quantity", "cp": "coupon", "ds": "discount", "ln": "item_list_name",
    "li": "item_list_id", "lp": "index", "af": "affiliation", "lo": "location_id", "pi": "promotion_id",
    "pn": "promotion_name", "cn": "creative_name", "cs": "creative_slot",
}  # fmt: skip
"""An item's fields by the two letters before their values."""
_NUMBERS: Final = frozenset({"pr", "qt", "ds", "lp"})

Given = Mapping[str, str]


def hits(shared: Given, body: bytes) -> list[Given]:
    """Each event's parameters. Raises Invalid for too many lines."""
    lines = [line for line in body.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise Invalid(f"The body must have at most {MOST_LINES} lines, not {len(lines)}.")
    return [{**shared, **parameters(line)} for line in lines] or [shared]


def events_of(given: Given) -> Iterator[SentEvent]:
    params, items = _split(given)
    if items:
        params["items"] = raw(items)
    if currency := given.get("cu"):
        params.setdefault("currency", raw(currency))
    who = SentEvent(
        name="",
        visitor_id=given.get("cid"),
        user_id=given.get("uid"),
        url=given.get("dl"),
        referrer=given.get("dr"),
        title=given.get("dt"),
        language=given.get("ul"),
        screen=as_screen(given.get("sr")),
        engaged_ms=as_milliseconds(given.get("_et")),
        sdk=SDK,
    )
    return translated(given.get("en", ""), params, who)


def _split(given: Given) -> tuple[Params, list[dict[str, object]]]:
    params: Params = {}
    items: list[dict[str, object]] = []
    for name, text in given.items():
        prefix, dot, rest = name.partition(".")
        if not dot:
            if _ITEM.match(name):
                items.append(_item(text))
        elif prefix in ("ep", "epn"):
            params[rest] = _typed(text, number=prefix == "epn")
        elif prefix in ("up", "upn"):
            params[f"user.{rest}"] = _typed(text, number=prefix == "upn")
    return params, items


def _typed(text: str, *, number: bool) -> msgspec.Raw:
    return raw(as_plain_number(text) if number else text)


def _item(text: str) -> dict[str, object]:
    """From `id1~nmShirt~pr9.9~k0size~v0L`."""
    item: dict[str, object] = {}
    own: dict[str, str] = {}
    for part in text.split("~"):
        key, value = part[:2], part[2:]
        if key in _FIELDS:
            item[_FIELDS[key]] = as_plain_number(value) if key in _NUMBERS else value
        elif key[:1] == "k":
            own[key[1:]] = value
        elif key[:1] == "v" and own.get(key[1:]):
            item[own[key[1:]]] = value
    return item
