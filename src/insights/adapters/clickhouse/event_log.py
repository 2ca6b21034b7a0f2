"""The event log over ClickHouse, in process or as a server."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clickhouse_connect.driver.client import Client

from insights.adapters.clickhouse.rows import to_arrow
from insights.adapters.clickhouse.threads import ClickHouseThreads
from insights.application.ports.event_log import EventKey, EventLog, Visit, VisitorKey
from insights.domain.ingestion.event import Event

STORED: Final = """
SELECT project, id FROM events
WHERE project IN {projects:Array(String)} AND id IN {ids:Array(String)}
  AND received >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
"""

RECENT_KEYS: Final = """
SELECT project, id FROM events
WHERE received >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  AND received < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
"""

# A session belongs to one project and one visitor.
VISITS_OF_VISITORS: Final = """
SELECT any(project), any(visitor_id), session_id,
       toUnixTimestamp64Milli(min(time)), toUnixTimestamp64Milli(max(time))
FROM events
WHERE project = {project:String} AND visitor_id IN {visitors:Array(UInt64)}
GROUP BY session_id
HAVING countIf(time BETWEEN fromUnixTimestamp64Milli({first:Int64}, 'UTC')
                        AND fromUnixTimestamp64Milli({last:Int64}, 'UTC')) > 0
"""

OPEN_VISITS: Final = """
SELECT project, any(visitor_id), session_id,
       toUnixTimestamp64Milli(min(time)) AS first, toUnixTimestamp64Milli(max(time))
FROM events
WHERE (project, session_id) IN (
    SELECT project, session_id FROM events WHERE time >= fromUnixTimestamp64Milli({since:Int64}, 'UTC'))
GROUP BY project, session_id ORDER BY first
"""

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClickHouseEventLog(EventLog):
    """Takes calls in the order they come, two at a time: recording waits for no question of a reader."""

    threads: ClickHouseThreads

    async def append(self, events: Sequence[Event]) -> None:
        if events:
            await self.threads.call(lambda client: client.insert_arrow("events", to_arrow(events)))

    async def stored(self, keys: Collection[EventKey], since: int) -> set[EventKey]:
        if not keys:
            return set()
        projects, ids = (sorted(set(texts)) for texts in zip(*keys, strict=True))
        rows = await self._rows(STORED, {"projects": projects, "ids": ids, "since": since})
        return {(project, id_) for project, id_ in rows} & set(keys)

    async def recent_keys(self, since: int, until: int) -> Sequence[EventKey]:
        rows = await self._rows(RECENT_KEYS, {"since": since, "until": until})
        return [(project, id_) for project, id_ in rows]

    async def visits(self, visitors: Collection[VisitorKey], first: int, last: int) -> Sequence[Visit]:
        found: list[Visit] = []
        for project, ids in by_project(visitors).items():
            parameters = {"project": project, "visitors": ids, "first": first, "last": last}
            found += (Visit(*row) for row in await self._rows(VISITS_OF_VISITORS, parameters))
        return sorted(found, key=lambda visit: visit.first)

    async def open_visits(self, since: int) -> Sequence[Visit]:
        return [Visit(*row) for row in await self._rows(OPEN_VISITS, {"since": since})]

    async def erase(self, project: str) -> None:
        await self.threads.call(lambda client: erase(client, project))

    async def close(self) -> None:
        await self.threads.close()

    async def _rows(self, statement: str, parameters: Parameters) -> Iterable[Sequence[Any]]:
        result = await self.threads.call(lambda client: client.query(statement, parameters))
        return result.result_rows


def by_project(visitors: Collection[VisitorKey]) -> dict[str, list[int]]:
    ids: dict[str, list[int]] = defaultdict(list)
    for project, visitor in visitors:
        ids[project].append(visitor)
    return ids


def erase(client: Client, project: str) -> None:
    """Rewrites the parts that hold the project, so that nothing of it is left on the disk."""
    client.command(
        "ALTER TABLE events DELETE WHERE project = {project:String}",
        {"project": project},
        settings={"mutations_sync": 2},
    )
