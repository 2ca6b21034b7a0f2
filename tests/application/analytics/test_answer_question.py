"""Answering: what the reader is asked, how two periods are joined, what the answer says of itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.application.analytics.answer import AnswerQuestion
from insights.application.analytics.result import Result
from insights.application.ports.event_log import EventReader
from insights.application.ports.projects import Goals
from insights.application.ports.system import Clock
from insights.domain.accounts.project import Goal
from insights.domain.analytics.query import Answer, Query, Row
from insights.domain.ingestion.event import Event
from tests.builders.analytics import ANCHORS, DAY, GOALS, PROJECT, TIMEZONES, a_project, an_event, histories
from tests.builders.analytics_reader import ReferenceReader
from tests.builders.examples import trying

NOW = int(datetime.fromisoformat("2026-11-21T15:30:00+00:00").timestamp() * 1000)


class FixedClock(Clock):
    def now_ms(self) -> int:
        return NOW


class FixedGoals(Goals):
    async def of_project(self, project_id: str) -> Sequence[Goal]:
        return [goal for goal in GOALS if goal.project_id == project_id]


class NoGoals(Goals):
    async def of_project(self, project_id: str) -> Sequence[Goal]:
        return []


class Estimates(ReferenceReader):
    """Answers as an engine does that counts visitors with a sketch; the second time less surely."""

    async def answer(self, query: Query) -> Answer:
        exact = await super().answer(query)
        return msgspec.structs.replace(exact, exact=False, standard_error=0.01 * len(self.asked))


def at(day: str, time: str = "12:00") -> int:
    return int(datetime.fromisoformat(f"{day}T{time}:00+00:00").timestamp() * 1000)


async def ask(reader: EventReader, timezone: str = "UTC", **fields: Any) -> Result:
    wire = {"project": PROJECT, "metrics": ["visitors"], "date_range": "7d", **fields}
    return await AnswerQuestion(reader, FixedGoals(), FixedClock())(a_project(timezone), wire)


def rows(result: Result) -> list[dict[str, Any]]:
    decoded: list[dict[str, Any]] = msgspec.json.decode(msgspec.json.encode(result.results))
    return decoded


async def test_an_answer_says_what_it_is() -> None:
    result = await ask(
        ReferenceReader(), include={"total_rows": True, "time_labels": True}, dimensions=["time"]
    )
    meta = msgspec.to_builtins(result.meta)
    labels = tuple(f"2026-11-{day}" for day in range(14, 21))
    assert meta == {
        "source": "raw",
        "exact": True,
        "visitor_basis": "daily",
        "time_labels": labels,
        "total_rows": 0,
    }
    assert list(msgspec.to_builtins(result)) == ["results", "meta", "query"]


async def test_an_estimate_gives_the_greatest_error_of_what_it_was_made_of() -> None:
    result = await ask(Estimates(), include={"comparison": "previous_period"})
    assert (result.meta.exact, result.meta.standard_error) == (False, 0.02)


async def test_all_begins_with_the_first_event_of_the_project_and_only_all_asks_for_it() -> None:
    reader = ReferenceReader(an_event(at("2025-01-05")), an_event(at("2024-01-01"), project="another"))
    result = await ask(reader, date_range="all")
    assert result.query.date_range == ("2025-01-05T00:00:00+00:00", "2026-11-21T23:59:59+00:00")


async def test_money_is_a_list_of_amounts() -> None:
    reader = ReferenceReader(an_event(at("2026-11-20"), "Signup"))
    result = await ask(reader, metrics=["total_revenue"], filters=[["is", "event:goal", ["Signup"]]])
    assert rows(result) == [{"metrics": [[{"currency": "KWD", "value": "0.125"}]], "dimensions": []}]


async def test_without_a_goal_no_event_is_read_to_find_who_reached_one() -> None:
    reader = ReferenceReader(an_event(at("2026-11-20"), "Signup"))
    wire = {
        "project": PROJECT,
        "metrics": ["visitors", "conversion_rate"],
        "date_range": "7d",
        "dimensions": ["event:goal"],
        "include": {"total_rows": True},
    }
    result = await AnswerQuestion(reader, NoGoals(), FixedClock())(a_project("UTC"), wire)
    assert (rows(result), result.meta.total_rows, reader.asked) == ([], 0, [])


async def test_rows_are_compared_with_the_row_of_the_same_values() -> None:
    reader = ReferenceReader(
        an_event(at("2026-11-20"), source="Google"),
        an_event(at("2026-11-20"), source="Google", visitor_id=2, session_id=2),
        an_event(at("2026-11-20"), source="New", visitor_id=3, session_id=3),
        an_event(at("2026-11-10"), source="Google", session_id=4),
        an_event(at("2026-11-10"), source="Gone", session_id=5),
    )
    result = await ask(
        reader,
        metrics=["visitors", "bounce_rate"],
        dimensions=["visit:source"],
        include={"comparison": "previous_period"},
    )
    assert rows(result) == [
        {
            "metrics": [2, 100.0],
            "dimensions": ["Google"],
            "comparison": {"metrics": [1, 100.0], "change": [100.0, 0.0]},
        },
        {
            "metrics": [1, 100.0],
            "dimensions": ["New"],
            "comparison": {"metrics": [0, None], "change": [None, None]},
        },
    ]


async def test_times_are_compared_by_position_also_where_only_one_side_has_something() -> None:
    reader = ReferenceReader(
        an_event(at("2026-11-14")),
        an_event(at("2026-11-14"), visitor_id=2),
        an_event(at("2026-11-20")),
        an_event(at("2026-11-07")),
        an_event(at("2026-11-09")),
    )
    result = await ask(reader, dimensions=["time:day"], include={"comparison": "previous_period"})
    assert rows(result) == [
        {
            "metrics": [2],
            "dimensions": ["2026-11-14"],
            "comparison": {"metrics": [1], "change": [100.0]},
        },
        {
            "metrics": [0],
            "dimensions": ["2026-11-16"],
            "comparison": {"metrics": [1], "change": [-100.0]},
        },
        {
            "metrics": [1],
            "dimensions": ["2026-11-20"],
            "comparison": {"metrics": [0], "change": [None]},
        },
    ]


async def test_a_bucket_without_counterpart_is_not_compared() -> None:
    """The day has 24 hours, of which 15 and a half have passed; the compared day ends there."""
    reader = ReferenceReader(an_event(at("2026-11-21", "20:00")), an_event(at("2026-11-21", "01:00")))
    result = await ask(
        reader, date_range="day", dimensions=["time:hour"], include={"comparison": "previous_period"}
    )
    assert ["comparison" in row for row in rows(result)] == [True, False]


async def test_a_row_beyond_those_looked_up_is_not_compared() -> None:
    class Cut(ReferenceReader):
        async def answer(self, query: Query) -> Answer:
            if query.limit < 100_000:
                return await super().answer(query)
            return Answer(tuple(Row((f"/{n}",), (1,)) for n in range(query.limit)))

    reader = Cut(an_event(at("2026-11-20"), path="/5"), an_event(at("2026-11-20"), path="/elsewhere"))
    result = await ask(reader, dimensions=["event:page"], include={"comparison": "previous_period"})
    assert {row["dimensions"][0]: "comparison" in row for row in rows(result)} == {
        "/5": True,
        "/elsewhere": False,
    }


@given(
    history=histories(ANCHORS[0]),
    timezone=st.sampled_from(TIMEZONES),
    dimensions=st.sampled_from(([], ["time:day"], ["visit:source"], ["time:hour", "visit:device"])),
)
@trying(40)
async def test_the_compared_numbers_are_those_of_the_compared_period(
    history: list[Event], timezone: str, dimensions: list[str]
) -> None:
    reader = ReferenceReader(*history)
    asked: dict[str, Any] = {"metrics": ["visitors", "visits", "pageviews"], "dimensions": dimensions}
    period, before = ["2026-03-29", "2026-03-30"], ["2026-03-27", "2026-03-28"]
    compared = await ask(reader, timezone, **asked, date_range=period, include={"comparison": before})
    alone = await ask(reader, timezone, **asked, date_range=period)
    known = {tuple(row["metrics"]) for row in rows(await ask(reader, timezone, **asked, date_range=before))}
    own = [row for row in rows(compared) if any(row["metrics"]) or not dimensions]
    assert [(row["dimensions"], row["metrics"]) for row in own] == [
        (row["dimensions"], row["metrics"]) for row in rows(alone)
    ]
    for row in rows(compared):
        if "comparison" in row and any(row["comparison"]["metrics"]):
            assert tuple(row["comparison"]["metrics"]) in known


@pytest.mark.parametrize("comparison", ["previous_period", "previous_year"])
async def test_both_periods_are_read_with_the_same_question(comparison: str) -> None:
    reader = ReferenceReader()
    filters = [["is", "visit:country", ["DE"]]]
    await ask(reader, filters=filters, dimensions=["visit:city"], include={"comparison": comparison})
    now, before = reader.asked
    assert before.period.end - before.period.start == now.period.end - now.period.start == 7 * DAY
    assert (before.filters, before.dimensions, before.metrics) == (now.filters, now.dimensions, now.metrics)
