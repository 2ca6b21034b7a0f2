"""The server with its events in MongoDB: the same numbers, nothing lost while MongoDB is away."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.builders.event_store import mongo_url
from tests.builders.eventually import eventually
from tests.builders.server import Server, Site, new_site, running_server
from tests.builders.services.mongo import Mongo

pytestmark = pytest.mark.journey
SECONDS = 90


@pytest.fixture(scope="module")
def own_mongo() -> Iterator[Mongo]:
    server = Mongo()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="module")
def server(own_mongo: Mongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    env = {"INSIGHTS_EVENTS_URL": mongo_url(own_mongo.url), "INSIGHTS_RATE_LIMIT_ENABLED": "false"}
    with running_server(tmp_path_factory.mktemp("mongo") / "data", env) as running:
        yield running


def views(count: int) -> list[dict[str, object]]:
    urls = [f"https://example.com/{n % 3}" for n in range(count)]
    return [{"id": uuid.uuid4().hex, "name": "pageview", "url": url} for url in urls]


def events_state(server: Server) -> str:
    ready = httpx.get(f"{server.url}/health/ready", timeout=30).json()
    return str(ready["dependencies"]["events"]["state"])


def by_page(site: Site) -> dict[str, int]:
    answer = site.query(["pageviews"], dimensions=["event:page"])
    return {row["dimensions"][0]: row["metrics"][0] for row in answer["results"]}


def test_questions_are_answered_and_nothing_is_kept_in_the_data_directory(server: Server) -> None:
    site = new_site(server)
    assert site.send(*views(9)).status_code == 202
    site.wait_for("pageviews", 9, seconds=SECONDS)
    assert by_page(site) == {"/0": 3, "/1": 3, "/2": 3}
    assert site.total("visits") == site.total("visitors") == 1
    assert not (server.data_dir / "events").exists()


def test_events_that_are_accepted_while_mongodb_is_away_are_stored_once_it_is_back(
    server: Server, own_mongo: Mongo
) -> None:
    site, sent = new_site(server), views(6)
    assert site.send(*sent[:3]).status_code == 202
    site.wait_for("pageviews", 3, seconds=SECONDS)
    own_mongo.kill()
    assert site.send(*sent).status_code == 202
    eventually(lambda: events_state(server) == "down", "its absence shows in /health/ready", SECONDS)
    with server.client(site.token) as client:
        body = {"project": site.project["id"], "metrics": ["pageviews"], "date_range": "day"}
        assert client.post("/api/v1/query", json=body).status_code == 503
    own_mongo.start()
    eventually(lambda: events_state(server) == "up", "it is found again", SECONDS)
    site.wait_for("pageviews", 6, seconds=SECONDS)


def test_a_password_in_the_url_is_never_told(tmp_path: Path, own_mongo: Mongo) -> None:
    own = re.sub("//", "//owner:s3cret-word@", mongo_url(own_mongo.url))
    server = Server(tmp_path / "data", {"INSIGHTS_EVENTS_URL": own.replace(str(own_mongo.port), "1")})
    with pytest.raises(AssertionError, match="the server ended with"):
        server.start()
    assert "event store at MongoDB cannot be reached" in server.log
    assert "s3cret-word" not in server.log
