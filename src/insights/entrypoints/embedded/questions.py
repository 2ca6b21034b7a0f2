"""Questions as a program asks them: the keys of docs/query-api.md, with Python's own values."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Required, TypedDict

import msgspec

from insights.domain.errors import Fault, Invalid

Moment = str | date | datetime


class QueryFields(TypedDict, total=False):
    metrics: Required[Sequence[str]]
    date_range: Required[str | Sequence[Moment]]
    dimensions: Sequence[str]
    filters: Sequence[Sequence[object]]
    order_by: Sequence[Sequence[str]]
    include: Mapping[str, object]
    pagination: Mapping[str, int]
    exact: bool


def as_wire(question: Mapping[str, object]) -> dict[str, Any]:
    """As it would come over the wire: tuples are lists, dates are text. Raises Invalid for other things."""
    try:
        wire: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(question))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        message = f"must hold only what JSON can carry ({error})"
        raise Invalid(f"query: {message}", [Fault("query", message)]) from None
    return wire
