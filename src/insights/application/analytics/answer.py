"""Answering a question about a project."""

from collections.abc import Mapping
from dataclasses import dataclass

from insights.application.analytics.answer_from_rollups import AnswerFromRollups
from insights.application.analytics.compare import pair_rows
from insights.application.analytics.result import Amount, Comparison, Meta, Result, ResultRow, Value
from insights.application.ports.event_log import EventReader
from insights.application.ports.projects import Goals
from insights.application.ports.system import Clock
from insights.domain.accounts.project import Project
from insights.domain.analytics.change import change
from insights.domain.analytics.metrics import METRICS
from insights.domain.analytics.parse import mentions, parse
from insights.domain.analytics.patterns import BadPattern, bad_patterns
from insights.domain.analytics.query import Answer, MetricValue, Query, Row
from insights.domain.analytics.question import Question


@dataclass(frozen=True)
class AnswerQuestion:
    """Parses, reads, compares. The caller has opened the project for whoever asks."""

    reader: EventReader
    goals: Goals
    clock: Clock
    from_rollups: AnswerFromRollups | None = None
    """Absent where nothing is rolled up."""

    async def __call__(self, project: Project, wire: Mapping[str, object]) -> Result:
        """`wire` is the decoded body of docs/query-api.md. Raises Invalid naming every fault, Unavailable."""
        question = await self._understand(project, wire)
        answer = await self._answer(question.query)
        if question.compared is None:
            rows = tuple(ResultRow(_values(row), row.dimensions) for row in answer.rows)
            return Result(rows, _meta(question, answer), question.echo)
        before = await self._answer(question.compared)
        pairs = pair_rows(question.query, question.compared, answer, before)
        rows = tuple(_compared_row(question, row, counterpart) for row, counterpart in pairs)
        return Result(rows, _meta(question, answer, before), question.echo)

    async def _answer(self, query: Query) -> Answer:
        if "event:goal" in query.dimensions and not query.goals:
            return Answer((), total_rows=0 if query.total_rows else None)  # and no event has to be read
        try:
            rolled = None if self.from_rollups is None else await self.from_rollups(query)
            return await self.reader.answer(query) if rolled is None else rolled
        except BadPattern:
            raise bad_patterns(query.filters) from None

    async def _understand(self, project: Project, wire: Mapping[str, object]) -> Question:
        first_event = None
        if wire.get("date_range") == "all":
            first_event = await self.reader.first_event_time(project.id)
        goals = await self.goals.of_project(project.id) if mentions(wire, "event:goal") else ()
        return parse(wire, project, goals, self.clock.now_ms(), first_event)


def _compared_row(question: Question, row: Row, before: Row | None) -> ResultRow:
    if before is None:
        return ResultRow(_values(row), row.dimensions)
    units = [METRICS[name].unit for name in question.query.metrics]
    changes = tuple(map(change, units, row.metrics, before.metrics))
    return ResultRow(_values(row), row.dimensions, Comparison(_values(before), changes))


def _values(row: Row) -> tuple[Value, ...]:
    return tuple(map(_value, row.metrics))


def _value(value: MetricValue) -> Value:
    return tuple(Amount(*pair) for pair in value) if isinstance(value, tuple) else value


def _meta(question: Question, *answers: Answer) -> Meta:
    errors = [answer.standard_error for answer in answers if answer.standard_error is not None]
    sources = {answer.source for answer in answers}
    return Meta(
        source=sources.pop() if len(sources) == 1 else "mixed",
        exact=all(answer.exact for answer in answers),
        visitor_basis=question.query.visitor_basis,
        standard_error=max(errors, default=None),
        time_labels=question.time_labels,
        total_rows=answers[0].total_rows,
    )
