"""Goals, drops and the API's description over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from insights.adapters.local_queue.queue import LocalQueue
from insights.adapters.sqlalchemy.dead_letters import SqlAlchemyDeadLetters
from insights.adapters.sqlalchemy.drop_counts import SqlAlchemyDropCounts
from insights.domain.ingestion.drops import Drop, DropReason
from tests.builders.accounts import START_MS, Accounts, application, client_of, created, registered
from tests.builders.stored import NOON, letter


async def test_a_goal_lives_from_post_to_delete(api: httpx.AsyncClient) -> None:
    owner = await registered(api)
    url = f"/api/v1/projects/{(await created(api, owner))['id']}/goals"
    new = {"name": "Buy", "kind": "event", "match": "purchase", "value": "12.50 EUR"}
    made = (await api.post(url, json=new, headers=owner)).json()
    assert {key: made[key] for key in new} == new
    assert (await api.post(url, json=new, headers=owner)).status_code == 409
    assert (await api.get(url, headers=owner)).json()["items"] == [made]
    changed = await api.patch(f"{url}/{made['id']}", json={"value": None}, headers=owner)
    assert changed.json() == {**made, "value": None}
    assert (await api.get(f"{url}/{made['id']}", headers=owner)).json() == changed.json()
    assert (await api.delete(f"{url}/{made['id']}", headers=owner)).status_code == 204
    assert (await api.get(f"{url}/{made['id']}", headers=owner)).status_code == 404
    assert (await api.get(url, headers=owner)).json()["total"] == 0


async def test_drops_are_shown_by_day_and_reason_with_their_sums(
    api: httpx.AsyncClient, accounts: Accounts
) -> None:
    owner = await registered(api)
    project = (await created(api, owner))["id"]
    day = 86_400_000
    await SqlAlchemyDropCounts(accounts.database).add(
        1,
        [
            Drop(project, DropReason.BOT, START_MS, 3),
            Drop(project, DropReason.BOT, START_MS - day, 2),
            Drop(project, DropReason.DUPLICATE, START_MS),
            Drop(project, DropReason.BOT, START_MS - 40 * day, 9),
        ],
    )
    url = f"/api/v1/projects/{project}/drops"
    answer = (await api.get(url, headers=owner)).json()
    assert (answer["from"], answer["to"]) == ("2026-10-20", "2026-11-18")
    assert answer["items"] == [
        {"day": "2026-11-17", "reason": "bot", "count": 2},
        {"day": "2026-11-18", "reason": "bot", "count": 3},
        {"day": "2026-11-18", "reason": "duplicate", "count": 1},
    ]
    assert answer["totals"] == {"bot": 5, "duplicate": 1}
    assert answer["total"] == 6
    one_day = (await api.get(f"{url}?from=2026-11-17&to=2026-11-17", headers=owner)).json()
    assert one_day["total"] == 2
    assert (await api.get(f"{url}?from=2026-10-01", headers=owner)).json()["total"] == 15


@pytest.mark.parametrize(
    "query",
    ["from=x", "from=2026-11-02&to=2026-11-01", "from=2020-01-01", "to=2026-02-30", "from=9999-12-31"],
)
async def test_a_range_of_days_that_cannot_be_is_refused(api: httpx.AsyncClient, query: str) -> None:
    owner = await registered(api)
    project = await created(api, owner)
    answer = await api.get(f"/api/v1/projects/{project['id']}/drops?{query}", headers=owner)
    assert answer.status_code == 400
    assert {error["path"] for error in answer.json()["errors"]} <= {"from", "to"}
    assert answer.json()["errors"]


@pytest_asyncio.fixture
async def api_with_queue(accounts: Accounts, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    accounts.queue = await LocalQueue.open(tmp_path / "queue.sqlite", accounts.clock, "process")
    async with client_of(accounts) as client:
        yield client
    await accounts.queue.close()


async def test_dead_letters_are_listed_and_replayed(
    api_with_queue: httpx.AsyncClient, accounts: Accounts
) -> None:
    api = api_with_queue
    owner = await registered(api)
    project = (await created(api, owner))["id"]
    kept = [letter("one", NOON, project), letter("two", NOON + 1, project), letter("other", NOON, "another")]
    await SqlAlchemyDeadLetters(accounts.database).keep(kept)
    url = f"/api/v1/projects/{project}/dead-letters"
    listed = (await api.get(url, headers=owner)).json()
    assert [item["id"] for item in listed["items"]] == ["two", "one"]
    shown = listed["items"][1]
    assert shown["failed_at"] == "2026-11-21T12:00:00Z"
    assert (shown["name"], shown["properties"]["d"], shown["user_agent"]) == ("pageview ☃", "x", "UA")
    assert "visitor_id" not in shown
    replay = await api.post(f"{url}/replay", json={"ids": ["one", "other", "unknown"]}, headers=owner)
    assert (replay.status_code, replay.json()) == (202, {"replayed": 1})
    assert accounts.queue is not None
    (delivery,) = await accounts.queue.take(10)
    assert delivery.batch.events == [kept[0].event]
    assert (await api.post(f"{url}/replay", json={}, headers=owner)).json() == {"replayed": 1}
    assert (await api.get(url, headers=owner)).json()["total"] == 0
    too_many = await api.post(f"{url}/replay", json={"ids": ["x"] * 1001}, headers=owner)
    assert too_many.status_code == 400


async def test_every_body_in_the_description_has_an_example(accounts: Accounts) -> None:
    document = application(accounts).openapi_schema.to_schema()
    bodies = [
        (path, content)
        for path, operations in document["paths"].items()
        for operation in operations.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
    ]
    assert len(bodies) >= 10
    assert [path for path, content in bodies if not content["schema"].get("examples")] == []
