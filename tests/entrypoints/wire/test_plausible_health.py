"""`GET /api/health` as monitors of a Plausible server ask it."""

import pytest

from insights.entrypoints.http.health import Check
from insights.entrypoints.http.wire import plausible
from tests.builders.house import framed


async def works() -> None:
    """A dependency that answers."""


async def fails() -> None:
    raise ConnectionError


@pytest.mark.parametrize(("events", "status", "said"), [(works, 200, "ok"), (fails, 500, "error")])
async def test_health_is_told_in_the_products_form(events: Check, status: int, said: str) -> None:
    async with framed(*plausible.ROUTES, checks={"database": works, "events": events}) as client:
        answer = await client.get("/api/health")
    assert (answer.status_code, answer.json()) == (
        status,
        {"clickhouse": said, "postgres": "ok", "sites_cache": "ok"},
    )
