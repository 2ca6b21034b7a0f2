"""Umami's published Node client, and requests made by the rules of its script, which is not published."""

import json
import uuid
from typing import Any

import httpx
import pytest

from tests.builders.server import BROWSER, Site
from tests.builders.stored_rows import rows, until
from tests.sdks.conftest import RunNode

ANSWERED = ["cache", "sessionId", "visitId"]


@pytest.fixture
def website(site: Site) -> str:
    """An id as Umami's are, by which the project is known too."""
    id_ = str(uuid.uuid4())
    with site.server.client(site.token) as client:
        changed = client.patch(f"/api/v1/projects/{site.project['id']}", json={"aliases": [id_]})
    assert changed.status_code == 200, changed.text
    return id_


def test_the_node_client(site: Site, website: str, run_node: RunNode) -> None:
    answers = json.loads(run_node("umami.js", host=site.server.url, website=website))
    assert [list(answer) for answer in answers] == [ANSWERED] * 5
    names = {"filters": [["is", "event:name", ["identify", "pageview", "purchase", "signup", "upgrade"]]]}
    expected = {name: [1, 1] for name in ("identify", "pageview", "purchase", "signup", "upgrade")}
    until(expected, lambda: rows(site, ["events", "visitors"], "event:name", **names))
    assert rows(site, ["pageviews"], "event:page")["/docs"] == [1]
    plans = rows(site, ["events"], "event:props:plan", **names)
    assert (plans["free"], plans["pro"]) == ([1], [2])
    by_page = rows(site, ["events"], "event:page", filters=[["is", "event:name", ["upgrade"]]])
    assert by_page == {"/plans": [1]}
    (money,) = site.query(["total_revenue"])["results"][0]["metrics"][0]
    assert (money["value"], money["currency"]) == ("39.95", "EUR")


def test_requests_by_the_rules_of_the_script(site: Site, website: str) -> None:
    common = {"website": website, "hostname": "shop.example", "screen": "1440x900", "language": "en-GB"}
    sent: list[dict[str, Any]] = [
        {"type": "event", "payload": {**common, "url": "https://shop.example/script", "title": "Shop"}},
        {"type": "event", "payload": {**common, "url": "/script", "name": "scripted", "data": {"step": 1}}},
        {"type": "identify", "payload": {**common, "url": "/script", "id": "u1"}},
        {"type": "event", "payload": {**common, "url": "/script", "name": "bought", "id": "u1"}},
    ]
    headers = {"user-agent": BROWSER, "origin": "https://shop.example"}
    for body in sent:
        answer = httpx.post(f"{site.server.url}/api/send", json=body, headers=headers)
        assert (answer.status_code, list(answer.json())) == (200, ANSWERED)
        headers["x-umami-cache"] = answer.json()["cache"]
    of_page = {"filters": [["is", "event:page", ["/script"]]]}
    expected = {name: [1, 1] for name in ("bought", "identify", "pageview", "scripted")}
    until(expected, lambda: rows(site, ["events", "visitors"], "event:name", **of_page))
    assert rows(site, ["events"], "event:props:step", **of_page)["1"] == [1]
    visitors = site.query(["visitors"], **of_page)["results"][0]["metrics"]
    assert visitors == [1], "what came before the identification is the user's"
