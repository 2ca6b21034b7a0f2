"""Organizations with one of everything, to be kept apart."""

import uuid
from dataclasses import dataclass
from typing import Any

import httpx

from tests.builders.server import Server

Json = dict[str, Any]


@dataclass(frozen=True)
class Tenant:
    """An organization with one of everything, marked so that a leak can be seen."""

    mark: str
    token: str
    key: str
    """An API key with every scope."""
    ids: dict[str, str]
    """What stands for each path parameter."""
    public_key: str
    alias: str


def tenant(server: Server) -> Tenant:
    mark = uuid.uuid4().hex
    with server.client() as client:
        account = {"email": f"{mark}@example.com", "password": "correct horse", "organization": mark}
        token = made(client, "/api/v1/auth/register", account)["access_token"]
        client.headers["authorization"] = f"Bearer {token}"
        project = made(
            client, "/api/v1/projects", {"name": mark, "domain": f"{mark}.com", "aliases": [f"alias-{mark}"]}
        )
        url = f"/api/v1/projects/{project['id']}"
        key = made(client, f"{url}/keys", {"name": mark, "scopes": ["query", "export", "admin", "ingest"]})
        goal = made(client, f"{url}/goals", {"name": mark, "kind": "event", "match": mark})
        ids = {"project_id": project["id"], "key_id": key["id"], "goal_id": goal["id"]} | people(client, mark)
        # The key that deletes itself would end the tenant: deletion is tried on another one.
        spare = made(client, f"{url}/keys", {"name": mark, "scopes": ["query"]})
    ids["key_id"] = spare["id"]
    return Tenant(mark, token, key["key"], ids, project["public_key"], f"alias-{mark}")


def people(client: httpx.Client, mark: str) -> dict[str, str]:
    """A member, an invitation, and a second session of the owner."""
    member = {"email": f"m-{mark}@example.com", "role": "viewer", "password": "correct horse", "name": mark}
    invited = {"email": f"i-{mark}@example.com", "role": "viewer", "name": mark}
    login = {"email": f"{mark}@example.com", "password": "correct horse"}
    user, invitation = made(client, "/api/v1/users", member), made(client, "/api/v1/invitations", invited)
    assert client.post("/api/v1/auth/login", json=login).status_code == 200
    sessions = client.get("/api/v1/auth/sessions").json()["items"]
    (other,) = [session["id"] for session in sessions if not session["current"]]
    return {"user_id": user["id"], "invitation_id": invitation["id"], "session_id": other}


def made(client: httpx.Client, url: str, body: Json) -> Json:
    answer = client.post(url, json=body)
    assert answer.status_code == 201, answer.text
    created: Json = answer.json()
    return created
