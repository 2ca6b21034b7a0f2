"""Every error is one problem document, and none tells what it should not."""

from typing import Annotated

import msgspec
import pytest
from litestar import get, post
from litestar.params import FromPath, JSONBody
from tests.builders.house import framed

from insights.domain.errors import (
    Conflict,
    Fault,
    Forbidden,
    InsightsError,
    Invalid,
    NotFound,
    RateLimited,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from insights.entrypoints.http.problems import MEDIA_TYPE, encode_problem


class Order(msgspec.Struct, forbid_unknown_fields=True):
    item: Annotated[str, msgspec.Meta(min_length=1)]
    count: int


@post("/orders")
async def take_order(data: JSONBody[Order]) -> Order:
    return data


@get("/orders/{number:int}")
async def show_order(number: FromPath[int]) -> int:
    return number


@get("/broken")
async def broken() -> None:
    raise ZeroDivisionError("the secret is 42")


DECLARED = [
    (NotFound("no such goal"), 404),
    (Conflict("taken"), 409),
    (Invalid("wrong", [Fault("a[0].b", "must be a number, got 'x'")]), 400),
    (TooLarge("more than 1 MB"), 413),
    (Forbidden("not yours"), 403),
    (Unauthenticated("who are you?"), 401),
    (Unavailable("full", retry_after=7), 503),
    (RateLimited("slower", retry_after=2), 429),
]


@pytest.mark.parametrize(("error", "status"), DECLARED, ids=lambda item: type(item).__name__)
async def test_each_declared_error_has_its_status_and_headers(error: InsightsError, status: int) -> None:
    @get("/x")
    async def failing() -> None:
        raise error

    async with framed(failing) as client:
        answer = await client.get("/x")
    problem = answer.json()
    assert answer.status_code == status == problem["status"]
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert problem["detail"] == str(error)
    assert problem["type"].startswith("urn:insights:problem:")
    assert ("retry-after" in answer.headers) == isinstance(error, Unavailable)
    assert ("www-authenticate" in answer.headers) == isinstance(error, Unauthenticated)
    if isinstance(error, Invalid) and error.faults:
        assert problem["errors"] == [{"path": "a[0].b", "message": "must be a number, got 'x'"}]
    assert encode_problem(error, "/x")[0] == status


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "named"),
    [
        ("POST", "/orders", '{"item": "tea", "count": "three"}', 400, "count"),
        ("POST", "/orders", '{"item": "", "count": 1}', 400, "item"),
        ("POST", "/orders", '{"item": "tea", "count": 1, "extra": 2}', 400, "extra"),
        ("POST", "/orders", '{"item": ', 400, ""),
        ("POST", "/orders", "", 400, ""),
        ("POST", "/orders", '"\\ud800"', 400, ""),
        ("POST", "/orders", b"\xff\xfe", 400, ""),
        ("POST", "/orders", "[" * 100_000, 400, ""),
        ("POST", "/orders", "x" * 1_000_001, 413, ""),
        ("GET", "/orders/tea", None, 404, ""),
        ("GET", "/nowhere", None, 404, ""),
        ("GET", "/api/v1/nowhere", None, 404, ""),
        ("DELETE", "/orders", None, 405, ""),
    ],
)
async def test_a_request_that_fits_no_route_or_type_is_a_problem_too(
    method: str, path: str, body: str | bytes | None, status: int, named: str
) -> None:
    async with framed(take_order, show_order) as client:
        headers = {"content-type": "application/json"}
        answer = await client.request(method, path, content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.json()["status"] == status
    assert named in answer.text


async def test_what_nobody_declared_is_a_500_that_says_nothing_of_itself(
    capfd: pytest.CaptureFixture[str],
) -> None:
    async with framed(broken) as client:
        answer = await client.get("/broken", headers={"x-request-id": "0123456789abcdef"})
    assert answer.status_code == 500
    assert "42" not in answer.text
    assert "Zero" not in answer.text
    assert answer.headers["x-request-id"] == "0123456789abcdef"
