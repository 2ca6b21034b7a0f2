"""What the API's description promises is kept, and what goes beyond it is refused without breaking anything.

Schemathesis makes the requests from the document: examples, boundary values, valid and invalid ones.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.builders.house import api_document
from tests.builders.server import Server, Site, new_site

pytestmark = pytest.mark.journey

schema = schemathesis.openapi.from_dict(api_document())
PROMISES = [content_type_conformance, response_schema_conformance, status_code_conformance]


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    return new_site(server)


@pytest.fixture(scope="module")
def member(site: Site) -> str:
    new = {"email": "member@example.com", "password": "correct horse", "role": "viewer"}
    with site.server.client(site.token) as client:
        added = client.post("/api/v1/users", json=new)
    assert added.status_code == 201, added.text
    return str(added.json()["id"])


@schema.parametrize()
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_its_promises(case: schemathesis.Case, site: Site, member: str) -> None:
    name_a_real_project(case, site)
    if "user_id" in (case.path_parameters or {}):
        case.path_parameters["user_id"] = member
    answer = case.call(
        base_url=site.server.url, headers={"authorization": f"Bearer {site.token}"}, timeout=60
    )
    assert answer.status_code < 500 or answer.status_code == 503, f"{case.as_curl_command()}\n{answer.text}"
    case.validate_response(answer, checks=PROMISES)


def name_a_real_project(case: schemathesis.Case, site: Site) -> None:
    """Behind an unknown project everything is 404; the one in use must outlive the test."""
    if "project" in (case.query or {}):
        case.query["project"] = site.project["id"]
    parameters = case.path_parameters or {}
    if "project_id" in parameters and (case.method, case.path) != ("DELETE", "/api/v1/projects/{project_id}"):
        parameters["project_id"] = site.project["id"]
