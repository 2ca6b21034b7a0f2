"""One hit of Matomo's tracking API as an event of ours."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import msgspec

from insights.domain.ingestion import names
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.event import SentEvent
from insights.domain.ingestion.refusal import Refusal, Refused, refusal
from insights.entrypoints.http.wire.values import (
    as_moment,
    as_money,
    as_number,
    as_plain_number,
    as_screen,
    raw,
)

Hit = Mapping[str, str]

SDK: Final = "matomo-tracking-api"
PERFORMANCE: Final = ("pf_net", "pf_srv", "pf_tfr", "pf_dm1", "pf_dm2", "pf_onl")


class Kind(NamedTuple):
    """What a hit is, told by a parameter that only this kind has."""

    told_by: str
    name: Callable[[Hit], str]
    properties: Mapping[str, str]
    """Ours by theirs."""


ORDER: Final = {
    "ec_id": "order_id", "ec_items": "items", "ec_st": "subtotal", "ec_tx": "tax", "ec_sh": "shipping",
    "ec_dt": "discount",
}  # fmt: skip


def _goal(hit: Hit) -> str:
    """Goal 0 is the shop: an order where it has a number, else a change of the cart."""
    if hit["idgoal"] != "0":
        return f"goal {hit['idgoal']}"
    return "purchase" if "ec_id" in hit else "cart_update"


def _content(hit: Hit) -> str:
    return "content_interaction" if "c_i" in hit else "content_impression"


KINDS: Final = (
    Kind("ping", lambda _: names.ENGAGEMENT, {}),
    Kind("download", lambda _: names.DOWNLOAD, {"download": "url"}),
    Kind("link", lambda _: names.OUTBOUND, {"link": "url"}),
    Kind(
        "search",
        lambda _: "search",
        {"search": "keyword", "search_cat": "category", "search_count": "results"},
    ),
    Kind("idgoal", _goal, ORDER),
    Kind("e_a", lambda hit: hit["e_a"], {"e_c": "category", "e_n": "name", "e_v": "value"}),
    Kind("c_n", _content, {"c_n": "content", "c_p": "piece", "c_t": "target", "c_i": "interaction"}),
    Kind("cra", lambda _: names.ERROR, {"cra": "message", "cra_tp": "type", "cra_ru": "source"}),
    # Of a plugin that is not told by any of the above: no page was seen.
    Kind("ca", lambda _: "action", {}),
)
PAGE: Final = Kind("", lambda _: names.PAGEVIEW, {})
NUMBERS: Final = frozenset({"search_count", "e_v", "ec_st", "ec_tx", "ec_sh", "ec_dt", *PERFORMANCE})


def event_of(hit: Hit, index: int) -> SentEvent | Refusal:
    """A refusal for what does not ask to be recorded."""
    if hit.get("rec") != "1":
        return refusal(index, Refused(RejectReason.INVALID, "rec", "must be 1", hit.get("rec")))
    kind = next((kind for kind in KINDS if kind.told_by in hit), PAGE)
    event = SentEvent(
        name=kind.name(hit),
        # An order is tracked once, however often its page is seen.
        id=f"order {hit['ec_id']}" if kind.told_by == "idgoal" and "ec_id" in hit else None,
        timestamp=_moment(hit.get("cdt")),
        visitor_id=hit.get("cid") or hit.get("_id"),
        user_id=hit.get("uid"),
        url=hit.get("url"),
        referrer=hit.get("urlref"),
        title=hit.get("action_name"),
        language=_language(hit.get("lang")),
        screen=as_screen(hit.get("res")),
        ip=hit.get("cip"),
        user_agent=hit.get("ua"),
        properties=_properties(hit, kind),
        sdk=SDK,
    )
    event.revenue = as_money(hit.get("revenue"), hit.get("currency"))
    return event


def _properties(hit: Hit, kind: Kind) -> dict[str, msgspec.Raw]:
    """The kind's own, custom dimensions and variables, page timings, and revenue without a currency."""
    found: dict[str, Any] = {
        ours: _value(theirs, hit) for theirs, ours in kind.properties.items() if theirs in hit
    }
    found |= {name: hit[name] for name in hit if name.startswith("dimension")}
    found |= {name: _value(name, hit) for name in PERFORMANCE if name in hit}
    for scope in ("_cvar", "cvar"):
        if scope in hit:
            found |= _variables(hit[scope])
    if "revenue" in hit and as_money(hit["revenue"], hit.get("currency")) is None:
        found["revenue"] = as_plain_number(hit["revenue"])
    return {name: raw(value) for name, value in found.items()}


def _value(name: str, hit: Hit) -> object:
    return as_plain_number(hit[name]) if name in NUMBERS else hit[name]


def _variables(text: str) -> dict[str, str]:
    """From `{"1": ["name", "value"]}`; what has another shape is left out."""
    try:
        pairs = msgspec.json.decode(text, type=dict[str, tuple[str, str]])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return {}
    return {name: value for name, value in pairs.values() if name}


def _moment(cdt: str | None) -> str | None:
    """From seconds since the epoch, or `2026-11-21 08:30:00`, which is UTC."""
    if not cdt:
        return None
    if (seconds := as_number(cdt)) is not None:
        return as_moment(seconds * 1_000_000)
    try:
        return datetime.strptime(cdt, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).isoformat()
    except ValueError:
        return None


def _language(accepted: str | None) -> str | None:
    """The first of an `Accept-Language`."""
    return accepted.split(",")[0].split(";")[0].strip() if accepted else None
