"""The event log over ClickHouse, in process or as a server."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import Any, Final, TypeVar

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import OperationalError

from insights.adapters.clickhouse.rows import to_arrow
from insights.adapters.clickhouse.schema import TABLES
from insights.adapters.clickhouse.threads import ClickHouseThreads
from insights.application.ports.event_log import EventKey, EventLog, Visit, VisitorKey
from insights.domain.ingestion.event import Event

STORED: Final = """
SELECT project, id, toUnixTimestamp64Milli(received) FROM events
WHERE project IN {projects:Array(String)} AND id IN {ids:Array(String)}
  AND received >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
"""

RECENT_KEYS: Final = """
SELECT project, id FROM events
WHERE received >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  AND received < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
"""

# A session belongs to one project, and may belong to a visitor and a user whose events joined.
VISITS_OF_VISITORS: Final = """
SELECT any(project), groupUniqArray(visitor_id), session_id,
       toUnixTimestamp64Milli(min(time)), toUnixTimestamp64Milli(max(time)), maxIf(visitor_id, user_id != '')
FROM events
WHERE project = {project:String} AND visitor_id IN {visitors:Array(UInt64)}
GROUP BY session_id
HAVING countIf(time BETWEEN fromUnixTimestamp64Milli({first:Int64}, 'UTC')
                        AND fromUnixTimestamp64Milli({last:Int64}, 'UTC')) > 0
"""

OPEN_VISITS: Final = """
SELECT project, groupUniqArray(visitor_id), session_id,
       toUnixTimestamp64Milli(min(time)) AS first, toUnixTimestamp64Milli(max(time)),
       maxIf(visitor_id, user_id != '')
FROM events
WHERE (project, session_id) IN (
    SELECT project, session_id FROM events WHERE time >= fromUnixTimestamp64Milli({since:Int64}, 'UTC'))
GROUP BY project, session_id ORDER BY first
"""

LONGEST_PARAMETERS: Final = 100_000
"""Bytes. A server takes 128 KiB in one field of a request."""

Parameters = dict[str, Any]
Key = TypeVar("Key", EventKey, VisitorKey)


@dataclass(frozen=True, slots=True)
class ClickHouseEventLog(EventLog):
    """Takes calls in the order they come, two at a time: recording waits for no question of a reader."""

    threads: ClickHouseThreads

    async def append(self, events: Sequence[Event]) -> None:
        if events:
            await self.threads.call(lambda client: insert(client, events))

    async def stored(self, keys: Collection[EventKey], since: int) -> dict[EventKey, int]:
        found: dict[EventKey, int] = {}
        for piece in pieces(sorted(keys)):
            projects, ids = (sorted(set(texts)) for texts in zip(*piece, strict=True))
            rows = await self._rows(STORED, {"projects": projects, "ids": ids, "since": since})
            found |= {(project, id_): received for project, id_, received in rows}
        return {key: found[key] for key in keys if key in found}

    async def recent_keys(self, since: int, until: int) -> Sequence[EventKey]:
        rows = await self._rows(RECENT_KEYS, {"since": since, "until": until})
        return [(project, id_) for project, id_ in rows]

    async def visits(self, visitors: Collection[VisitorKey], first: int, last: int) -> Sequence[Visit]:
        found: list[Visit] = []
        for piece in pieces(sorted(visitors)):
            for project, ids in by_project(piece).items():
                parameters = {"project": project, "visitors": ids, "first": first, "last": last}
                found += visits_from(await self._rows(VISITS_OF_VISITORS, parameters))
        return sorted(found, key=lambda visit: visit.first)

    async def open_visits(self, since: int) -> Sequence[Visit]:
        return list(visits_from(await self._rows(OPEN_VISITS, {"since": since})))

    async def erase(self, project: str) -> None:
        await self.threads.call(lambda client: erase(client, project))

    async def close(self) -> None:
        await self.threads.close()

    async def _rows(self, statement: str, parameters: Parameters) -> Iterable[Sequence[Any]]:
        result = await self.threads.call(lambda client: client.query(statement, parameters))
        return result.result_rows


def visits_from(rows: Iterable[Sequence[Any]]) -> Iterator[Visit]:
    for project, visitors, session, first, last, user in rows:
        sharers = tuple(sorted(visitors)) if len(visitors) > 1 else ()
        for visitor in sorted(visitors):
            yield Visit(project, visitor, session, first, last, user, sharers)


def insert(client: Client, events: Sequence[Event]) -> None:
    """Twice, if the answer is lost: an insert with the same token is not stored again, where the table
    remembers tokens, and neither is a later append of the same events."""
    rows, settings = to_arrow(events), {"insert_deduplication_token": token_of(events)}
    try:
        client.insert_arrow("events", rows, settings=settings)
    except OperationalError:
        client.insert_arrow("events", rows, settings=settings)


def token_of(events: Sequence[Event]) -> str:
    keys = "\0".join(chain.from_iterable((event.project, event.id) for event in events))
    return blake2b(keys.encode(), digest_size=16).hexdigest()


def pieces(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """Each as long as the parameters of one statement may be."""
    piece: list[Key] = []
    size = 0
    for key in keys:
        size += sum(map(size_of, key))
        if size > LONGEST_PARAMETERS and piece:
            yield piece
            piece, size = [], sum(map(size_of, key))
        piece.append(key)
    if piece:
        yield piece


def size_of(value: object) -> int:
    """Bytes of a value in a list, or somewhat more."""
    text = str(value)
    escaped = not text.isprintable() or "'" in text or "\\" in text
    return len(text.encode()) * (4 if escaped else 1) + 4


def by_project(visitors: Collection[VisitorKey]) -> dict[str, list[int]]:
    ids: dict[str, list[int]] = defaultdict(list)
    for project, visitor in visitors:
        ids[project].append(visitor)
    return ids


def erase(client: Client, project: str) -> None:
    """Rewrites the parts that hold the project, so that nothing of it is left on the disk."""
    for table in TABLES:
        client.command(
            f"ALTER TABLE {table} DELETE WHERE project = {{project:String}}",
            {"project": project},
            settings={"mutations_sync": 2},
        )
