"""Members, invitations, passwords and sessions over HTTP."""

import re
from typing import Any

import httpx
import pytest

from insights.application.ports.accounts import Wanted
from tests.builders.accounts import OWNER, PASSWORD, Accounts, bearer, registered

BOB = {"email": "bob@example.com", "role": "analyst", "password": PASSWORD, "name": "Bob"}
NEW = "battery of staples"
Json = dict[str, Any]


async def added(api: httpx.AsyncClient, owner: dict[str, str], **fields: str) -> Json:
    answer = await api.post("/api/v1/users", json={**BOB, **fields}, headers=owner)
    assert answer.status_code == 201, answer.text
    user: Json = answer.json()
    return user


async def latest_mail(api: httpx.AsyncClient, accounts: Accounts, owner: dict[str, str]) -> Json:
    await accounts.deliver()
    answer = await api.get("/api/v1/mails", headers=owner)
    assert answer.status_code == 200, answer.text
    mail: Json = answer.json()["items"][0]
    return mail


def token_in(mail: Json, page: str) -> str:
    found = re.search(rf"^http://insights\.test/app/{page}#([\w-]+)$", mail["text"], re.MULTILINE)
    assert found is not None, mail["text"]
    return found[1]


async def test_a_member_is_found_changed_deactivated_deleted_and_restored(api: httpx.AsyncClient) -> None:
    owner = await registered(api)
    bob = await added(api, owner)
    url = f"/api/v1/users/{bob['id']}"
    assert (bob["status"], bob["last_active_at"], bob["deleted_at"]) == ("active", None, None)
    assert (await api.get(url, headers=owner)).json() == bob
    changed = await api.patch(url, json={"name": "Robert", "role": "admin"}, headers=owner)
    assert (changed.json()["name"], changed.json()["role"]) == ("Robert", "admin")

    async def listed(query: str) -> list[str]:
        answer = await api.get(f"/api/v1/users?{query}", headers=owner)
        assert answer.status_code == 200, answer.text
        return [user["email"] for user in answer.json()["items"]]

    assert await listed("search=ROBERT") == ["bob@example.com"]
    assert await listed("role=owner") == ["ada@example.com"]
    off = await api.post(f"{url}/deactivate", headers=owner)
    assert (off.status_code, off.json()["status"]) == (200, "deactivated")
    assert await listed("status=deactivated") == ["bob@example.com"]
    on = await api.post(f"{url}/activate", headers=owner)
    assert (on.status_code, on.json()["status"]) == (200, "active")
    assert (await api.delete(url, headers=owner)).status_code == 204
    assert await listed("") == ["ada@example.com"]
    assert await listed("status=deleted") == ["bob@example.com"]
    deleted = (await api.get(url, headers=owner)).json()
    assert deleted["status"] == "deleted"
    assert deleted["deleted_at"].endswith("Z")
    assert (await api.post(f"{url}/deactivate", headers=owner)).status_code == 409
    restored = await api.post(f"{url}/restore", headers=owner)
    assert (restored.status_code, restored.json()["status"]) == (200, "active")


@pytest.mark.parametrize("query", ["status=gone", "role=king", f"search={'x' * 400}", "limit=0"])
async def test_a_wrong_filter_is_400(api: httpx.AsyncClient, query: str) -> None:
    owner = await registered(api)
    assert (await api.get(f"/api/v1/users?{query}", headers=owner)).status_code == 400


async def test_the_last_owner_and_ones_own_role_stay_and_the_answer_says_why(api: httpx.AsyncClient) -> None:
    owner = await registered(api)
    me = (await api.get("/api/v1/auth/me", headers=owner)).json()
    url = f"/api/v1/users/{me['id']}"
    for answer in (await api.delete(url, headers=owner), await api.post(f"{url}/deactivate", headers=owner)):
        assert answer.status_code == 409
        assert "last active owner" in answer.json()["detail"]
    own = await api.patch(url, json={"role": "admin"}, headers=owner)
    assert own.status_code == 403
    assert (await api.patch(url, json={"role": "king"}, headers=owner)).status_code == 400
    assert (await api.patch(url, json={"email": "x@y.de"}, headers=owner)).status_code == 400


async def test_an_invitation_goes_from_the_owner_by_the_outbox_to_a_new_member(
    api: httpx.AsyncClient, accounts: Accounts
) -> None:
    owner = await registered(api)
    asked = {"email": "bob@example.com", "role": "viewer"}
    made = await api.post("/api/v1/invitations", json=asked, headers=owner)
    assert made.status_code == 201, made.text
    invitation = made.json()
    assert set(invitation) == {"id", "email", "role", "name", "invited_by", "created_at", "expires_at"}
    assert invitation["invited_by"] == "ada@example.com"
    mail = await latest_mail(api, accounts, owner)
    assert set(mail) == {"id", "to", "subject", "text", "created_at", "status"}
    assert (mail["to"], mail["subject"], mail["status"]) == (
        "bob@example.com",
        "Invitation to Example",
        "sent",
    )
    again = await api.post(f"/api/v1/invitations/{invitation['id']}/resend", headers=owner)
    assert again.status_code == 200
    listed = (await api.get("/api/v1/invitations", headers=owner)).json()
    assert (listed["total"], listed["items"]) == (1, [again.json()])
    void = {"token": token_in(mail, "invitation")}
    refused = await api.post("/api/v1/auth/invitation", json=void)
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (400, "token")
    good = {"token": token_in(await latest_mail(api, accounts, owner), "invitation")}
    seen = await api.post("/api/v1/auth/invitation", json=good)
    assert seen.json() == {
        "organization": "Example",
        "email": "bob@example.com",
        "name": None,
        "role": "viewer",
    }
    joined = await api.post("/api/v1/auth/invitation/accept", json={**good, "password": NEW, "name": "Bob"})
    assert joined.status_code == 201, joined.text
    me = await api.get("/api/v1/auth/me", headers=bearer(joined.json()["access_token"]))
    assert (me.json()["name"], me.json()["role"], me.json()["email"]) == ("Bob", "viewer", "bob@example.com")
    assert (await api.get("/api/v1/mails", headers=bearer(joined.json()["access_token"]))).status_code == 403
    assert (await api.delete(f"/api/v1/invitations/{invitation['id']}", headers=owner)).status_code == 404


async def test_a_password_reset_answers_the_same_for_everybody_and_works_once(
    api: httpx.AsyncClient, accounts: Accounts
) -> None:
    owner = await registered(api)
    answers = [
        await api.post("/api/v1/auth/password-reset", json={"email": email})
        for email in ("nobody@example.com", "ada@example.com")
    ]
    assert [(answer.status_code, answer.content) for answer in answers] == [(202, answers[0].content)] * 2
    token = token_in(await latest_mail(api, accounts, owner), "password-reset")
    new = {"token": token, "password": NEW}
    done = await api.post("/api/v1/auth/password-reset/confirm", json=new)
    assert (done.status_code, done.content) == (204, b"")
    assert (await api.get("/api/v1/auth/me", headers=owner)).status_code == 401
    assert (await api.post("/api/v1/auth/password-reset/confirm", json=new)).status_code == 400
    login = await api.post("/api/v1/auth/login", json={"email": "ada@example.com", "password": NEW})
    assert login.status_code == 200


async def test_what_a_caller_says_of_its_host_gets_into_a_mail_only_as_a_host(
    api: httpx.AsyncClient, accounts: Accounts
) -> None:
    owner = await registered(api)
    for number, host in enumerate(("x@evil.example", "[::1", "x:99999999")):
        accounts.clock.pass_seconds(1)
        asked = {"email": f"p{number}@example.com", "role": "viewer"}
        headers = {**owner, "host": host}
        assert (await api.post("/api/v1/invitations", json=asked, headers=headers)).status_code == 201
        assert "http://localhost/app/invitation#" in (await latest_mail(api, accounts, owner))["text"]
    for host in ("evil.example/x?", "a b", "evil.example#"):
        answer = await api.get("/api/v1/users", headers={**owner, "host": host})
        assert answer.status_code == 400


async def test_ones_own_account_name_password_and_sessions(api: httpx.AsyncClient) -> None:
    owner = await registered(api)
    login = {"email": "ada@example.com", "password": PASSWORD}
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
    second = await api.post("/api/v1/auth/login", json=login, headers={"user-agent": firefox})
    here = bearer(second.json()["access_token"])
    named = await api.patch("/api/v1/auth/me", json={"name": "Ada L."}, headers=here)
    assert (await api.get("/api/v1/auth/me", headers=here)).json() == named.json()
    listed = (await api.get("/api/v1/auth/sessions", headers=here)).json()
    assert listed["total"] == 2
    (current,) = [one for one in listed["items"] if one["current"]]
    (other,) = [one for one in listed["items"] if not one["current"]]
    assert current["agent"] == "Firefox on Linux"
    assert (await api.delete(f"/api/v1/auth/sessions/{other['id']}", headers=here)).status_code == 204
    assert (await api.get("/api/v1/auth/me", headers=owner)).status_code == 401
    wrong = {"current_password": "wrong", "new_password": NEW}
    refused = await api.post("/api/v1/auth/password", json=wrong, headers=here)
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (400, "current_password")
    third = bearer((await api.post("/api/v1/auth/login", json=login)).json()["access_token"])
    changed = {"current_password": PASSWORD, "new_password": NEW}
    assert (await api.post("/api/v1/auth/password", json=changed, headers=here)).status_code == 204
    assert (await api.get("/api/v1/auth/me", headers=third)).status_code == 401
    fourth = bearer(
        (await api.post("/api/v1/auth/login", json={**login, "password": NEW})).json()["access_token"]
    )
    assert (await api.delete("/api/v1/auth/sessions", headers=here)).status_code == 204
    assert (await api.get("/api/v1/auth/me", headers=fourth)).status_code == 401
    assert (await api.get("/api/v1/auth/me", headers=here)).status_code == 200


async def test_a_members_sessions_are_seen_and_ended_by_who_may_grant_their_role(
    api: httpx.AsyncClient,
) -> None:
    owner = await registered(api)
    bob = await added(api, owner, role="admin")
    login = await api.post("/api/v1/auth/login", json={k: BOB[k] for k in ("email", "password")})
    admin = bearer(login.json()["access_token"])
    me = (await api.get("/api/v1/auth/me", headers=owner)).json()
    url = f"/api/v1/users/{bob['id']}/sessions"
    assert (await api.get(f"/api/v1/users/{me['id']}/sessions", headers=admin)).status_code == 403
    assert (await api.get(url, headers=owner)).json()["total"] == 1
    assert (await api.delete(url, headers=owner)).status_code == 204
    assert (await api.get("/api/v1/auth/me", headers=admin)).status_code == 401


async def test_an_api_key_does_nothing_to_people(api: httpx.AsyncClient, accounts: Accounts) -> None:
    owner = await registered(api)
    project = (await api.post("/api/v1/projects", json={"name": "x", "domain": "x.de"}, headers=owner)).json()
    scopes = ["query", "export", "admin", "ingest"]
    made = await api.post(
        f"/api/v1/projects/{project['id']}/keys", json={"name": "k", "scopes": scopes}, headers=owner
    )
    key = bearer(made.json()["key"])
    me = (await api.get("/api/v1/auth/me", headers=owner)).json()
    for method, path, body in (
        ("GET", "/users", None),
        ("GET", f"/users/{me['id']}", None),
        ("PATCH", f"/users/{me['id']}", {"name": "x"}),
        ("DELETE", f"/users/{me['id']}", None),
        ("POST", "/invitations", {"email": "a@b.de", "role": "viewer"}),
        ("GET", "/invitations", None),
        ("GET", "/mails", None),
        ("GET", "/auth/me", None),
        ("GET", "/auth/sessions", None),
        ("DELETE", "/auth/sessions", None),
        ("POST", "/auth/password", {"current_password": PASSWORD, "new_password": NEW}),
    ):
        answer = await api.request(method, f"/api/v1{path}", json=body, headers=key)
        assert answer.status_code == 403, (method, path, answer.text)
    async with accounts.unit_of_work.read() as view:
        assert (await view.users.page(me["organization_id"], Wanted(), 9, 0))[1] == 1
    assert OWNER["email"] == me["email"]
