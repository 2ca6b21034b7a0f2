"""Whatever is thrown at a real server, it answers with a problem that says why, and stays up."""

import gzip
import json
import socket
import zlib
from collections.abc import Iterator

import httpx
import pytest

from tests.builders.server import Server, Site, new_site

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    return new_site(server)


@pytest.fixture(autouse=True)
def _still_up(server: Server) -> Iterator[None]:
    before = len(server.log)
    yield
    assert httpx.get(f"{server.url}/health/ready", timeout=30).status_code == 200
    assert "Traceback" not in server.log[before:]
    assert '"status": 500' not in server.log[before:]


def post(server: Server, body: bytes, path: str = "/api/v1/events", **headers: str) -> httpx.Response:
    given = {"content-type": "application/json", **{name.replace("_", "-"): v for name, v in headers.items()}}
    return httpx.post(f"{server.url}{path}", content=body, headers=given, timeout=60)


def is_problem(answer: httpx.Response, *statuses: int) -> None:
    assert answer.status_code in statuses, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["detail"]
    assert len(answer.content) < 200_000


MALFORMED = {
    "nothing": b"",
    "no JSON": b"{",
    "a number": b"1",
    "null": b"null",
    "an array": b"[]",
    "bytes that are no text": b"\xff\xfe\x00",
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "deep arrays": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "deep and closed": b"[" * 50_000 + b"]" * 50_000,
    "a huge number": b'{"name": "x", "engaged_ms": ' + b"9" * 100_000 + b"}",
    "not a number": b'{"name": "x", "scroll_depth": NaN}',
    "no project": b'{"name": "pageview"}',
    "gzip that is none": b"\x1f\x8b" + b"junk" * 10,
    "half a gzip": gzip.compress(b'{"name": "x"}' * 100)[:40],
}
PATHS = ["/api/v1/events", "/analytics/track", "/api/v1/query", "/api/v1/auth/login", "/api/v1/projects"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_body_is_a_problem(server: Server, site: Site, path: str, name: str) -> None:
    answer = post(server, MALFORMED[name], path, authorization=f"Bearer {site.token}")
    is_problem(answer, 400, 401, 413)


@pytest.mark.parametrize("path", PATHS)
def test_a_body_past_the_limit_is_413(server: Server, site: Site, path: str) -> None:
    is_problem(post(server, b" " * 1_100_000, path, authorization=f"Bearer {site.token}"), 413)


def test_a_bomb_is_refused_before_it_goes_off(server: Server, site: Site) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b" " * 1_000_000) for _ in range(800)) + packer.flush()
    assert len(bomb) < 1_000_000
    before = resident(server)
    is_problem(post(server, bomb, content_encoding="gzip"), 413)
    assert resident(server) - before < 100_000_000


def resident(server: Server) -> int:
    text = httpx.get(f"{server.url}/metrics", timeout=30).text
    (line,) = (line for line in text.splitlines() if line.startswith("process_resident_memory_bytes "))
    return int(float(line.split()[1]))


def test_a_body_that_never_ends_is_given_up(server: Server, site: Site) -> None:
    head = b"POST /api/v1/events HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head)
        answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 408")


def test_a_hundred_slow_clients_hold_up_nobody(server: Server, site: Site) -> None:
    head = b"POST /api/v1/events HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(100)]
    try:
        for connection in slow:
            connection.sendall(head)
        assert site.send({"name": "pageview"}).status_code == 202
    finally:
        for connection in slow:
            connection.close()


def test_one_bad_event_in_a_batch_costs_only_itself(server: Server, site: Site) -> None:
    answer = site.send({"name": "good"}, {"name": ""}, {"name": 7}, {"name": "also good"})
    assert answer.status_code == 202
    receipt = answer.json()
    assert receipt["accepted"] == 2
    assert [item["index"] for item in receipt["rejected"]] == [1, 2]
    assert all("name" in item["message"] for item in receipt["rejected"])


def test_requests_that_are_no_http_are_turned_away(server: Server) -> None:
    for junk in (
        b"\x16\x03\x01\x02\x00",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\0" * 100 + b"\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            connection.sendall(junk)
            assert connection.recv(4096)[:12] in (b"", b"HTTP/1.1 400")


def test_a_query_as_deep_as_allowed_bodies_go_is_refused_not_run(server: Server, site: Site) -> None:
    deep: object = ["is", "event:page", ["/"]]
    for _ in range(500):
        deep = ["not", deep]
    body = {"project": site.project["id"], "metrics": ["visitors"], "date_range": "day", "filters": [deep]}
    answer = post(server, json.dumps(body).encode(), "/api/v1/query", authorization=f"Bearer {site.token}")
    is_problem(answer, 400)
