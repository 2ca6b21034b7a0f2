"""Links between visitors over ClickHouse, in process or as a server."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import OperationalError

from insights.adapters.clickhouse.arrays import moments, numbers, small_numbers, texts
from insights.adapters.clickhouse.event_log import by_project, pieces
from insights.adapters.clickhouse.threads import ClickHouseThreads
from insights.application.ports.event_log import VisitorKey
from insights.application.ports.rollups import TouchedHour
from insights.application.ports.visitor_links import VisitorLinks
from insights.domain.analytics.visitor_links import VisitorLink

TOUCHING: Final = """
SELECT project, from_id, to_id, toUnixTimestamp64Milli(time), event_id, identifies FROM visitor_links
WHERE project = {project:String}
  AND (from_id IN {visitors:Array(UInt64)} OR to_id IN {visitors:Array(UInt64)})
"""

HOURS: Final = """
SELECT DISTINCT project, intDiv(toUnixTimestamp64Milli(time), 3600000) * 3600000 FROM events
WHERE project = {project:String} AND visitor_id IN {visitors:Array(UInt64)}
"""


@dataclass(frozen=True, slots=True)
class ClickHouseVisitorLinks(VisitorLinks):
    threads: ClickHouseThreads
    """Those of the log, which closes them."""

    async def add(self, links: Sequence[VisitorLink]) -> None:
        if links:
            await self.threads.call(lambda client: _insert(client, links))

    async def touching(self, visitors: Collection[VisitorKey]) -> Sequence[VisitorLink]:
        return [_to_link(row) for row in await self._of_each(TOUCHING, visitors)]

    async def hours(self, visitors: Collection[VisitorKey]) -> set[TouchedHour]:
        return {(project, hour) for project, hour in await self._of_each(HOURS, visitors)}

    async def _of_each(self, statement: str, visitors: Collection[VisitorKey]) -> list[Sequence[Any]]:
        found: list[Sequence[Any]] = []
        for parameters in _parameters(visitors):
            found += await self._rows(statement, parameters)
        return found

    async def _rows(self, statement: str, parameters: dict[str, Any]) -> Iterable[Sequence[Any]]:
        result = await self.threads.call(lambda client: client.query(statement, parameters))
        return result.result_rows


def _parameters(visitors: Collection[VisitorKey]) -> Iterator[dict[str, Any]]:
    for piece in pieces(sorted(visitors)):
        for project, ids in by_project(piece).items():
            yield {"project": project, "visitors": ids}


def _to_link(row: Sequence[Any]) -> VisitorLink:
    project, from_id, to_id, time, event_id, identifies = row
    return VisitorLink(project, from_id, to_id, time, event_id, bool(identifies))


def _insert(client: Client, links: Sequence[VisitorLink]) -> None:
    """Twice, if the answer is lost: rows that are the same count once."""
    rows = _to_arrow(links)
    try:
        client.insert_arrow("visitor_links", rows)
    except OperationalError:
        client.insert_arrow("visitor_links", rows)


def _to_arrow(links: Sequence[VisitorLink]) -> pa.Table:
    columns = {
        "project": texts([link.project for link in links]),
        "from_id": numbers([link.from_id for link in links]),
        "to_id": numbers([link.to_id for link in links]),
        "time": moments([link.time for link in links]),
        "event_id": texts([link.event_id for link in links]),
        "identifies": small_numbers([int(link.identifies) for link in links]),
    }
    return pa.Table.from_arrays(list(columns.values()), names=list(columns))
