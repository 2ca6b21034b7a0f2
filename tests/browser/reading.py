"""A visitor who reads: a page whose clock stands still but when a test lets it run, and what came of it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.website import Collector, Json

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
TALL = '<div style="height: 4000px">Long</div>'


def names(events: list[Json]) -> list[str]:
    return [event["name"] for event in events]


def stop_clock(page: Page) -> None:
    """From now on time passes by `page.clock.run_for` only: no machine is slow enough to change a number."""
    page.clock.install(time=START - timedelta(seconds=1))
    page.clock.pause_at(START)


def let_views_come(page: Page, collector: Collector, count: int) -> None:
    """Until so many page views came: what waits for an answer leaves when the clock moves after it."""
    while names(collector.events()).count("pageview") < count:
        page.clock.run_for(1)


def set_visibility(page: Page, state: str) -> None:
    """What a browser does when its visitor takes another tab; headless Chromium shows all tabs at once."""
    page.evaluate(
        """value => {
          Object.defineProperty(document, "visibilityState", {value, configurable: true});
          Object.defineProperty(document, "hidden", {value: value === "hidden", configurable: true});
          document.dispatchEvent(new Event("visibilitychange", {bubbles: true}));
        }""",
        state,
    )


def readings(collector: Collector, count: int) -> list[Json]:
    """The first `count` engagement events, by their time: requests may overtake each other."""

    def found(events: list[Json]) -> list[Json]:
        return [event for event in events if event["name"] == "engagement"]

    events = found(collector.wait_for(lambda events: len(found(events)) >= count))
    assert len(events) == count
    return sorted(events, key=second_of)


def told(events: list[Json]) -> list[tuple[str, int]]:
    """Page and engaged seconds of each."""
    return [(urlsplit(event["url"]).path, round(event["engaged_ms"] / 1000)) for event in events]


def second_of(event: Json) -> float:
    """Of its time, counted from the stopped clock's start."""
    return (datetime.fromisoformat(event["timestamp"]) - START).total_seconds()
