"""The API describes itself whole, also where it goes around Litestar."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from tests.builders.house import api_document, framed

from insights.domain.ingestion.drops import DropReason, RejectReason
from insights.entrypoints.http.openapi import PRODUCTS, WITH_A_BODY

COLLECT = {"/api/v1/events": "post", "/analytics/track": "post", "/pixel.gif": "get"}


@pytest.fixture(scope="module")
def document() -> Any:
    return json.loads(msgspec.json.encode(api_document()))


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def test_every_reference_leads_somewhere(document: Any) -> None:
    names = {reference.removeprefix("#/components/schemas/") for reference in references(document)}
    assert names
    assert names - set(document["components"]["schemas"]) == set()


def test_every_operation_has_a_name_of_its_own_a_tag_and_a_sentence(document: Any) -> None:
    found = list(operations(document))
    ids = [operation["operationId"] for _, _, operation in found]
    assert len(ids) == len(set(ids))
    assert [path for path, _, operation in found if not operation.get("tags")] == []
    assert [path for path, _, operation in found if not operation.get("summary")] == []


def test_the_collect_paths_are_described_with_examples_and_closed_reasons(document: Any) -> None:
    for path, method in COLLECT.items():
        operation = document["paths"][path][method]
        assert operation["security"] == []
        if method == "post":
            assert set(operation["requestBody"]["content"]) == {"application/json", "text/plain"}
            assert operation["requestBody"]["content"]["application/json"]["examples"]
    schemas = document["components"]["schemas"]
    assert set(schemas["CollectDropReason"]["enum"]) == set(DropReason)
    assert set(schemas["CollectRejectReason"]["enum"]) == set(RejectReason)


def test_every_error_that_may_come_is_described_as_a_problem(document: Any) -> None:
    for path, _, operation in operations(document):
        expected = {"400", "429", "503"} | (set(WITH_A_BODY) if "requestBody" in operation else set())
        assert expected <= set(operation["responses"]), path
        for status, answer in operation["responses"].items():
            if PRODUCTS.isdisjoint(operation["tags"]) and int(status) >= 400 and path != "/health/ready":
                assert list(answer["content"]) == ["application/problem+json"], (path, status)


async def test_the_document_is_served() -> None:
    async with framed() as client:
        answer = await client.get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    assert set(COLLECT) <= set(answer.json()["paths"])
