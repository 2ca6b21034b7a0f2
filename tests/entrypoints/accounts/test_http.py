"""Accounts, projects, keys, goals and drops over HTTP, with the real application and store."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar, Router
from litestar.di import Provide

from insights.adapters.sqlalchemy.drop_counts import SqlAlchemyDropCounts
from insights.domain.ingestion.drops import Drop, DropReason
from insights.entrypoints.http import accounts as accounts_routes
from insights.entrypoints.http import dead_letters, drops, goals, projects
from insights.entrypoints.http.app import House, create_api
from insights.entrypoints.http.auth import provide_principal
from insights.entrypoints.settings import Settings
from insights.entrypoints.telemetry import Telemetry
from tests.builders.accounts import PASSWORD, START_MS, Accounts, fresh_database

ROUTES = [
    *accounts_routes.ROUTES,
    *projects.ROUTES,
    *goals.ROUTES,
    *drops.ROUTES,
    *dead_letters.ROUTES,
]
OWNER = {"email": "ada@example.com", "password": PASSWORD, "organization": "Example", "name": "Ada"}


def application(accounts: Accounts) -> Litestar:
    house = House(settings=Settings(), ids=accounts.ids, telemetry=Telemetry(), checks={})
    everything = Router("/", route_handlers=ROUTES, dependencies={"principal": Provide(provide_principal)})
    return create_api(accounts.services(), house, [everything])


@pytest_asyncio.fixture
async def accounts(tmp_path: Path) -> AsyncIterator[Accounts]:
    made = Accounts(fresh_database(tmp_path))
    yield made
    assert made.database.in_use() == 0
    await made.database.close()


@pytest_asyncio.fixture
async def api(accounts: Accounts) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=application(accounts))  # type: ignore[arg-type] # Litestar types ASGI more strictly
    async with httpx.AsyncClient(transport=transport, base_url="http://insights") as client:
        yield client


async def registered(api: httpx.AsyncClient, **fields: str) -> dict[str, str]:
    """Headers of a new owner."""
    answer = await api.post("/api/v1/auth/register", json={**OWNER, **fields})
    assert answer.status_code == 201, answer.text
    return bearer(answer.json()["access_token"])


def bearer(credential: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {credential}"}


async def created(api: httpx.AsyncClient, headers: dict[str, str], **fields: Any) -> dict[str, Any]:
    body = {"name": "Site", "domain": "example.com", **fields}
    answer = await api.post("/api/v1/projects", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    project: dict[str, Any] = answer.json()
    return project


async def test_from_registration_to_a_revoked_session(api: httpx.AsyncClient) -> None:
    answer = await api.post("/api/v1/auth/register", json=OWNER)
    assert answer.status_code == 201
    first = answer.json()
    assert first["token_type"] == "Bearer"
    assert first["expires_in"] == 900
    assert UUID(first["user"]["id"]).version == 7
    shown = {key: first["user"][key] for key in ("email", "name", "role")}
    assert shown == {"email": "ada@example.com", "name": "Ada", "role": "owner"}
    assert first["user"]["organization_id"]

    login = await api.post("/api/v1/auth/login", json={"email": "ADA@example.com", "password": PASSWORD})
    assert login.status_code == 200
    second = (await api.post("/api/v1/auth/refresh", json={"refresh_token": first["refresh_token"]})).json()
    assert (await api.get("/api/v1/auth/me", headers=bearer(second["access_token"]))).json() == first["user"]

    reused = await api.post("/api/v1/auth/refresh", json={"refresh_token": first["refresh_token"]})
    assert reused.status_code == 401
    for pair in (first, second):
        me = await api.get("/api/v1/auth/me", headers=bearer(pair["access_token"]))
        assert me.status_code == 401
    after = await api.post("/api/v1/auth/refresh", json={"refresh_token": second["refresh_token"]})
    assert after.status_code == 401

    other = login.json()
    out = await api.post("/api/v1/auth/logout", json={"refresh_token": other["refresh_token"]})
    assert (out.status_code, out.content) == (204, b"")
    assert (await api.get("/api/v1/auth/me", headers=bearer(other["access_token"]))).status_code == 401


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer x.y.z", "Bearer ins_12345678_x", "bearer é"],
)
async def test_without_a_good_credential_the_answer_is_401_and_says_how(
    api: httpx.AsyncClient, header: str | None
) -> None:
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    answer = await api.get("/api/v1/projects", headers=headers)  # type: ignore[arg-type] # bytes are what goes over the wire
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert {"type", "title", "status", "detail"} <= answer.json().keys()


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": 5}, "email"),
        ({"password": "short"}, "password"),
        ({"organization": ""}, "organization"),
        ({"name": "a\nb"}, "name"),
        ({"unknown": 1}, "unknown"),
    ],
)
async def test_a_bad_registration_is_told_field_by_field(
    api: httpx.AsyncClient, change: dict[str, Any], path: str
) -> None:
    answer = await api.post("/api/v1/auth/register", json={**OWNER, **change})
    assert answer.status_code == 400
    assert any(path in error["path"] + error["message"] for error in answer.json()["errors"]), answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"email": "\\ud800"}', b"\xff", b'"x"'])
async def test_a_body_that_is_no_such_object_is_400(api: httpx.AsyncClient, body: bytes) -> None:
    answer = await api.post("/api/v1/auth/login", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text


async def test_a_second_registration_of_an_address_is_409(api: httpx.AsyncClient) -> None:
    await registered(api)
    assert (await api.post("/api/v1/auth/register", json=OWNER)).status_code == 409


async def test_too_many_sign_ins_are_429_with_the_time_to_wait(api: httpx.AsyncClient) -> None:
    wrong = {"email": "ada@example.com", "password": "wrong password"}
    statuses = [(await api.post("/api/v1/auth/login", json=wrong)).status_code for _ in range(10)]
    assert statuses == [401] * 10
    answer = await api.post("/api/v1/auth/login", json=wrong)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 6


async def test_members_are_added_with_a_role_and_listed(api: httpx.AsyncClient) -> None:
    owner = await registered(api)
    bob = {"email": "bob@example.com", "role": "viewer", "password": PASSWORD}
    assert (await api.post("/api/v1/users", json=bob, headers=owner)).status_code == 201
    listed = (await api.get("/api/v1/users?limit=1&offset=1", headers=owner)).json()
    assert (listed["total"], listed["limit"], listed["offset"]) == (2, 1, 1)
    assert [user["email"] for user in listed["items"]] == ["bob@example.com"]
    assert "hash" not in str(listed)
    login = await api.post("/api/v1/auth/login", json={k: bob[k] for k in ("email", "password")})
    viewer = bearer(login.json()["access_token"])
    assert (await api.get("/api/v1/users", headers=viewer)).status_code == 403
    assert (await api.post("/api/v1/users", json=bob, headers=viewer)).status_code == 403
    assert (await api.post("/api/v1/projects", json={}, headers=viewer)).status_code == 400
    new = {"name": "x", "domain": "x.de"}
    assert (await api.post("/api/v1/projects", json=new, headers=viewer)).status_code == 403


async def test_a_project_lives_from_post_to_delete(api: httpx.AsyncClient) -> None:
    owner = await registered(api)
    made = await created(api, owner, timezone="Europe/Berlin")
    assert made["public_key"].startswith("pk_")
    assert made["created_at"].endswith("Z") or made["created_at"].endswith("+00:00")
    assert made["aliases"] == made["allowed_hosts"] == []
    url = f"/api/v1/projects/{made['id']}"
    assert (await api.get(url, headers=owner)).json() == made
    change = {"aliases": ["phc_1"], "session_minutes": 20, "visitor_basis": "monthly"}
    changed = await api.patch(url, json=change, headers=owner)
    assert changed.json() == {**made, **change}
    assert (await api.get("/api/v1/projects/phc_1", headers=owner)).json() == changed.json()
    listed = (await api.get("/api/v1/projects", headers=owner)).json()
    assert listed == {"items": [changed.json()], "total": 1, "limit": 50, "offset": 0}
    assert (await api.delete(url, headers=owner)).status_code == 204
    assert (await api.delete(url, headers=owner)).status_code == 404
    assert (await api.get(url, headers=owner)).status_code == 404


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"timezone": None}, "timezone"),
        ({"domain": "a b"}, "domain"),
        ({"aliases": ["a", "b c"]}, "aliases[1]"),
        ({"visitor_basis": "weekly"}, "visitor_basis"),
        ({"session_minutes": 0}, "session_minutes"),
        ({"session_minutes": 2**70}, "session_minutes"),
        ({"public_key": "pk_mine"}, "public_key"),
    ],
)
async def test_a_bad_change_of_a_project_names_its_place(
    api: httpx.AsyncClient, change: dict[str, Any], path: str
) -> None:
    owner = await registered(api)
    made = await created(api, owner)
    answer = await api.patch(f"/api/v1/projects/{made['id']}", json=change, headers=owner)
    assert answer.status_code == 400
    assert any(path in error["path"] + error["message"] for error in answer.json()["errors"]), answer.text


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=x", "offset=-1", "offset=99999999999999999999"]
)
async def test_a_page_has_bounds(api: httpx.AsyncClient, query: str) -> None:
    owner = await registered(api)
    answer = await api.get(f"/api/v1/projects?{query}", headers=owner)
    assert answer.status_code == 400
    assert query.split("=")[0] in str(answer.json()["errors"])


async def test_a_key_is_shown_once_and_does_what_its_scopes_say(api: httpx.AsyncClient) -> None:
    owner = await registered(api)
    made = await created(api, owner)
    url = f"/api/v1/projects/{made['id']}"
    new = await api.post(f"{url}/keys", json={"name": "CI", "scopes": ["query"]}, headers=owner)
    assert new.status_code == 201
    key = new.json()
    assert key["key"].startswith(f"ins_{key['prefix']}_")
    listed = (await api.get(f"{url}/keys", headers=owner)).json()
    assert listed["items"] == [{k: v for k, v in key.items() if k != "key"}]
    caller = bearer(key["key"])
    assert (await api.get(url, headers=caller)).json() == made
    assert (await api.get("/api/v1/projects", headers=caller)).json()["total"] == 1
    assert (await api.get("/api/v1/auth/me", headers=caller)).status_code == 403
    assert (await api.get("/api/v1/users", headers=caller)).status_code == 403
    assert (await api.patch(url, json={"name": "x"}, headers=caller)).status_code == 403
    assert (await api.get(url, headers=bearer(made["public_key"]))).status_code == 401
    assert (await api.delete(f"{url}/keys/{key['id']}", headers=owner)).status_code == 204
    assert (await api.get(url, headers=caller)).status_code == 401


async def test_a_scope_that_does_not_exist_is_refused_by_name(api: httpx.AsyncClient) -> None:
    owner = await registered(api)
    made = await created(api, owner)
    body = {"name": "CI", "scopes": ["query", "everything"]}
    answer = await api.post(f"/api/v1/projects/{made['id']}/keys", json=body, headers=owner)
    assert answer.status_code == 400
    assert "everything" in answer.text


async def test_a_goal_lives_from_post_to_delete(api: httpx.AsyncClient) -> None:
    owner = await registered(api)
    url = f"/api/v1/projects/{(await created(api, owner))['id']}/goals"
    new = {"name": "Buy", "kind": "event", "match": "purchase", "value": "12.50 EUR"}
    made = (await api.post(url, json=new, headers=owner)).json()
    assert {key: made[key] for key in new} == new
    assert (await api.post(url, json=new, headers=owner)).status_code == 409
    assert (await api.get(url, headers=owner)).json()["items"] == [made]
    changed = await api.patch(f"{url}/{made['id']}", json={"value": None}, headers=owner)
    assert changed.json() == {**made, "value": None}
    assert (await api.get(f"{url}/{made['id']}", headers=owner)).json() == changed.json()
    assert (await api.delete(f"{url}/{made['id']}", headers=owner)).status_code == 204
    assert (await api.get(f"{url}/{made['id']}", headers=owner)).status_code == 404
    assert (await api.get(url, headers=owner)).json()["total"] == 0


async def test_drops_are_shown_by_day_and_reason_with_their_sums(
    api: httpx.AsyncClient, accounts: Accounts
) -> None:
    owner = await registered(api)
    project = (await created(api, owner))["id"]
    day = 86_400_000
    await SqlAlchemyDropCounts(accounts.database).add(
        1,
        [
            Drop(project, DropReason.BOT, START_MS, 3),
            Drop(project, DropReason.BOT, START_MS - day, 2),
            Drop(project, DropReason.DUPLICATE, START_MS),
            Drop(project, DropReason.BOT, START_MS - 40 * day, 9),
        ],
    )
    url = f"/api/v1/projects/{project}/drops"
    answer = (await api.get(url, headers=owner)).json()
    assert (answer["from"], answer["to"]) == ("2026-10-20", "2026-11-18")
    assert answer["items"] == [
        {"day": "2026-11-17", "reason": "bot", "count": 2},
        {"day": "2026-11-18", "reason": "bot", "count": 3},
        {"day": "2026-11-18", "reason": "duplicate", "count": 1},
    ]
    assert answer["totals"] == {"bot": 5, "duplicate": 1}
    assert answer["total"] == 6
    one_day = (await api.get(f"{url}?from=2026-11-17&to=2026-11-17", headers=owner)).json()
    assert one_day["total"] == 2
    assert (await api.get(f"{url}?from=2026-10-01", headers=owner)).json()["total"] == 15


@pytest.mark.parametrize(
    "query",
    ["from=x", "from=2026-11-02&to=2026-11-01", "from=2020-01-01", "to=2026-02-30", "from=9999-12-31"],
)
async def test_a_range_of_days_that_cannot_be_is_refused(api: httpx.AsyncClient, query: str) -> None:
    owner = await registered(api)
    project = await created(api, owner)
    answer = await api.get(f"/api/v1/projects/{project['id']}/drops?{query}", headers=owner)
    assert answer.status_code == 400
    assert {error["path"] for error in answer.json()["errors"]} <= {"from", "to"}
    assert answer.json()["errors"]


async def test_every_body_in_the_description_has_an_example(accounts: Accounts) -> None:
    document = application(accounts).openapi_schema.to_schema()
    bodies = [
        (path, content)
        for path, operations in document["paths"].items()
        for operation in operations.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
    ]
    assert len(bodies) >= 10
    assert [path for path, content in bodies if not content["schema"].get("examples")] == []
