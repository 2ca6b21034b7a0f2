"""The published clients of GA4's Measurement Protocol and of Matomo. Neither sends anything again by itself,
so what their server has answered for must be there after it was killed."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from ga4mp import GtagMP

from tests.builders.server import Site, new_site, running_server
from tests.sdks.conftest import RunNode


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """On a server of this module's own, which its tests may kill."""
    folder: Path = tmp_path_factory.mktemp("server")
    with running_server(folder / "data") as server:
        yield new_site(server)


@pytest.fixture
def fresh(own_site: Site) -> Site:
    """A project that nothing has been sent to, with an alias of its own."""
    with own_site.server.client(own_site.token) as client:
        made = client.post("/api/v1/projects", json={"name": "S", "domain": f"{uuid.uuid4().hex}.example"})
        alias = {"aliases": [f"G-{uuid.uuid4().hex[:10].upper()}"]}
        project = client.patch(f"/api/v1/projects/{made.json()['id']}", json=alias)
    assert project.status_code == 200, project.text
    return Site(own_site.server, own_site.token, own_site.refresh_token, project.json(), "", "")


def rows(site: Site, metrics: list[str], dimension: str) -> dict[str, list[Any]]:
    answer = site.query(metrics, dimensions=[dimension])
    return {row["dimensions"][0]: row["metrics"] for row in answer["results"]}


def test_ga4mp_only_needs_another_address(fresh: Site) -> None:
    client = GtagMP(api_secret="of-google", measurement_id=fresh.project["aliases"][0], client_id="1.2")
    client._base_domain = f"{fresh.server.url}/mp/collect"
    client._validation_domain = f"{fresh.server.url}/debug/mp/collect"
    client.store.set_user_property("plan", "team")
    view = client.create_new_event("page_view")
    view.set_event_param("page_location", "https://shop.example/pricing")
    order = client.create_new_event("purchase")
    for name, value in (("currency", "EUR"), ("value", 12.5), ("transaction_id", "T1")):
        order.set_event_param(name, value)
    client.send([view, order], validation_hit=True)
    client.send([view, order])
    fresh.server.kill()
    levels = [{"name": "level_up", "params": {"level": n}} for n in range(30)]
    with pytest.raises(URLError):
        client.send(levels)
    fresh.server.start()
    client.send(levels)
    client.send([{"name": "level_up", "params": {"level": 30}}], postpone=True)
    client.postponed_send()

    fresh.wait_for("events", 33)
    assert rows(fresh, ["events", "visitors"], "event:name") == {
        "level_up": [31, 1],
        "pageview": [1, 1],
        "purchase": [1, 1],
    }
    assert rows(fresh, ["pageviews"], "event:page") == {"/pricing": [1], "": [0]}
    assert rows(fresh, ["events"], "event:props:user.plan") == {"team": [33]}
    assert rows(fresh, ["events"], "event:props:transaction_id")["T1"] == [1]
    revenue = fresh.query(["total_revenue"])["results"][0]["metrics"]
    assert "12.5" in json.dumps(revenue)


def test_matomo_tracker_only_needs_another_address(fresh: Site, run_node: RunNode) -> None:
    facts = {"url": fresh.server.url, "site": fresh.project["aliases"][0]}
    assert json.loads(run_node("matomo.cjs", first="Before", **facts)) == {
        "status": "success",
        "tracked": 4,
        "invalid": 0,
    }
    fresh.server.kill()
    fresh.server.start()
    # The same order again, and another one.
    run_node("matomo.cjs", first="Before", **facts)
    run_node("matomo.cjs", first="After", **facts)

    fresh.wait_for("events", 14)
    assert rows(fresh, ["events", "visitors"], "event:name") == {
        "pageview": [6, 1],
        "play": [3, 1],
        "outbound": [3, 1],
        "purchase": [2, 1],
    }
    assert rows(fresh, ["pageviews"], "event:page") == {"/first": [3], "/second": [3], "": [0]}
    assert rows(fresh, ["events"], "event:props:category") == {"Video": [3], "(none)": [11]}
    assert "25" in json.dumps(fresh.query(["total_revenue"])["results"][0]["metrics"])
