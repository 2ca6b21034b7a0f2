"""The face for programs with an event loop."""

import asyncio
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from insights import AsyncInsights
from insights.domain.errors import Conflict, Unauthenticated, Unavailable
from insights.entrypoints.embedded import NotOpen


async def test_it_tracks_and_answers_in_the_loop_that_opened_it(tmp_path: Path) -> None:
    async with AsyncInsights(tmp_path) as insights:
        await asyncio.gather(*(insights.track("read", user_id=str(n % 5)) for n in range(50)))
        receipt = await insights.track_many([{"name": "buy", "user_id": "7"}] * 50)
        await insights.flush()
        answer = await insights.query(metrics=["visitors", "events"], date_range="all")
    assert receipt.accepted == 50
    assert answer.rows() == [{"visitors": 6, "events": 100}]


async def test_calls_outside_the_block_are_refused(tmp_path: Path) -> None:
    insights = AsyncInsights(tmp_path)
    with pytest.raises(NotOpen):
        await insights.track("read")
    async with insights:
        await insights.track("read")
    with pytest.raises(NotOpen):
        await insights.query(metrics=["visitors"], date_range="all")


async def test_opening_twice_is_opening_once(tmp_path: Path) -> None:
    insights = AsyncInsights(tmp_path)
    await asyncio.gather(insights.open(), insights.open())
    await insights.track("read")
    await insights.close()
    await insights.close()
    async with insights:
        await insights.flush()
        assert (await insights.query(metrics=["events"], date_range="all")).rows() == [{"events": 1}]


async def test_a_failed_opening_can_be_tried_again(tmp_path: Path) -> None:
    second = AsyncInsights(tmp_path / "second")
    async with AsyncInsights(tmp_path / "first"):
        with pytest.raises(Conflict):
            await second.open()
    async with second:
        await second.track("read")


async def test_a_flush_that_lasts_too_long_says_what_waits(tmp_path: Path) -> None:
    async with AsyncInsights(tmp_path) as insights:
        await insights.track("read")  # makes the day's salts
        await insights.flush()
        async with insights.opened().services.unit_of_work.begin():  # a drop cannot be counted meanwhile
            await insights.track("read", user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)")
            with pytest.raises(Unavailable, match=r"1 events wait to be recorded after 0\.2 seconds"):
                await insights.flush(0.2)
        await insights.flush()


async def test_a_deleted_project_takes_nothing_more(tmp_path: Path) -> None:
    async with AsyncInsights(tmp_path) as insights:
        made = await insights.create_project("Shop", "shop.example")
        await insights.track("read", project=made.id)
        opened = insights.opened()
        await opened.services.delete_project(opened.owner, made.id)
        with pytest.raises(Unauthenticated):
            await insights.track("read", project=made.id)


async def test_the_public_key_is_trusted_from_within_only(tmp_path: Path) -> None:
    async with AsyncInsights(tmp_path) as insights:
        key = insights.opened().project.public_key
        await insights.track("read", project=key, ip="192.0.2.1")
        transport = httpx.ASGITransport(app=cast("Any", insights.asgi()))
        async with httpx.AsyncClient(transport=transport, base_url="http://host.test") as client:
            event = {"project": key, "name": "read", "ip": "192.0.2.1"}
            refused = await client.post("/api/v1/events", json=event)
    assert refused.status_code == 400
    assert "may only be sent with an API key" in refused.json()["detail"]


async def test_nobody_holds_the_rate_of_the_program_itself_down(tmp_path: Path) -> None:
    async with AsyncInsights(tmp_path) as insights:
        receipt = await insights.track_many([{"name": "read"}] * 5_000)
    assert (receipt.accepted, receipt.rejected) == (5_000, ())
