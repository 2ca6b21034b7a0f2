"""What a real server has stored of what the tracker sent."""

import time
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page

from tests.browser.website import Website
from tests.builders.eventually import PATIENCE
from tests.builders.server import Site

Rows = list[tuple[Any, ...]]


def website(site: Site, attributes: str = "", body: str = "", head: str = "") -> Website:
    """Whose pages carry the tracker from the site's server."""
    src = f"{site.server.url}/js/insights.js"
    return Website(f'{head}<script defer src="{src}" data-project="{site.key}" {attributes}></script>', body)


def rows(site: Site, name: str, *dimensions: str) -> Rows:
    """The dimensions of each event of that name, in alphabetic order."""
    answer = site.query(["events"], dimensions=dimensions, filters=[["is", "event:name", [name]]])
    found = [(tuple(row["dimensions"]), row["metrics"][0]) for row in answer["results"]]
    return sorted((values for values, count in found for _ in range(count)), key=repr)


def wait_for(site: Site, name: str, count: int, *dimensions: str) -> Rows:
    """Until so many events of that name are stored, and no more."""
    deadline = time.monotonic() + PATIENCE
    while len(found := rows(site, name, *dimensions)) < count:
        assert time.monotonic() < deadline, f"{len(found)} of {count} {name} came: {found}"
        time.sleep(0.1)
    assert len(found) == count, found
    return found


def settle(site: Site, page: Page) -> None:
    """Whatever the page made before has come then, or never will: requests follow one another."""
    page.evaluate("insights('settled')")
    wait_for(site, "settled", 1)


def props(*names: str) -> Sequence[str]:
    return [f"event:props:{name}" for name in names]
