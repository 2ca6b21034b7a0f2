"""Answers from raw events over ClickHouse, in process or as a server."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from insights.adapters.clickhouse.compiler import Statement, compile_query, to_answer
from insights.adapters.clickhouse.compiler.numbered import GIVEN_UP, UNLISTED
from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.adapters.clickhouse.compiler.people import Linked, with_people
from insights.adapters.clickhouse.linked import linked
from insights.adapters.clickhouse.threads import ClickHouseThreads
from insights.application.ports.event_log import EventReader
from insights.domain.analytics.live import Sighting
from insights.domain.analytics.query import Answer, Query

FIRST_TIME: Final = """
SELECT toUnixTimestamp64Milli(time) FROM events WHERE project = {project:String}
ORDER BY toDate(time), time LIMIT 1
"""
RECENT: Final = """
SELECT * FROM events
WHERE project = {project:String} AND toDate(time) >= toDate(fromUnixTimestamp64Milli({since:Int64}))
    AND time >= fromUnixTimestamp64Milli({since:Int64})
ORDER BY time DESC, id DESC LIMIT {most:UInt32}
"""
SIGHTINGS: Final = """
SELECT id, name, toUnixTimestamp64Milli(time) AS moment, visitor_id, path, country FROM ({events})
ORDER BY moment DESC, id DESC
"""

EVENT_COUNT: Final = "SELECT count() FROM events WHERE project = {project:String}"


@dataclass(frozen=True, slots=True)
class ClickHouseEventReader(EventReader):
    """Every question is one statement, held to the limits that its clients were opened with."""

    threads: ClickHouseThreads
    slow: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    """Projects and dimensions of which the quick statement cannot be sure, most often because it takes the
    ids of a visit's events to tell which came first."""

    async def answer(self, query: Query) -> Answer:
        return await self.threads.call(lambda client: self.answer_with(client, query))

    async def first_event_time(self, project: str) -> int | None:
        rows = await self.threads.call(
            lambda client: client.query(FIRST_TIME, {"project": project}).result_rows
        )
        return int(rows[0][0]) if rows else None

    async def event_count(self, project: str) -> int:
        rows = await self.threads.call(
            lambda client: client.query(EVENT_COUNT, {"project": project}).result_rows
        )
        return int(rows[0][0])

    async def recent(self, project: str, since: int, most: int) -> Sequence[Sighting]:
        return await self.threads.call(lambda client: sightings(client, project, since, most))

    async def close(self) -> None:
        """Let go of the store; questions under way end first."""
        await self.threads.close()

    def answer_with(self, client: Client, query: Query) -> Answer:
        """The quick statement first, unless it gave up on such a question before."""
        kind = (query.project, query.dimensions)
        follow = linked(client, query.project)
        if kind not in self.slow:
            try:
                return answer(client, query, follow, settle_ties=False)
            except DatabaseError as error:
                if error.code != GIVEN_UP:
                    raise
                if UNLISTED not in str(error):
                    self.slow.add(kind)
        return answer(client, query, follow, settle_ties=True)


def answer(client: Client, query: Query, follow: Linked, *, settle_ties: bool) -> Answer:
    statement = compile_query(query, settle_ties, follow)
    rows = run(client, statement)
    total = row_count(client, query, rows) if query.total_rows else 0
    return to_answer(query, statement, rows, total)


def sightings(client: Client, project: str, since: int, most: int) -> list[Sighting]:
    parameters = Parameters()
    parameters.values.update(project=project, since=since, most=most)
    events = with_people(RECENT, project, linked(client, project), parameters)
    limits = {"max_result_rows": most}  # in place of that of a question's answer
    rows = client.query(SIGHTINGS.format(events=events), parameters.values, limits).result_rows
    return [Sighting(*row) for row in rows]


def run(client: Client, statement: Statement) -> Sequence[Sequence[Any]]:
    return client.query(statement.text, statement.parameters).result_rows


def row_count(client: Client, query: Query, rows: Sequence[Sequence[Any]]) -> int:
    """Every row knows how many there are; a page past the last row has to ask."""
    if not rows and query.offset:
        rows = run(client, compile_query(msgspec.structs.replace(query, limit=1, offset=0)))
    return int(rows[0][-1]) if rows else 0
