"""The same page view in every product's format, against our own on the same server."""

from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.findings import Aim, Finding, Part
from benchmarks.load import client_name, post
from benchmarks.processes import Running, insights_server
from benchmarks.site import Site, new_site, single, wait_until_recorded, warm_up

AIM: Final = Aim(least=0.7)
CONNECTIONS: Final = 64
URL: Final = "https://northwind.example/products/?utm_source=newsletter&utm_medium=email"
REFERRER: Final = "https://www.google.com/"
TITLE: Final = "Products"

Bodies = Callable[[str], tuple[str, Any]]
"""From a project's key to the path and the body of one event."""


def _ga4(key: str) -> tuple[str, Any]:
    params = {"page_location": URL, "page_referrer": REFERRER, "page_title": TITLE, "language": "en-gb"}
    body = {"client_id": "123.456", "events": [{"name": "page_view", "params": params}]}
    return f"/mp/collect?measurement_id={key}&api_secret=x", body


def _matomo(key: str) -> tuple[str, Any]:
    hit = f"?idsite={key}&rec=1&url={URL}&urlref={REFERRER}&action_name={TITLE}&_id=0123456789abcdef"
    return "/matomo.php", {"requests": [hit.replace("&utm", "%26utm")]}


def _plausible(key: str) -> tuple[str, Any]:
    return "/api/event", {"n": "pageview", "u": URL, "d": key, "r": REFERRER, "v": 36}


def _posthog(key: str) -> tuple[str, Any]:
    properties = {
        "distinct_id": "anon-1",
        "$current_url": URL,
        "$referrer": REFERRER,
        "title": TITLE,
        "$lib": "web",
        "$lib_version": "1.449.2",
    }
    return "/e/", {"api_key": key, "batch": [{"event": "$pageview", "properties": properties}]}


def _segment(key: str) -> tuple[str, Any]:
    page = {"url": URL, "referrer": REFERRER, "title": TITLE}
    call = {"type": "page", "anonymousId": "anon-1", "properties": page, "context": {"page": page}}
    return "/v1/batch", {"writeKey": key, "batch": [call]}


def _umami(key: str) -> tuple[str, Any]:
    payload = {"website": key, "hostname": "northwind.example", "url": URL, "referrer": REFERRER}
    beside = {"title": TITLE, "language": "en-GB", "screen": "1440x900"}
    return "/api/send", {"type": "event", "payload": {**payload, **beside}}


FORMATS: Final[Mapping[str, Bodies]] = {
    "GA4": _ga4,
    "Matomo": _matomo,
    "Plausible": _plausible,
    "PostHog": _posthog,
    "Segment": _segment,
    "Umami": _umami,
}


def measure(data_dir: Path, *, quick: bool) -> Part:
    """Each format takes turns with our own, so that a slow minute of the machine meets both."""
    seconds, rounds = (2, 1) if quick else (5, 3)
    findings = []
    with insights_server(data_dir, one_core=True) as server:
        site = new_site(server.url)
        warm_up(server, site)
        for name, bodies in FORMATS.items():
            pairs = [_pair(server, site, bodies, seconds) for _ in range(rounds)]
            findings += _findings(name, pairs)
    how = (
        f"One page view per request in each product's format, {rounds} × {seconds} s in turn with our own, "
        f"{CONNECTIONS} connections; the server on one core, the load ({client_name()}) on another; medians."
    )
    return Part("Events in other products' formats", how, findings)


def _pair(server: Running, site: Site, bodies: Bodies, seconds: int) -> tuple[float, float]:
    """Neither pays for what the recorder has still to do of the other."""
    own = post(f"{site.url}/api/v1/events", single(site), CONNECTIONS, seconds)
    wait_until_recorded(server)
    path, body = bodies(site.key)
    theirs = post(f"{site.url}{path}", body, CONNECTIONS, seconds)
    wait_until_recorded(server)
    return own.per_second, theirs.per_second


def _findings(name: str, pairs: list[tuple[float, float]]) -> list[Finding]:
    key = name.lower()
    rate = median(theirs for _, theirs in pairs)
    ratio = median(theirs / own for own, theirs in pairs)
    return [
        Finding(f"{key}_rate", name, rate, "events/s"),
        Finding(f"{key}_ratio", f"{name}, of our own format", ratio, aim=AIM),
    ]
