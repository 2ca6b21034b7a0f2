"""A dimension's value as an answer shows it and a filter sees it, from the column that stores it."""

from typing import Final

from insights.adapters.clickhouse.compiler.parameters import Parameters
from insights.domain.analytics.dimensions import Dimension, Reads, Scope

_PREFIXES: Final = {Reads.FIRST_EVENT: "v_first_", Reads.FIRST_PAGE: "v_entry_", Reads.LAST_PAGE: "v_exit_"}


def visit_column(dimension: Dimension) -> str:
    """The column of `visits` that keeps the stored value of a `visit:` dimension."""
    return _PREFIXES[dimension.reads] + dimension.column


def shown_text(dimension: Dimension, parameters: Parameters) -> str:
    value = _stored(dimension, parameters)
    if dimension.names:
        codes = parameters.bind(list(dimension.names), "Array(String)")
        names = parameters.bind(list(dimension.names.values()), "Array(String)")
        value = f"transform(toString({value}), {codes}, {names}, toString({value}))"
    if not dimension.absent:
        return value
    return f"if({value} = '', {parameters.bind(dimension.absent)}, {value})"


def _stored(dimension: Dimension, parameters: Parameters) -> str:
    if dimension.scope is Scope.VISIT:
        return visit_column(dimension)
    if dimension.scope is Scope.PROPERTY:
        return f"properties[{parameters.bind(dimension.column)}]"
    return dimension.column
