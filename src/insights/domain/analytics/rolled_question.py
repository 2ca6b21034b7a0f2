"""Which questions rollups suffice for, and which of their rows."""

from typing import Final

import msgspec

from insights.domain.analytics.dimensions import Scope, dimension_of
from insights.domain.analytics.query import Condition, Operator, Query
from insights.domain.analytics.rolled_measures import MEASURES
from insights.domain.analytics.rollups import NO_DIMENSION, ROLLED_UP, Span, Stretch

OF_VISITORS: Final = frozenset({"visitors", "percentage"})


class Suffices(msgspec.Struct, frozen=True):
    """The rows that answer a question."""

    stretch: Stretch
    value: str | None
    """Only those of this value."""
    everyone: Stretch
    """The same without a dimension."""
    counts_everyone: bool
    """Whether the visitors of all rows together are needed, and rows by value do not tell them."""

    @property
    def days(self) -> Stretch:
        """Of everyone: how many events there are."""
        return msgspec.structs.replace(self.everyone, span=Span.DAY)


def rollups_for(query: Query) -> Suffices | None:
    """None where rollups cannot answer it, or the question insists on exact numbers."""
    if query.exact or not set(query.metrics) <= {*OF_VISITORS, *MEASURES}:
        return None
    units = {dimension_of(n).column for n in query.dimensions if dimension_of(n).scope is Scope.TIME}
    named = {name for name in query.dimensions if dimension_of(name).scope is not Scope.TIME}
    value = None
    if query.filters:
        condition = query.filters[0]
        if len(query.filters) > 1 or not isinstance(condition, Condition) or not _is_one_value(condition):
            return None
        named.add(condition.dimension)
        value = condition.values[0]
    span = Span.HOUR if "hour" in units else Span.DAY
    dimension = min(named, default=NO_DIMENSION)
    if len(named) > 1 or "minute" in units or span not in ROLLED_UP.get(dimension, ()):
        return None
    stretch = Stretch(
        project=query.project,
        timezone=query.timezone,
        span=span,
        dimension=dimension,
        period=query.period,
    )
    return Suffices(
        stretch=stretch,
        value=value,
        everyone=msgspec.structs.replace(stretch, dimension=NO_DIMENSION),
        counts_everyone="percentage" in query.metrics and bool(named) and value is None,
    )


def _is_one_value(condition: Condition) -> bool:
    return condition.operator is Operator.IS and len(condition.values) == 1 and condition.case_sensitive
