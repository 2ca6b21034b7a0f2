"""From a query and all events to the answer: the rows that exist, their metrics, their order, the page."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from insights.domain.analytics.metrics import METRICS, Counts
from insights.domain.analytics.numbers import Exact, shown
from insights.domain.analytics.ordering import Measured, page_of
from insights.domain.analytics.query import Answer, MetricValue, Query
from insights.domain.analytics.query import Row as AnswerRow
from insights.domain.analytics.reference.measures import MEASURES, Row, Whole
from insights.domain.analytics.reference.rows import Group, Selection
from insights.domain.analytics.visitor_links import VisitorLink, people
from insights.domain.ingestion.event import Event


def evaluate(query: Query, events: Iterable[Event], links: Iterable[VisitorLink] = ()) -> Answer:
    """`events` and `links` in any order, of any projects; those of another project or time are left out
    here."""
    who = people(link for link in links if link.project == query.project)
    selection = Selection(query, (_of_person(event, who) for event in events), query.filters)
    whole = Whole(query, selection)
    groups = selection.groups(query.dimensions)
    if not query.dimensions:
        groups.setdefault((), Group())
    rows = [Row(key, group, whole) for key, group in groups.items() if _exists(query, group)]
    measured: list[Measured] = [
        (row.key, {name: MEASURES[name](row) for name in query.metrics}) for row in rows
    ]
    return Answer(
        rows=tuple(AnswerRow(key, _shown(exact)) for key, exact in page_of(measured, query)),
        total_rows=len(measured) if query.total_rows else None,
    )


def _of_person(event: Event, who: Mapping[int, int]) -> Event:
    """People count as visitors; ids of other projects' visitors may be the same, and are left out later."""
    person = who.get(event.visitor_id, event.visitor_id)
    return event if person == event.visitor_id else replace(event, visitor_id=person)


def _exists(query: Query, group: Group) -> bool:
    counted = {METRICS[name].counts for name in query.metrics}
    counts_events = Counts.EVENTS in counted and bool(group.events)
    counts_visits = Counts.VISITS in counted and bool(group.visits)
    return not query.dimensions or counts_events or counts_visits


def _shown(exact: Mapping[str, Exact]) -> tuple[MetricValue, ...]:
    return tuple(shown(METRICS[name].unit, value) for name, value in exact.items())
