"""The live view of a real server: what is sent is seen, by those who may see it."""

import json
import socket as sockets
import time
from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.builders.eventually import PATIENCE
from tests.builders.live import address, closing_code, event_named, message_where, ticket, watching
from tests.builders.server import Server, Site, new_site, running_server

pytestmark = pytest.mark.journey


def live(site: Site, credential: str | None = None) -> httpx.Response:
    with site.server.client(credential or site.token) as client:
        return client.get(f"/api/v1/projects/{site.project['id']}/live")


@pytest.fixture
def site(server: Server) -> Site:
    return new_site(server)


@pytest.fixture(scope="module")
def eve(server: Server) -> Site:
    return new_site(server)


def view(visitor: str, path: str = "/") -> dict[str, str]:
    return {"name": "pageview", "visitor_id": visitor, "url": f"https://example.com{path}"}


def refusal(site: Site, ticket: str, project: str | None = None) -> tuple[int, dict[str, object]]:
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(address(site.server, project or site.project["id"], ticket)),
    ):
        pass
    response = refused.value.response
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, json.loads(response.body)


def test_an_event_is_seen_as_it_was_accepted(site: Site) -> None:
    with watching(site) as socket:
        first = json.loads(socket.recv(timeout=PATIENCE))
        assert (first["type"], first["visitors"], first["pageviews"]) == ("snapshot", 0, 0)
        assert site.send(view("ada", "/pricing")).status_code == 202
        event = event_named(socket, "pageview")
        assert set(event) == {"type", "name", "path", "country", "time"}
        assert event["path"] == "/pricing"
        snapshot = message_where(socket, lambda message: message["type"] == "snapshot")
        assert (snapshot["visitors"], snapshot["pageviews"]) == (1, 1)
        assert snapshot["top_pages"] == [{"path": "/pricing", "visitors": 1, "pageviews": 1}]


def test_a_look_shows_what_the_stream_shows_watched_or_not(site: Site) -> None:
    site.send(view("ada", "/"), view("ada", "/pricing"), view("bob", "/"), {**view("bob"), "name": "Signup"})
    site.wait_for("events", 4)
    unwatched = live(site).json()
    assert (unwatched["visitors"], unwatched["pageviews"], unwatched["window_seconds"]) == (2, 3, 300)
    assert unwatched["top_pages"][0] == {"path": "/", "visitors": 2, "pageviews": 2}
    with watching(site) as socket:
        streamed = json.loads(socket.recv(timeout=PATIENCE))
        names = [json.loads(socket.recv(timeout=PATIENCE))["name"] for _ in range(4)]
        assert sorted(names) == ["Signup", "pageview", "pageview", "pageview"]
        assert live(site).json() == streamed == unwatched


def test_many_watch_and_each_is_told(site: Site) -> None:
    with watching(site) as one, watching(site) as other:
        site.send({**view("ada"), "name": "Signup"})
        assert event_named(one, "Signup") == event_named(other, "Signup")


def test_nothing_of_another_project_is_told(site: Site, eve: Site) -> None:
    with watching(eve) as socket:
        site.send({**view("ada"), "name": "Secret"})
        site.wait_for("events", 1)
        eve.send({**view("eve"), "name": "Own"})
        names = []
        while "Own" not in names:
            message = json.loads(socket.recv(timeout=PATIENCE))
            assert message.get("visitors", 0) <= 1
            names += [message["name"]] if message["type"] == "event" else []
        assert names == ["Own"]


def test_a_ticket_lets_in_once(site: Site) -> None:
    made = ticket(site)
    assert (made.status_code, made.json()["expires_in"]) == (201, 30)
    with connect(address(site.server, site.project["id"], made.json()["ticket"])) as socket:
        assert json.loads(socket.recv(timeout=PATIENCE))["type"] == "snapshot"
    status, problem = refusal(site, made.json()["ticket"])
    assert (status, problem["status"]) == (401, 401)


@pytest.mark.parametrize("wrong", ["", "nonsense", "%00%ff", "x" * 3_000])
def test_a_ticket_that_was_never_made_is_refused(site: Site, wrong: str) -> None:
    assert refusal(site, wrong)[0] == 401


def test_a_ticket_opens_no_other_project(site: Site, eve: Site) -> None:
    assert refusal(site, ticket(eve).json()["ticket"])[0] in (401, 404)
    assert refusal(eve, ticket(eve).json()["ticket"], "01990000-0000-7000-8000-000000000000")[0] == 404
    assert refusal(site, ticket(site).json()["ticket"], eve.project["id"])[0] in (401, 404)


def test_a_ticket_of_ones_own_project_opens_no_second_one_of_ones_own(site: Site) -> None:
    with site.server.client(site.token) as client:
        second = client.post("/api/v1/projects", json={"name": "Second", "domain": "example.org"}).json()
    assert refusal(site, ticket(site).json()["ticket"], second["id"])[0] == 401


def test_nobody_else_gets_a_ticket_or_a_look(site: Site, eve: Site) -> None:
    for credential, status in ((eve.token, 404), ("nonsense", 401)):
        assert ticket(site, credential).status_code == status
        assert live(site, credential).status_code == status


def test_a_key_without_the_scope_gets_none(site: Site) -> None:
    with site.server.client(site.token) as client:
        made = [
            client.post(
                f"/api/v1/projects/{site.project['id']}/keys", json={"name": scope, "scopes": [scope]}
            ).json()["key"]
            for scope in ("ingest", "query")
        ]
    assert [ticket(site, key).status_code for key in made] == [403, 201]
    with watching(site, made[1]) as socket:
        assert json.loads(socket.recv(timeout=PATIENCE))["type"] == "snapshot"


def test_a_ticket_ends_with_the_session_it_was_made_in(site: Site) -> None:
    made = ticket(site).json()["ticket"]
    with site.server.client() as client:
        client.post("/api/v1/auth/logout", json={"refresh_token": site.refresh_token})
    assert refusal(site, made)[0] == 401


def test_whoever_talks_to_the_stream_is_told_that_it_does_not_listen(site: Site) -> None:
    with watching(site) as socket:
        socket.send("hello")
        assert closing_code(socket) == 1008


def test_a_plain_request_to_the_stream_is_a_problem(site: Site) -> None:
    with site.server.client(site.token) as client:
        answer = client.get(f"/api/v1/projects/{site.project['id']}/live/stream")
    assert answer.status_code in (400, 404, 405, 426)
    assert answer.headers["content-type"] == "application/problem+json"


def test_one_who_does_not_read_holds_up_nobody(site: Site) -> None:
    made = ticket(site).json()["ticket"]
    request = (
        f"GET /api/v1/projects/{site.project['id']}/live/stream?ticket={made} HTTP/1.1\r\nHost: x\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    deaf = sockets.socket()
    deaf.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 1_024)
    with deaf, watching(site) as socket:
        deaf.connect(("127.0.0.1", site.server.port))
        deaf.sendall(request.encode())
        long = "/" + "x" * 1_900
        for number in range(30):
            assert site.send(*(view(f"v{number}", long) for _ in range(50))).status_code == 202
        site.send({**view("ada"), "name": "Last"})
        missing = {("pageviews", 1_500), ("visitors", 31), ("name", "Last")}
        while missing:
            message = json.loads(socket.recv(timeout=PATIENCE))
            missing = {(key, value) for key, value in missing if message.get(key) != value}


@pytest.fixture
def short_lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("live") / "data", {"INSIGHTS_REQUEST_TIMEOUT": "5"}) as own:
        yield own


def test_a_stream_outlives_the_limit_of_requests_and_ends_with_the_server(short_lived: Server) -> None:
    site = new_site(short_lived)
    with watching(site) as socket:
        site.send({**view("ada"), "name": "First"})
        began = time.monotonic()
        event_named(socket, "First")
        while time.monotonic() - began < 6:  # longer than the limit
            site.send({**view("ada"), "name": "Between"})
            event_named(socket, "Between")
        assert short_lived.stop() == 0
        assert closing_code(socket) == 1012
    assert "did not end in time" not in short_lived.log
    assert "Traceback" not in short_lived.log
    assert "ticket=" not in short_lived.log
