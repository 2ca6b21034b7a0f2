"""What a question is answered with, as it goes over the wire."""

from typing import Literal

import msgspec

from insights.domain.accounts.project import VisitorBasis
from insights.domain.analytics.question import Echo


class Amount(msgspec.Struct, frozen=True):
    currency: str
    value: str
    """Plain digits with the decimals of the currency: `12.50`."""


Value = int | float | tuple[Amount, ...] | None


class Comparison(msgspec.Struct, frozen=True):
    """The row's metrics in the compared period; the change in percent of them, of percents in points."""

    metrics: tuple[Value, ...]
    change: tuple[float | None, ...]


class ResultRow(msgspec.Struct, frozen=True, omit_defaults=True):
    metrics: tuple[Value, ...]
    dimensions: tuple[str, ...]
    comparison: Comparison | None = None
    """Absent where the compared period has no such bucket."""


class Meta(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What kind of answer it is."""

    source: Literal["raw", "rollup", "mixed"]
    exact: bool
    visitor_basis: VisitorBasis
    """How long a visitor keeps an id that nobody gave: a month of `daily` visitors is a sum of days."""
    standard_error: float | None = None
    """Relative, of counts of visitors, where the answer is not exact."""
    time_labels: tuple[str, ...] | None = None
    total_rows: int | None = None


class Result(msgspec.Struct, frozen=True):
    results: tuple[ResultRow, ...]
    meta: Meta
    query: Echo
