"""From an event of PostHog's to ours. Sources: the published SDKs, and PostHog's capture service."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from insights.domain.ingestion import names
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.event import Screen, SentEvent
from insights.domain.ingestion.foreign_names import Product, to_ours
from insights.domain.ingestion.refusal import Refused
from insights.entrypoints.http.wire.posthog.properties import DROPPED, kept
from insights.entrypoints.http.wire.raw_values import Properties, take_money, text_of
from insights.entrypoints.http.wire.values import raw, value_of

DISTINCT_ID: Final = 200
"""PostHog cuts longer ones."""
ALIASES: Final = frozenset({"$create_alias", "$merge_dangerously"})


class PostHogEvent(msgspec.Struct, gc=False):
    """As it stands in a batch, alone in a body, or (with `options`) in a body of capture v1."""

    event: str | None = None
    uuid: str | None = None
    distinct_id: Any = None
    timestamp: str | None = None
    properties: dict[str, msgspec.Raw] | None = None
    options: dict[str, Any] | None = None
    set_: dict[str, msgspec.Raw] | None = msgspec.field(default=None, name="$set")
    set_once: dict[str, msgspec.Raw] | None = msgspec.field(default=None, name="$set_once")
    api_key: str | None = None
    token: str | None = None
    alt_distinct_id: Any = msgspec.field(default=None, name="$distinct_id")
    alt_token: str | None = msgspec.field(default=None, name="$token")


def events_of(sent: PostHogEvent, sdk: str = "") -> Iterator[SentEvent]:
    """The event, behind it what it tells of how the page before it was read. Raises Refused."""
    properties = sent.properties or {}
    if not sent.event:
        raise Refused(RejectReason.INVALID, "event", "must be given", sent.event)
    event = SentEvent(
        name=_name(sent.event, properties),
        id=sent.uuid or None,
        timestamp=sent.timestamp,
        url=text_of(properties.get("$current_url")),
        referrer=_referrer(properties),
        title=text_of(properties.get("title")),
        language=text_of(properties.get("$browser_language")),
        screen=_screen(properties),
        user_agent=text_of(properties.get("$raw_user_agent")),
        ip=text_of(properties.get("$ip")),
        sdk=sdk or _sdk(properties),
    )
    _say_who(event, sent, properties)
    if event.name == names.ENGAGEMENT:
        _tell_reading(event, properties)
    elif "$prev_pageview_duration" in properties:
        yield _reading_before(event, properties)
    _say_what(event, sent, properties)
    yield event


def _name(theirs: str, properties: Properties) -> str:
    if theirs == "$autocapture" and text_of(properties.get("$event_type")) == "click":
        return names.CLICK
    return to_ours(Product.POSTHOG, theirs)


def _say_who(event: SentEvent, sent: PostHogEvent, properties: Properties) -> None:
    """An id is a user's, unless the SDK tells that it made the id up itself."""
    id_ = distinct_id(sent, properties)
    anonymous = sent.event != "$identify" and _is_anonymous(id_, sent, properties)
    if sent.event == "$identify" or (sent.event == "$set" and not anonymous):
        event.name, event.user_id = names.IDENTIFY, id_
        event.visitor_id = text_of(properties.get("$anon_distinct_id"))
    elif sent.event in ALIASES:
        event.name, event.user_id = names.IDENTIFY, text_of(properties.get("distinct_id")) or id_
        event.previous_id = text_of(properties.get("alias"))
    elif id_ == "$posthog_cookieless":
        return
    elif anonymous:
        event.visitor_id = id_
    else:
        event.user_id = id_


def distinct_id(sent: PostHogEvent, properties: Properties) -> str:
    """Whatever it is, as text. Raises Refused where there is none."""
    for given in (sent.distinct_id, sent.alt_distinct_id, value_of(properties.get("distinct_id"))):
        if given not in (None, ""):
            text = given if isinstance(given, str) else msgspec.json.encode(given).decode()
            return text[:DISTINCT_ID]
    raise Refused(RejectReason.INVALID, "distinct_id", "must be given", None)


def _is_anonymous(id_: str, sent: PostHogEvent, properties: Properties) -> bool:
    """The browser's own id is that of the device; servers say that they make no person of it."""
    person = (sent.options or {}).get("process_person_profile")
    if person is False or value_of(properties.get("$process_person_profile")) is False:
        return True
    if value_of(properties.get("$is_identified")) is False:
        return True
    return "$user_id" not in properties and text_of(properties.get("$device_id")) == id_


def _say_what(event: SentEvent, sent: PostHogEvent, properties: Properties) -> None:
    if event.name == names.IDENTIFY:
        inside = [value_of(properties.get(name)) for name in ("$set_once", "$set")]
        event.properties = _traits([sent.set_once, inside[0], sent.set_, inside[1]])
    elif event.name != names.ENGAGEMENT:
        event.properties = kept(properties)
        event.revenue = take_money(event.properties) if "revenue" in event.properties else None


def _traits(said: list[Any]) -> Properties:
    """What a person is said to be; where the first visit came from is known already."""
    given: Properties = {}
    for some in said:
        for name, value in (some or {}).items() if isinstance(some, dict) else ():
            if name[:1] != "$" and name not in DROPPED:
                given[name] = value if isinstance(value, msgspec.Raw) else raw(value)
    return given


def _reading_before(event: SentEvent, properties: Properties) -> SentEvent:
    """In an application of one page, the next event tells how the page before it was read."""
    reading = SentEvent(
        name=names.ENGAGEMENT,
        id=f"{event.id}-reading" if event.id else None,
        timestamp=event.timestamp,
        url=event.url,
        user_id=event.user_id,
        visitor_id=event.visitor_id,
        user_agent=event.user_agent,
        ip=event.ip,
        sdk=event.sdk,
    )
    _tell_reading(reading, properties)
    return reading


def _tell_reading(event: SentEvent, properties: Properties) -> None:
    """Seconds and parts of one, of the page before, on the host of this one."""
    seconds = value_of(properties.get("$prev_pageview_duration"))
    part = value_of(properties.get("$prev_pageview_max_content_percentage"))
    path = text_of(properties.get("$prev_pageview_pathname"))
    if isinstance(seconds, (int, float)) and 0 <= seconds < 1e9:
        event.engaged_ms = int(seconds * 1_000)
    if isinstance(part, (int, float)) and 0 <= part <= 1e9:
        event.scroll_depth = min(part, 1.0) * 100
    host = text_of(properties.get("$host"))
    if path and path.startswith("/"):
        event.url = f"https://{host}{path}" if host else path


def _referrer(properties: Properties) -> str | None:
    referrer = text_of(properties.get("$referrer"))
    return None if referrer == "$direct" else referrer


def _screen(properties: Properties) -> Screen | None:
    width, height = value_of(properties.get("$screen_width")), value_of(properties.get("$screen_height"))
    if not isinstance(width, (int, float)) or not isinstance(height, (int, float)):
        return None
    return Screen(*(int(min(max(side, 0), 100_000)) for side in (width, height)))


def _sdk(properties: Properties) -> str | None:
    name = text_of(properties.get("$lib"))
    if not name:
        return None
    name = "posthog-js" if name == "web" else name
    return f"{name}/{text_of(properties.get('$lib_version')) or ''}".rstrip("/")
