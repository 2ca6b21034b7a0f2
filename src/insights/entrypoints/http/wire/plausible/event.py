"""From the body of `/api/event` to an event of ours. Source: plausible.io/docs/events-api."""

from collections.abc import Mapping
from typing import Final

import msgspec

from insights.domain.errors import Invalid
from insights.domain.ingestion import limits, names
from insights.domain.ingestion.event import Money, Screen, SentEvent
from insights.domain.ingestion.foreign_names import Product, to_ours
from insights.domain.ingestion.refusal import Refused
from insights.domain.ingestion.text import clean_json
from insights.domain.ingestion.url import read_url
from insights.entrypoints.http.wire.lenient import lenient

MOST_NAME: Final = 120
MOST_URL: Final = 2_000
MOST_PROPS: Final = 30
"""What is past them is left out."""
MOST_KEY: Final = 300
MOST_VALUE: Final = 2_000
"""Bytes of a property's key and value."""

_WITH_PATH: Final = frozenset({names.FORM, names.NOT_FOUND})
"""These get the page's path as the property `path`."""

_Props = dict[str, msgspec.Raw] | str | None
"""An object, or the same as JSON text."""


_ABSENT: Final = msgspec.Raw()


class Wrong(Invalid):
    """The body breaks rules; `errors` says which in the product's words, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field} {message}" for field, message in errors.items()))
        self.errors = {field: [message] for field, message in errors.items()}


class Body(msgspec.Struct, gc=False):
    """Each field under its short name and its long one; the short one goes first."""

    n: str | int | None = None
    name: str | int | None = None
    u: str | None = None
    url: str | None = None
    d: str | None = None
    domain: str | None = None
    r: str | None = None
    referrer: str | None = None
    m: _Props = None
    meta: _Props = None
    p: _Props = None
    props: _Props = None
    short_revenue: msgspec.Raw = msgspec.field(name="$", default=_ABSENT)
    revenue: msgspec.Raw = _ABSENT
    w: int | None = None
    """The window's width in CSS pixels; only older scripts send it."""
    v: int | None = None
    """The script's version."""
    sd: int | None = None
    e: int | None = None


_BODY: Final = msgspec.json.Decoder(Body)
_ANYTHING: Final = msgspec.json.Decoder()
_PROPS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_MONEY: Final = msgspec.json.Decoder(Money | str)
_MONEY_ALONE: Final = msgspec.json.Decoder(Money)


def read_event(raw: bytes) -> tuple[str, SentEvent]:
    """The domains, with commas between, and the event for each. Raises Wrong."""
    body = _decoded(clean_json(raw))
    name, url = body.n if body.n is not None else body.name, body.u if body.u is not None else body.url
    errors = _errors(name, url, body)
    domains = _domains(body, "" if "url" in errors else url or "")
    if not domains:
        errors["domain"] = "can't be blank"
    if errors:
        raise Wrong(errors)
    return domains, _event(body, str(name), url or "")


def _decoded(raw: bytes) -> Body:
    """A field of another kind than it should be counts as absent."""
    try:
        try:
            return _BODY.decode(raw)
        except msgspec.ValidationError:
            return lenient(Body, raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise _no_json() from None


def _no_json() -> Wrong:
    return Wrong({"request": "Unable to parse request body as json"})


def _errors(name: str | int | None, url: str | None, body: Body) -> dict[str, str]:
    errors = {}
    if name is None or not str(name).strip():
        errors["event_name"] = "can't be blank"
    elif len(str(name)) > MOST_NAME:
        errors["event_name"] = f"should be at most {MOST_NAME} character(s)"
    elif name == names.ENGAGEMENT and _depth(body) is None and _engaged(body) is None:
        errors["event_name"] = (
            "engagement event requires a valid integer value for at least one of 'sd' or 'e' fields"
        )
    if not url:
        errors["url"] = "is required"
    elif url[:5].lower() == "data:":
        errors["url"] = "scheme is not allowed"
    elif len(url.encode(errors="replace")) > MOST_URL or not _is_address(url):
        errors["url"] = "must be a valid url"
    return errors


def _is_address(url: str) -> bool:
    try:
        return bool(read_url(url))
    except Refused:
        return False


def _domains(body: Body, url: str) -> str:
    """Those named, else the address's own."""
    named = body.d if body.d is not None else body.domain
    if named is None:
        return read_url(url).hostname if url else ""
    return ",".join(domain for one in named.split(",") if (domain := one.strip()))


def _event(body: Body, name: str, url: str) -> SentEvent:
    ours = to_ours(Product.PLAUSIBLE, name)
    event = SentEvent(name=ours, url=url, referrer=body.r if body.r is not None else body.referrer)
    if props := _props(body):
        event.properties = props
    if ours in _WITH_PATH:
        path = msgspec.Raw(msgspec.json.encode(read_url(url).path))
        event.properties = {**(event.properties or {}), "path": path}
    if ours == names.ENGAGEMENT:
        event.scroll_depth, event.engaged_ms = _depth(body), _engaged(body)
    if revenue := bytes(body.short_revenue) or bytes(body.revenue):
        event.revenue = _money(revenue)
    if body.w:
        event.screen = Screen(body.w, 0)
    if body.v is not None:
        event.sdk = f"plausible-js/{body.v}"
    return event


def _props(body: Body) -> dict[str, msgspec.Raw]:
    found = next((given for given in (body.m, body.meta, body.p, body.props) if given is not None), None)
    if not found:
        return {}
    members = _from_text(found) if isinstance(found, str) else found
    kept: dict[str, msgspec.Raw] = {}
    for key, raw in members.items():
        value = bytes(raw)
        if value[:1] in b"[{n" or value == b'""':
            continue
        if len(kept) == MOST_PROPS:
            break
        _check_size(key, value)
        kept[key] = raw
    return kept


def _from_text(text: str) -> dict[str, msgspec.Raw]:
    try:
        return _PROPS.decode(clean_json(text.encode()))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return {}


def _check_size(key: str, value: bytes) -> None:
    """A value's JSON is never shorter than the value, so that most need no second look."""
    if len(value) > MOST_VALUE:
        decoded = _ANYTHING.decode(value)
        text = decoded if isinstance(decoded, str) else str(decoded)
        if len(text.encode()) > MOST_VALUE:
            raise Wrong({"props": f"keys should have at most {MOST_KEY} bytes and values {MOST_VALUE} bytes"})
    if len(key) > MOST_KEY or len(key.encode()) > MOST_KEY:
        raise Wrong({"props": f"keys should have at most {MOST_KEY} bytes and values {MOST_VALUE} bytes"})


def _money(sent: bytes) -> Money | None:
    """An object, or the same as JSON text. None for what is neither: the event counts without it."""
    try:
        found = _MONEY.decode(sent)
        return _MONEY_ALONE.decode(found) if isinstance(found, str) else found
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _depth(body: Body) -> int | None:
    return min(body.sd, 100) if body.sd is not None and body.sd >= 0 else None


def _engaged(body: Body) -> int | None:
    return body.e if body.e is not None and 0 <= body.e < limits.ENGAGED_MS else None
