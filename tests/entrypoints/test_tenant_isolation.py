"""No route shows or changes anything of another organization. The routes are taken from the application:
one that is not covered here fails."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import httpx
import pytest
from litestar.routes import HTTPRoute

from insights.adapters.system.ids import SystemIds
from insights.entrypoints.http.app import House, create_api
from insights.entrypoints.http.proxies import TrustedProxies
from insights.entrypoints.http.routes import ROUTES
from insights.entrypoints.services import Services
from insights.entrypoints.settings import Settings
from insights.entrypoints.telemetry import Telemetry
from tests.builders.server import Server

Json = dict[str, Any]
Route = tuple[str, str]
"""(method, path with its parameters in braces)"""


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


WITHOUT_A_CALLER: set[Route] = {
    ("POST", "/api/v1/auth/register"),
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/refresh"),
    ("POST", "/api/v1/auth/logout"),
}
"""They ask for no credential and name nothing of an organization."""

OF_THE_CALLER: dict[Route, Callable[[], Json] | None] = {
    ("GET", "/api/v1/auth/me"): None,
    ("GET", "/api/v1/users"): None,
    ("POST", "/api/v1/users"): lambda: {
        "email": f"{uuid.uuid4().hex}@example.com",
        "role": "viewer",
        "password": "correct horse",
    },
    ("GET", "/api/v1/projects"): None,
    ("POST", "/api/v1/projects"): lambda: {"name": "New", "domain": "example.com"},
}
"""They name no organization: whatever they show is the caller's own. With their bodies."""

NAMED_IN_THE_BODY: dict[Route, Callable[[str], Json]] = {
    ("POST", "/api/v1/query"): lambda project: {
        "project": project,
        "metrics": ["visitors"],
        "date_range": "day",
    },
}
"""They name a project in their body."""

NAMED_IN_THE_QUERY: set[Route] = {("GET", "/api/v1/metrics"), ("GET", "/analytics/metrics")}
"""They name a project as the parameter `project`."""

BODIES: dict[Route, Json] = {
    ("PATCH", "/api/v1/projects/{project_id}"): {"name": "Changed"},
    ("POST", "/api/v1/projects/{project_id}/keys"): {"name": "New", "scopes": ["query"]},
    ("POST", "/api/v1/projects/{project_id}/goals"): {"name": "New", "kind": "event", "match": "new"},
    ("PATCH", "/api/v1/projects/{project_id}/goals/{goal_id}"): {"match": "changed"},
    ("POST", "/api/v1/projects/{project_id}/dead-letters/replay"): {},
}
"""Good bodies of routes that name a project in their path."""


def served() -> Iterator[Route]:
    house = House(
        settings=Settings(), ids=SystemIds(), proxies=TrustedProxies(), telemetry=Telemetry(), checks={}
    )
    for route in create_api(cast("Services", None), house, ROUTES).routes:
        path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        methods = route.methods if isinstance(route, HTTPRoute) else {"SOCKET"}
        yield from ((method, path) for method in sorted(methods - {"OPTIONS", "HEAD"}))


SOCKETS: set[Route] = {("SOCKET", "/api/v1/projects/{project_id}/live/stream")}
"""Let in by a ticket, which `tests/entrypoints/live` tries at other doors."""

SERVED = [route for route in served() if route not in SOCKETS]
IN_THE_PATH = [route for route in SERVED if "{project_id}" in route[1]]


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
        ids = {"project_id": project["id"], "key_id": key["id"], "goal_id": goal["id"]}
        # The key that deletes itself would end the tenant: deletion is tried on another one.
        spare = made(client, f"{url}/keys", {"name": mark, "scopes": ["query"]})
    ids["key_id"] = spare["id"]
    return Tenant(mark, token, key["key"], ids, project["public_key"], f"alias-{mark}")


def made(client: httpx.Client, url: str, body: Json) -> Json:
    answer = client.post(url, json=body)
    assert answer.status_code == 201, answer.text
    created: Json = answer.json()
    return created


def good_body(route: Route, of: Tenant) -> Json | None:
    if route in NAMED_IN_THE_BODY:
        return NAMED_IN_THE_BODY[route](of.ids["project_id"])
    make = OF_THE_CALLER.get(route)
    return make() if make else BODIES.get(route)


def ask(
    server: Server, route: Route, credential: str, ids: dict[str, str], body: Any = None
) -> httpx.Response:
    method, path = route
    with server.client(credential) as client:
        return client.request(
            method,
            path.format(**ids),
            params={"project": ids["project_id"]} if route in NAMED_IN_THE_QUERY else None,
            json=BODIES.get(route) if body is None else body,
        )


@pytest.fixture(scope="module")
def ada(server: Server) -> Tenant:
    return tenant(server)


@pytest.fixture(scope="module")
def eve(server: Server) -> Tenant:
    return tenant(server)


def test_every_route_of_the_application_is_covered() -> None:
    covered = {*WITHOUT_A_CALLER, *OF_THE_CALLER, *NAMED_IN_THE_BODY, *NAMED_IN_THE_QUERY, *IN_THE_PATH}
    assert len(SERVED) > 15
    assert set(served()) >= SOCKETS
    assert [route for route in SERVED if route not in covered] == []
    assert {name for _, path in SERVED for name in re.findall(r"{(\w+)}", path)} <= {
        "project_id",
        "key_id",
        "goal_id",
    }


@pytest.mark.parametrize("route", IN_THE_PATH, ids=" ".join)
def test_a_project_in_the_path_is_hidden_from_strangers(
    server: Server, ada: Tenant, eve: Tenant, route: Route
) -> None:
    for credential in (eve.token, eve.key):
        for name in (ada.ids["project_id"], ada.public_key, ada.alias):
            answer = ask(server, route, credential, {**ada.ids, "project_id": name})
            assert answer.status_code == 404, f"{name}: {answer.text}"
            assert ada.mark not in answer.text.replace(ada.alias, "")


@pytest.mark.parametrize("route", [route for route in IN_THE_PATH if route[1].count("{") > 1], ids=" ".join)
def test_what_hangs_under_a_foreign_project_is_not_reached_through_ones_own(
    server: Server, ada: Tenant, eve: Tenant, route: Route
) -> None:
    answer = ask(server, route, eve.token, {**ada.ids, "project_id": eve.ids["project_id"]})
    assert answer.status_code == 404
    assert ada.mark not in answer.text


@pytest.mark.parametrize("route", [route for route in SERVED if route not in WITHOUT_A_CALLER], ids=" ".join)
def test_nothing_is_answered_without_a_credential(server: Server, ada: Tenant, route: Route) -> None:
    body = good_body(route, ada)
    for credential in ("", ada.public_key, ada.alias, ada.key[:-1]):
        answer = ask(server, route, credential, ada.ids, body)
        assert answer.status_code == 401, answer.text
        assert ada.mark not in answer.text


@pytest.mark.parametrize("route", [route for route in SERVED if route in OF_THE_CALLER], ids=" ".join)
def test_what_names_no_organization_shows_the_callers_own(
    server: Server, ada: Tenant, eve: Tenant, route: Route
) -> None:
    answer = ask(server, route, eve.token, {}, good_body(route, eve))
    assert answer.status_code in (200, 201), answer.text
    assert ada.mark not in answer.text


def test_a_project_in_the_body_is_hidden_from_strangers(server: Server, ada: Tenant, eve: Tenant) -> None:
    for route in SERVED:
        if (body := NAMED_IN_THE_BODY.get(route)) is None:
            continue
        for name in (ada.ids["project_id"], ada.public_key, ada.alias):
            answer = ask(server, route, eve.token, {}, body(name))
            assert answer.status_code == 404, f"{route}: {answer.text}"
            assert ada.mark not in answer.text.replace(ada.alias, "")
        assert ask(server, route, eve.token, {}, body(eve.ids["project_id"])).status_code == 200


@pytest.mark.parametrize("route", sorted(NAMED_IN_THE_QUERY), ids=" ".join)
def test_a_project_in_the_query_is_hidden_from_strangers(
    server: Server, ada: Tenant, eve: Tenant, route: Route
) -> None:
    for name in (ada.ids["project_id"], ada.public_key, ada.alias):
        answer = ask(server, route, eve.token, {"project_id": name})
        assert answer.status_code == 404, answer.text
        assert ada.mark not in answer.text.replace(ada.alias, "")
    assert ask(server, route, eve.token, eve.ids).status_code == 200


@pytest.mark.parametrize("route", IN_THE_PATH, ids=" ".join)
def test_the_same_request_serves_the_owner(server: Server, route: Route) -> None:
    """Otherwise the refusals above might be for another reason."""
    owner = tenant(server)
    answer = ask(server, route, owner.token, owner.ids)
    assert answer.status_code < 300, answer.text


def test_strangers_have_changed_nothing(server: Server, ada: Tenant) -> None:
    """Runs last: after everything that was tried above."""
    project = ask(server, ("GET", "/api/v1/projects/{project_id}"), ada.token, ada.ids).json()
    goals = ask(server, ("GET", "/api/v1/projects/{project_id}/goals"), ada.token, ada.ids).json()
    keys = ask(server, ("GET", "/api/v1/projects/{project_id}/keys"), ada.token, ada.ids).json()
    assert project["name"] == ada.mark
    assert [(goal["name"], goal["match"]) for goal in goals["items"]] == [(ada.mark, ada.mark)]
    assert [key["name"] for key in keys["items"]] == [ada.mark, ada.mark]
