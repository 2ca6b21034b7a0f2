"""Projects and API keys over HTTP."""

from typing import Any

import httpx
import pytest

from tests.builders.accounts import (
    bearer,
    created,
    registered,
)


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


@pytest.mark.parametrize("reference", ["%00", "%F0%9F%8F%A2", "x" * 5_000, "'--", "%ED%A0%80", "%FF"])
async def test_a_strange_reference_is_an_unknown_project(api: httpx.AsyncClient, reference: str) -> None:
    owner = await registered(api)
    for path in ("", "/goals", "/goals/x", "/keys", "/drops", "/dead-letters"):
        answer = await api.get(f"/api/v1/projects/{reference}{path}", headers=owner)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"] == "application/problem+json"
