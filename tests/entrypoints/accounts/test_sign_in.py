"""Registration, sign-in and members over HTTP."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.builders.accounts import (
    OWNER,
    PASSWORD,
    Accounts,
    bearer,
    registered,
)


async def test_from_registration_to_a_revoked_session(api: httpx.AsyncClient, accounts: Accounts) -> None:
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

    accounts.clock.pass_seconds(11)
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
