"""The quality of a project's data, as its owners see it."""

from typing import Any

import httpx
import msgspec
import pytest

from insights.adapters.sqlalchemy.drop_counts import SqlAlchemyDropCounts
from insights.adapters.sqlalchemy.quality_notes import SqlAlchemyQualityNotes
from insights.domain.ingestion.drops import Drop, DropReason
from insights.domain.ingestion.quality import Note, NoteKind
from tests.builders.accounts import Accounts, created, registered
from tests.builders.stored import NOON

SAMPLE = '{"message":"name must be shorter","fields":{"name":"text of 200 characters"}}'
AT = "2026-11-21T12:00:00Z"
TODAY = "2026-11-21"


async def quality(api: httpx.AsyncClient, project: dict[str, Any], owner: Any, days: str = "") -> Any:
    answer = await api.get(f"/api/v1/projects/{project['id']}/quality{days}", headers=owner)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_nothing_was_sent_at_first(api: httpx.AsyncClient) -> None:
    owner = await registered(api)
    told = await quality(api, await created(api, owner), owner)
    assert told == {
        "from": "2026-10-20", "to": "2026-11-18", "sdks": [], "rejected": [], "dropped": [], "repeats": 0,
    }  # fmt: skip


async def test_senders_refusals_and_repeats_are_told(api: httpx.AsyncClient, accounts: Accounts) -> None:
    owner = await registered(api)
    project = await created(api, owner)
    me = project["id"]
    await SqlAlchemyQualityNotes(accounts.database).add(
        [
            Note(me, TODAY, NoteKind.STORED, "insights-js/1.0", "", 5, NOON),
            Note(me, "2026-11-20", NoteKind.STORED, "insights-js/1.0", "", 2, NOON - 1),
            Note(me, TODAY, NoteKind.SKEW, "insights-js/1.0", "-30000", 4, NOON),
            Note(me, TODAY, NoteKind.REJECTED, "curl/8.1", "too_long", 3, NOON, SAMPLE),
            Note(me, TODAY, NoteKind.DROPPED, "", "bot", 1, NOON, SAMPLE),
            Note("another", TODAY, NoteKind.STORED, "foreign/1", "", 9, NOON),
        ]
    )
    drops = [Drop(me, DropReason.BOT, NOON, 7), Drop(me, DropReason.DUPLICATE, NOON, 2)]
    await SqlAlchemyDropCounts(accounts.database).add(1, drops)
    told = await quality(api, project, owner, f"?to={TODAY}")
    sample = msgspec.json.decode(SAMPLE)
    assert told["sdks"] == [
        {
            "sdk": "insights-js/1.0",
            "events": 7,
            "last_seen": AT,
            "clock_skew": {"median_ms": -30_000, "p95_ms": -30_000, "requests": 4},
        }
    ]
    assert told["rejected"] == [{"reason": "too_long", "count": 3, "last_seen": AT, "samples": [sample]}]
    assert told["dropped"] == [{"reason": "bot", "count": 7, "last_seen": AT, "samples": [sample]}]
    assert told["repeats"] == 2
    one_day = await quality(api, project, owner, "?from=2026-11-20&to=2026-11-20")
    assert [sdk["events"] for sdk in one_day["sdks"]] == [2]
    assert (one_day["rejected"], one_day["repeats"]) == ([], 0)


async def test_what_is_told_of_a_project_goes_with_it(api: httpx.AsyncClient, accounts: Accounts) -> None:
    owner = await registered(api)
    project = await created(api, owner)
    notes = SqlAlchemyQualityNotes(accounts.database)
    await notes.add([Note(project["id"], TODAY, NoteKind.STORED, "a/1", "", 5, NOON)])
    deleted = await api.delete(f"/api/v1/projects/{project['id']}", headers=owner)
    assert deleted.status_code == 204
    assert await notes.of_project(project["id"], TODAY, TODAY) == []


@pytest.mark.parametrize("query", ["from=x", "from=2026-11-02&to=2026-11-01", "from=2020-01-01"])
async def test_a_range_of_days_that_cannot_be_is_refused(api: httpx.AsyncClient, query: str) -> None:
    owner = await registered(api)
    project = await created(api, owner)
    answer = await api.get(f"/api/v1/projects/{project['id']}/quality?{query}", headers=owner)
    assert answer.status_code == 400
    assert [error["path"] for error in answer.json()["errors"]] == ["from"]
