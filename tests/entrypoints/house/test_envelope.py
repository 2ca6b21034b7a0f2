"""Every answer carries an id and the headers that keep browsers safe, and none takes for ever."""

import asyncio
import uuid
from typing import Any, cast

import msgspec
import pytest
import structlog
from litestar import get, post
from litestar.params import JSONBody
from tests.builders.house import framed


@get("/hello")
async def hello() -> str:
    return "hello"


@get("/never")
async def never() -> None:
    await asyncio.Event().wait()


async def test_a_sane_request_id_is_kept_and_any_other_replaced() -> None:
    async with framed(hello) as client:
        kept = await client.get("/hello", headers={"x-request-id": "trace-0001.a:b_c"})
        made = [
            await client.get("/hello", headers={"x-request-id": bad})
            for bad in ("", "short", "x" * 65, "<b>12345678")
        ]
    assert kept.headers["x-request-id"] == "trace-0001.a:b_c"
    assert {uuid.UUID(answer.headers["x-request-id"]).version for answer in made} == {7}


async def test_a_request_that_takes_too_long_is_given_up_with_503() -> None:
    async with framed(never, request_timeout=0.05) as client:
        answer = await client.get("/never")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["title"] == "Service Unavailable"


@pytest.mark.parametrize("path", ["/hello", "/nowhere", "/health/live"])
async def test_every_answer_carries_the_security_headers(path: str) -> None:
    async with framed(hello) as client:
        headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "strict-transport-security" not in headers


async def test_hsts_is_sent_only_where_the_public_address_is_https() -> None:
    async with framed(hello, public_url="https://stats.example.com") as client:
        assert "max-age=31536000" in (await client.get("/hello")).headers["strict-transport-security"]


async def test_the_root_leads_to_the_dashboard() -> None:
    async with framed() as client:
        answer = await client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/app/")


class Sent(msgspec.Struct):
    name: str


@post("/things")
async def take(data: JSONBody[Sent]) -> str:
    return data.name


async def test_an_absent_body_is_named_as_what_is_missing() -> None:
    async with framed(take) as client:
        answer = await client.post("/things")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"path": "body", "message": "must not be empty: send a JSON object"}]


async def test_a_client_that_leaves_before_its_body_is_whole_is_no_failure() -> None:
    coming = iter([{"type": "http.request", "body": b'{"na', "more_body": True}, {"type": "http.disconnect"}])
    statuses: list[int] = []

    async def receive() -> Any:
        return next(coming)

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async with framed(take) as client:
        app = cast("Any", client._transport).app
        scope = http_scope("POST", "/things", [(b"content-type", b"application/json")])
        with structlog.testing.capture_logs() as logs:
            await app(scope, receive, send)
    assert statuses == [408]
    assert [entry for entry in logs if entry["log_level"] == "error"] == []


def http_scope(method: str, path: str, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("insights.test", 80),
        "state": {},
    }
