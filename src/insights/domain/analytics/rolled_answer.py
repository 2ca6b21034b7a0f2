"""How the rows of rollups make an answer."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from heapq import heappush, heappushpop
from typing import Final

from insights.domain.analytics.metrics import METRICS, Counts
from insights.domain.analytics.numbers import Exact, quotient, shown
from insights.domain.analytics.ordering import Measured, page_of
from insights.domain.analytics.query import Answer, MetricValue, Query, Row
from insights.domain.analytics.requirements import filtered_dimensions
from insights.domain.analytics.rolled_measures import MEASURES, Cells, sum_of
from insights.domain.analytics.rolled_question import OF_VISITORS
from insights.domain.analytics.rolled_rows import Cell, Key, RolledRows
from insights.domain.analytics.rollup_bucket import RollupBucket

CountVisitors = Callable[[Iterable[bytes]], int]
"""Of the union of sketches."""
SLACK: Final = 1.1
"""More than sketches are ever wrong: by so much may visitors seem more than their buckets' sum."""


class MoreSketches(Exception):
    """A sketch is needed that was not read."""


def answer_of(
    query: Query,
    buckets: Sequence[RollupBucket],
    count: CountVisitors,
    everyone: Sequence[RollupBucket] | None = None,
) -> Answer:
    """What `rollups_for` asks for, merged. Whether it is exact is for whoever made the sketches. Raises
    MoreSketches."""
    return _Making(query, RolledRows(query, buckets), count, everyone).answer()


class _Making:
    """Visitors cost a merge of sketches, so they are counted for the rows that are shown, and for those that
    might be."""

    def __init__(
        self,
        query: Query,
        rows: RolledRows,
        count: CountVisitors,
        everyone: Sequence[RollupBucket] | None,
    ) -> None:
        self._query, self._rows, self._count, self._everyone = query, rows, count, everyone
        self._visitors: dict[Key, int] = {}
        self._all_names = "event:name" in {*query.dimensions, *filtered_dimensions(query.filters)}

    def answer(self) -> Answer:
        query, keys = self._query, self._existing()
        ordering = [order.by for order in query.order_by if order.by not in query.dimensions]
        candidates = self._most_visited(keys) if self._goes_by_visitors() else keys
        measured: list[Measured] = [(key, self._measured(key, ordering)) for key in candidates]
        page = (key for key, _ in page_of(measured, query))
        rows = (Row(key, self._shown(key)) for key in page)
        return Answer(tuple(rows), total_rows=len(keys) if query.total_rows else None)

    def _existing(self) -> set[Key]:
        if not self._query.dimensions:
            return {()}
        counted = {METRICS[name].counts for name in self._query.metrics}
        columns = {Counts.EVENTS: "visitor_count", Counts.VISITS: "visits"}
        return set[Key]().union(*(self._rows.named(columns[each]) for each in counted))

    def _goes_by_visitors(self) -> bool:
        order = self._query.order_by[:1]
        return bool(order) and order[0].by in OF_VISITORS and order[0].direction == "desc"

    def _most_visited(self, keys: set[Key]) -> Collection[Key]:
        """All that may be on the page: no row has more visitors than its buckets have together."""
        wanted = self._query.offset + self._query.limit
        if len(keys) <= wanted:
            return keys
        most, others = self._rows.at_most()
        found, least = self._leading(keys, most, wanted)
        if others and least <= others * SLACK:
            found, _ = self._leading(keys, self._rows.sums("visitor_count"), wanted)
        return found

    def _leading(self, keys: set[Key], most: Mapping[Key, int], wanted: int) -> tuple[list[Key], int]:
        """Those that may be among so many, if no others are; and the visitors of the last that is."""
        candidates: list[Key] = []
        best: list[int] = []
        for key in sorted(keys & most.keys(), key=lambda key: -most[key]):
            if len(best) == wanted and most[key] * SLACK < best[0]:
                break
            candidates.append(key)
            keep = heappush if len(best) < wanted else heappushpop
            keep(best, self._visitors_of(key))
        return candidates, best[0] if len(best) == wanted else 0

    def _measured(self, key: Key, metrics: Iterable[str]) -> dict[str, Exact]:
        cells = self._rows.cells(key)
        return {name: self._measure(name, key, cells) for name in metrics}

    def _shown(self, key: Key) -> tuple[MetricValue, ...]:
        measured = self._measured(key, self._query.metrics)
        return tuple(shown(METRICS[name].unit, exact) for name, exact in measured.items())

    def _measure(self, name: str, key: Key, cells: Cells) -> Exact:
        if name == "visitors":
            return self._visitors_of(key)
        if name == "percentage":
            return quotient(100 * self._visitors_of(key), self._whole)
        if name == "events" and self._all_names:
            return sum_of(cells, "all_events")
        return MEASURES[name](cells)

    def _visitors_of(self, key: Key) -> int:
        if key not in self._visitors:
            self._visitors[key] = self._distinct(self._rows.cells(key))
        return self._visitors[key]

    @cached_property
    def _whole(self) -> int:
        if self._everyone is None:
            return self._distinct(self._rows.all_cells())
        return self._distinct([Cell(bucket, 0) for bucket in self._everyone])

    def _distinct(self, cells: Cells) -> int:
        cells = [cell for cell in cells if cell.sum("visitor_count")]
        if len(cells) <= 1:
            return sum(cell.sum("visitor_count") for cell in cells)
        if any(cell.position >= len(cell.bucket.visitors) for cell in cells):
            raise MoreSketches
        return self._count(cell.bucket.visitors[cell.position] for cell in cells)
