"""Health tells what is up and what is down, without saying why to strangers."""

import asyncio

from prometheus_client.parser import text_string_to_metric_families
from tests.builders.house import framed

from insights.entrypoints.http import health


async def works() -> None:
    await asyncio.sleep(0)


async def fails() -> None:
    raise OSError("password=hunter2")


async def hangs() -> None:
    await asyncio.Event().wait()


async def test_it_is_ready_while_every_dependency_works() -> None:
    async with framed(checks={"database": works, "queue": works}) as client:
        answer = await client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["state"] == "up"
    assert set(answer.json()["dependencies"]) == {"database", "queue"}
    assert all(state["latency_ms"] >= 0 for state in answer.json()["dependencies"].values())


async def test_one_dependency_down_is_503_and_named() -> None:
    async with framed(checks={"database": works, "events": fails}) as client:
        answer = await client.get("/health/ready")
        alive = await client.get("/health/live")
    assert answer.status_code == 503
    states = {name: state["state"] for name, state in answer.json()["dependencies"].items()}
    assert states == {"database": "up", "events": "down"}
    assert "hunter2" not in answer.text
    assert alive.status_code == 200


async def test_a_dependency_that_says_nothing_is_down() -> None:
    before, health.CHECK_SECONDS = health.CHECK_SECONDS, 0.05
    try:
        found = await health.examine({"events": hangs})
    finally:
        health.CHECK_SECONDS = before
    assert found.state == "down"


async def test_metrics_count_answers_by_route_and_never_by_path() -> None:
    async with framed() as client:
        await client.get("/health/live")
        await client.get("/health/live")
        for number in range(50):
            await client.get(f"/made-up/{number}")
        text = (await client.get("/metrics")).text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    counts = {
        (sample.labels["route"], sample.labels["status"]): sample.value
        for sample in families["insights_http_requests"].samples
        if sample.name == "insights_http_requests_total"
    }
    assert counts["/health/live", "200"] == 2
    assert counts["unmatched", "404"] == 50
    assert "made-up" not in text
    assert "process_resident_memory_bytes" in families
