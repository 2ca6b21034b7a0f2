"""Where one request may be for several sites, it may be for so many and no more."""

from typing import Any

import pytest

from insights.adapters.local_queue.queue import LocalQueue
from insights.entrypoints.http.wire.several_sites import MOST_SITES
from tests.builders.accepting import BROWSER
from tests.builders.collecting import Collecting

PATHS = ("/api/event", "/api/batch", "/matomo.php")


def body_for(path: str, sites: list[str]) -> Any:
    if path == "/api/event":
        return {"n": "pageview", "u": "https://example.com/", "d": ",".join(sites)}
    if path == "/api/batch":
        return [{"type": "event", "payload": {"website": site, "url": "/"}} for site in sites]
    hits = [f"?idsite={site}&rec=1&url=https%3A%2F%2Fexample.com%2F" for site in sites]
    return {"requests": hits}


@pytest.mark.parametrize(("further", "status"), [(-1, 200), (0, 400)], ids=["as many", "too many"])
@pytest.mark.parametrize("path", PATHS)
async def test_sites_of_one_request_are_bounded(
    queue: LocalQueue, path: str, further: int, status: int
) -> None:
    sites = ["G-SHOP", *(f"unknown-{number}.example" for number in range(MOST_SITES + further))]
    async with Collecting(queue).client() as client:
        answer = await client.post(path, json=body_for(path, sites), headers={"user-agent": BROWSER})
    assert answer.status_code == (202 if (path, status) == ("/api/event", 200) else status), answer.text
    assert queue.depth().events == (1 if status == 200 else 0)


async def test_a_batch_has_at_most_a_thousand_items(queue: LocalQueue) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.post("/api/batch", json=[0] * 1_001, headers={"user-agent": BROWSER})
    assert answer.status_code == 413
