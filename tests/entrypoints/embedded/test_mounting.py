"""The HTTP application inside other ones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar, asgi
from starlette.applications import Starlette
from starlette.routing import Mount

from insights import AsyncInsights, Insights
from insights.entrypoints.embedded.mounting import place
from insights.entrypoints.http.asgi import AsgiApp, Message
from tests.builders.server import BROWSER

EVENT = {"project": "default", "name": "pageview", "url": "https://example.com/"}


def client_of(app: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(
        transport=transport, base_url="http://host.test", headers={"user-agent": BROWSER}
    )


def in_starlette(prefix: str, app: AsgiApp) -> Any:
    return Starlette(routes=[Mount(prefix or "/", cast("Any", app))])


def in_litestar(prefix: str, app: AsgiApp) -> Any:
    return Litestar([asgi(prefix or "/", is_mount=True, copy_scope=True)(cast("Any", app))])


def in_a_dispatcher(prefix: str, app: AsgiApp) -> Any:
    """As examples/django_app.py does it."""

    async def dispatch(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "root_path": prefix}, receive, send)

    return dispatch


HOSTS = [in_starlette, in_litestar, in_a_dispatcher]


@asynccontextmanager
async def async_face(folder: Path) -> AsyncIterator[AsgiApp]:
    async with AsyncInsights(folder, rate_limit_enabled=False) as insights:
        await insights.add_user("ada@example.com", "correct horse battery")
        yield insights.asgi()


@asynccontextmanager
async def sync_face(folder: Path) -> AsyncIterator[AsgiApp]:
    with Insights(folder, rate_limit_enabled=False) as insights:
        insights.add_user("ada@example.com", "correct horse battery")
        yield insights.asgi()


@pytest.mark.parametrize("face", [async_face, sync_face], ids=lambda face: face.__name__)
async def test_the_api_is_served_at_any_place_of_any_host(face: Any, tmp_path: Path) -> None:
    async with face(tmp_path) as app:
        for host in HOSTS:
            for prefix in ("", "/insights", "/api", "/app"):
                async with client_of(host(prefix, app)) as client:
                    await use(client, prefix)


async def use(client: httpx.AsyncClient, prefix: str) -> None:
    """Collect, sign in, ask; a problem, a redirect, the description."""
    accepted = await client.post(f"{prefix}/api/v1/events", json=EVENT)
    assert (accepted.status_code, accepted.json()["accepted"]) == (202, 1), prefix
    credentials = {"email": "ada@example.com", "password": "correct horse battery"}
    signed_in = await client.post(f"{prefix}/api/v1/auth/login", json=credentials)
    token = {"authorization": f"Bearer {signed_in.json()['access_token']}"}
    question = {"project": "default", "metrics": ["visitors"], "date_range": "all"}
    asked = await client.post(f"{prefix}/api/v1/query", json=question, headers=token)
    assert asked.json()["results"][0]["dimensions"] == []
    missing = await client.get(f"{prefix}/api/v1/projects/unknown", headers=token)
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
    home = await client.get(f"{prefix}/")
    assert home.headers["location"] == f"{prefix}/app/"
    described = await client.get(f"{prefix}/api/openapi.json")
    assert "/api/v1/query" in described.json()["paths"]


PLACES = [
    ({"path": "/a/b", "root_path": "", "raw_path": b"/a/b"}, ("", "/a/b")),
    ({"path": "/p/a", "root_path": "/p", "raw_path": b"/p/a?x=/p"}, ("/p", "/a")),
    ({"path": "/p/a", "root_path": "/p/"}, ("/p", "/a")),
    ({"path": "/p", "root_path": "/p", "raw_path": b"/p"}, ("/p", "/")),
    ({"path": "/p/a", "root_path": "/p", "raw_path": b"/p/p/a"}, ("/p", "/p/a")),
    ({"path": "/path", "root_path": "/p"}, ("/p", "/path")),
    ({"path": "/a/", "raw_path": b"/p/a"}, ("/p", "/a")),
    ({"path": "a/", "raw_path": b"/a"}, ("", "/a")),
    ({"path": "/", "raw_path": b"/p"}, ("/p", "/")),
    ({"path": "/ä b", "raw_path": b"/%C3%A4%20b"}, ("", "/ä b")),
    ({"path": "//evil.example/", "raw_path": b"//evil.example/"}, ("", "//evil.example/")),
    ({"path": "//", "raw_path": b"//"}, ("", "//")),
]


@pytest.mark.parametrize(("scope", "expected"), PLACES, ids=str)
def test_the_prefix_is_found_however_the_host_tells_it(scope: Any, expected: tuple[str, str]) -> None:
    assert place(scope) == expected


async def test_strangers_cannot_register_in_somebody_elses_program(tmp_path: Path) -> None:
    async with async_face(tmp_path) as app, client_of(app) as client:
        account = {"email": "eve@example.com", "password": "correct horse battery", "organization": "Eve"}
        assert (await client.post("/api/v1/auth/register", json=account)).status_code == 403


async def test_before_it_is_open_it_answers_that_it_cannot(tmp_path: Path) -> None:
    async with client_of(AsyncInsights(tmp_path).asgi()) as client:
        answer = await client.post("/api/v1/events", json=EVENT)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert "not open" in answer.json()["detail"]


async def test_the_first_request_opens_the_one_that_opens_itself(tmp_path: Path) -> None:
    insights = Insights(tmp_path)
    async with client_of(insights.asgi()) as client:
        assert (await client.post("/api/v1/events", json=EVENT)).status_code == 202
    insights.close()


async def test_where_it_cannot_be_opened_strangers_learn_no_more_than_that(tmp_path: Path) -> None:
    with Insights(tmp_path / "first"):
        second = Insights(tmp_path / "second")
        async with client_of(second.asgi()) as client:
            answer = await client.post("/api/v1/events", json=EVENT)
    assert answer.status_code == 503
    assert answer.json()["detail"] == "The analytics of this application are not open."


async def test_a_websocket_is_closed_while_it_is_not_open(tmp_path: Path) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await AsyncInsights(tmp_path).asgi()({"type": "websocket", "path": "/"}, receive, send)
    assert [(each["type"], each["code"]) for each in sent] == [("websocket.close", 1013)]


async def live(app: AsgiApp, *during: Any) -> list[str]:
    """What it says to a host that tells it of start and end."""
    said: list[str] = []
    told = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> Message:
        kind = next(told)
        if kind == "lifespan.shutdown":
            for check in during:
                await check()
        return {"type": kind}

    async def send(message: Message) -> None:
        said.append(message["type"])

    await app({"type": "lifespan"}, receive, send)
    return said


@pytest.mark.parametrize("face", [AsyncInsights, Insights])
async def test_a_host_that_tells_of_its_life_opens_and_closes_it(face: Any, tmp_path: Path) -> None:
    app = face(tmp_path).asgi()

    async def collects() -> None:
        async with client_of(app) as client:
            assert (await client.post("/api/v1/events", json=EVENT)).status_code == 202

    assert await live(app, collects) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    async with client_of(app) as client:
        assert (await client.post("/api/v1/events", json=EVENT)).status_code == 503


async def test_a_host_is_told_when_it_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    app = AsyncInsights(tmp_path / "file" / "data").asgi()
    assert await live(app) == ["lifespan.startup.failed"]
