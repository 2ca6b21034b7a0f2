"""No route shows or changes anything of another organization. The routes are taken from the application:
one that is not covered here fails."""

import re
import uuid
from collections.abc import Callable, Iterator
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
from tests.builders.tenants import Tenant, tenant

Json = dict[str, Any]
Route = tuple[str, str]
"""(method, path with its parameters in braces)"""


WITHOUT_A_CALLER: set[Route] = {
    ("POST", "/api/v1/auth/register"),
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/refresh"),
    ("POST", "/api/v1/auth/logout"),
    ("POST", "/api/v1/auth/invitation"),
    ("POST", "/api/v1/auth/invitation/accept"),
    ("POST", "/api/v1/auth/password-reset"),
    ("POST", "/api/v1/auth/password-reset/confirm"),
    ("GET", "/array/{token}/config"),
    ("GET", "/array/{token}/config.js"),
    ("GET", "/v1/projects/{write_key}/settings"),
    ("GET", "/api/health"),
}
"""They ask for no credential and tell nothing of an organization."""

OF_THE_CALLER: dict[Route, Callable[[], Json] | None] = {
    ("GET", "/api/v1/auth/me"): None,
    ("PATCH", "/api/v1/auth/me"): lambda: {"name": "New"},
    ("GET", "/api/v1/auth/sessions"): None,
    ("DELETE", "/api/v1/auth/sessions"): None,
    ("POST", "/api/v1/auth/password"): lambda: {
        "current_password": "correct horse",
        "new_password": "correct horse",
    },
    ("GET", "/api/v1/invitations"): None,
    ("POST", "/api/v1/invitations"): lambda: {
        "email": f"{uuid.uuid4().hex}@example.com",
        "role": "viewer",
    },
    ("GET", "/api/v1/mails"): None,
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

OF_A_SITE: dict[Route, Callable[[str], Json]] = {
    ("POST", "/api/v2/query"): lambda project: {
        "site_id": project,
        "metrics": ["visitors"],
        "date_range": "day",
    },
}
"""They name a project as another product does, which tells strangers of unknown keys and sites alike: 401."""

OF_A_SITE_BY_QUERY: set[Route] = {
    ("GET", "/api/v1/stats/aggregate"),
    ("GET", "/api/v1/stats/breakdown"),
    ("GET", "/api/v1/stats/realtime/visitors"),
    ("GET", "/api/v1/stats/timeseries"),
}
"""The same, as the parameter `site_id`."""

NAMED_IN_THE_QUERY: set[Route] = {("GET", "/api/v1/metrics"), ("GET", "/analytics/metrics")}
"""They name a project as the parameter `project`."""

BODIES: dict[Route, Json] = {
    ("PATCH", "/api/v1/projects/{project_id}"): {"name": "Changed"},
    ("POST", "/api/v1/projects/{project_id}/keys"): {"name": "New", "scopes": ["query"]},
    ("POST", "/api/v1/projects/{project_id}/goals"): {"name": "New", "kind": "event", "match": "new"},
    ("PATCH", "/api/v1/projects/{project_id}/goals/{goal_id}"): {"match": "changed"},
    ("POST", "/api/v1/projects/{project_id}/dead-letters/replay"): {},
    ("PATCH", "/api/v1/users/{user_id}"): {"name": "Changed"},
}
"""Good bodies of routes that name something in their path."""


def served() -> Iterator[Route]:
    house = House(
        settings=Settings(), ids=SystemIds(), proxies=TrustedProxies(), telemetry=Telemetry(), checks={}
    )
    routes = create_api(cast("Services", None), house, ROUTES).routes
    # In an order of its own: Litestar keeps the paths of one handler as a set, whose order no two runs share.
    for route in sorted(routes, key=lambda route: route.path):
        path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        methods = route.methods if isinstance(route, HTTPRoute) else {"SOCKET"}
        yield from ((method, path) for method in sorted(methods - {"OPTIONS", "HEAD"}))


SOCKETS: set[Route] = {("SOCKET", "/api/v1/projects/{project_id}/live/stream")}
"""Let in by a ticket, which `tests/entrypoints/live` tries at other doors."""

SERVED = [route for route in served() if route not in SOCKETS]
IN_THE_PATH = [route for route in SERVED if "{project_id}" in route[1]]
PEOPLE = ("{user_id}", "{invitation_id}", "{session_id}")
OF_PEOPLE = [route for route in SERVED if any(name in route[1] for name in PEOPLE)]
"""They name a member, an invitation or a session in their path."""


def good_body(route: Route, of: Tenant) -> Json | None:
    if name := NAMED_IN_THE_BODY.get(route) or OF_A_SITE.get(route):
        return name(of.ids["project_id"])
    make = OF_THE_CALLER.get(route)
    return make() if make else BODIES.get(route)


def parameters(route: Route, project: str) -> dict[str, str] | None:
    if route in OF_A_SITE_BY_QUERY:
        return {"site_id": project, "property": "visit:source"}
    return {"project": project} if route in NAMED_IN_THE_QUERY else None


def ask(
    server: Server, route: Route, credential: str, ids: dict[str, str], body: Any = None
) -> httpx.Response:
    method, path = route
    with server.client(credential) as client:
        return client.request(
            method,
            path.format(**ids),
            params=parameters(route, ids["project_id"]) if "project_id" in ids else None,
            json=BODIES.get(route) if body is None else body,
        )


@pytest.fixture(scope="module")
def ada(server: Server) -> Tenant:
    return tenant(server)


@pytest.fixture(scope="module")
def eve(server: Server) -> Tenant:
    return tenant(server)


@pytest.fixture(scope="module")
def reader(server: Server) -> Tenant:
    """Who changes nothing, so that everything stays to be read."""
    return tenant(server)


def test_every_route_of_the_application_is_covered() -> None:
    covered = {*WITHOUT_A_CALLER, *OF_THE_CALLER, *NAMED_IN_THE_BODY, *NAMED_IN_THE_QUERY}
    covered |= {*OF_A_SITE, *OF_A_SITE_BY_QUERY}
    covered |= {*IN_THE_PATH, *OF_PEOPLE}
    assert len(SERVED) > 15
    assert set(served()) >= SOCKETS
    assert [route for route in SERVED if route not in covered] == []
    named = [path for method, path in SERVED if (method, path) not in WITHOUT_A_CALLER]
    assert {name for path in named for name in re.findall(r"{(\w+)}", path)} <= {
        "project_id",
        "key_id",
        "goal_id",
        "user_id",
        "invitation_id",
        "session_id",
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


@pytest.mark.parametrize("route", OF_PEOPLE, ids=" ".join)
def test_people_of_another_organization_are_unknown(
    server: Server, ada: Tenant, eve: Tenant, route: Route
) -> None:
    answer = ask(server, route, eve.token, ada.ids)
    assert answer.status_code == 404, answer.text
    assert ada.mark not in answer.text
    assert ask(server, route, eve.key, eve.ids).status_code == 403


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
    assert answer.status_code in (200, 201, 204), answer.text
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


@pytest.mark.parametrize("route", sorted({*OF_A_SITE, *OF_A_SITE_BY_QUERY}), ids=" ".join)
def test_a_site_of_another_product_is_hidden_from_strangers(
    server: Server, ada: Tenant, eve: Tenant, route: Route
) -> None:
    def told(name: str) -> httpx.Response:
        body = OF_A_SITE[route](name) if route in OF_A_SITE else None
        return ask(server, route, eve.token, {"project_id": name}, body)

    names = ("unknown", ada.ids["project_id"], ada.public_key, ada.alias, f"{ada.mark}.com")
    assert {(answer.status_code, answer.text) for answer in map(told, names)} == {(401, told("unknown").text)}
    assert told(eve.ids["project_id"]).status_code == 200


@pytest.mark.parametrize("route", sorted(NAMED_IN_THE_QUERY), ids=" ".join)
def test_a_project_in_the_query_is_hidden_from_strangers(
    server: Server, ada: Tenant, eve: Tenant, route: Route
) -> None:
    for name in (ada.ids["project_id"], ada.public_key, ada.alias):
        answer = ask(server, route, eve.token, {"project_id": name})
        assert answer.status_code == 404, answer.text
        assert ada.mark not in answer.text.replace(ada.alias, "")
    assert ask(server, route, eve.token, eve.ids).status_code == 200


@pytest.mark.parametrize("route", [*IN_THE_PATH, *OF_PEOPLE], ids=" ".join)
def test_the_same_request_serves_the_owner(server: Server, reader: Tenant, route: Route) -> None:
    """Otherwise the refusals above might be for another reason."""
    owner = reader if route[0] == "GET" else tenant(server)
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
    member = ask(server, ("GET", "/api/v1/users/{user_id}"), ada.token, ada.ids).json()
    invitations = ask(server, ("GET", "/api/v1/invitations"), ada.token, ada.ids).json()
    sessions = ask(server, ("GET", "/api/v1/auth/sessions"), ada.token, ada.ids).json()
    assert (member["name"], member["status"]) == (ada.mark, "active")
    assert [invitation["name"] for invitation in invitations["items"]] == [ada.mark]
    assert ada.ids["session_id"] in [session["id"] for session in sessions["items"]]
