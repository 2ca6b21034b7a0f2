"""The lists and small objects of the wire form: metrics, dimensions, order, include, pagination."""

from typing import Final, Literal

import msgspec

from insights.domain.analytics.dimensions import DIMENSIONS, find_dimension
from insights.domain.analytics.faults import Faults, quoted
from insights.domain.analytics.metrics import METRICS
from insights.domain.analytics.query import Order, Period
from insights.domain.analytics.question import Paging

MAX_METRICS: Final = 20
MAX_DIMENSIONS: Final = 8
MAX_LIMIT: Final = 10_000
MAX_OFFSET: Final = 10_000_000

_ENTRY: Final = '[metric or dimension, "asc" or "desc"]'
_HOUR_MS: Final = 3_600_000
_DAY_MS: Final = 24 * _HOUR_MS


class Include(msgspec.Struct, frozen=True):
    time_labels: bool = False
    total_rows: bool = False
    comparison: object = None


def read_metrics(wire: object, faults: Faults) -> tuple[str, ...]:
    if not isinstance(wire, list) or not 0 < len(wire) <= MAX_METRICS:
        faults.add("metrics", f"is {quoted(wire)}; it must be a list of 1 to {MAX_METRICS} metrics")
        return ()
    for index, name in enumerate(wire):
        if not isinstance(name, str) or name not in METRICS:
            faults.unknown(f"metrics[{index}]", "metric", name, METRICS)
    return _once(
        wire, [name for name in wire if isinstance(name, str) and name in METRICS], "metrics", faults
    )


def read_dimensions(wire: object, period: Period, faults: Faults) -> tuple[str, ...]:
    """`time` is given the unit that suits the length of the period."""
    if not isinstance(wire, list) or len(wire) > MAX_DIMENSIONS:
        faults.add(
            "dimensions", f"is {quoted(wire)}; it must be a list of at most {MAX_DIMENSIONS} dimensions"
        )
        return ()
    named = [with_unit(name, period) for name in wire]
    known = [name for name in named if isinstance(name, str) and find_dimension(name)]
    for index, name in enumerate(named):
        if not isinstance(name, str) or not find_dimension(name):
            faults.unknown(f"dimensions[{index}]", "dimension", name, (*DIMENSIONS, "time"))
    return _once(named, known, "dimensions", faults)


def with_unit(name: object, period: Period) -> object:
    """`time` becomes hours up to two days, days up to 40, weeks up to 52 weeks, else months."""
    if name != "time":
        return name
    length = period.end - period.start
    if length <= 48 * _HOUR_MS + _HOUR_MS:  # two days may have 49 hours
        return "time:hour"
    if length <= 40 * _DAY_MS + _HOUR_MS:
        return "time:day"
    return "time:week" if length <= 52 * 7 * _DAY_MS + _HOUR_MS else "time:month"


def _once(wire: list[object], names: list[str], path: str, faults: Faults) -> tuple[str, ...]:
    for index, name in enumerate(wire):
        if name in wire[:index]:
            faults.add(f"{path}[{index}]", f"{quoted(name)} is listed twice")
    return tuple(names)


def read_order(
    wire: object, metrics: tuple[str, ...], dimensions: tuple[str, ...], period: Period, faults: Faults
) -> tuple[Order, ...]:
    """Times in order and then the first metric, greatest first, unless told otherwise."""
    if wire == []:
        times: list[Order] = [Order(name, "asc") for name in dimensions if name.startswith("time:")]
        return (*times[:1], *(Order(name, "desc") for name in metrics[:1]))
    if not isinstance(wire, list):
        faults.add("order_by", f"is {quoted(wire)}; it must be a list of entries {_ENTRY}")
        return ()
    orders = []
    for index, entry in enumerate(wire):
        order = _order(entry, period)
        if order is None:
            faults.add(f"order_by[{index}]", f"is {quoted(entry)}; an entry is {_ENTRY}")
        elif order.by not in metrics + dimensions:
            faults.add(
                f"order_by[{index}][0]", f"{quoted(order.by)} is neither a metric nor a dimension asked for"
            )
        else:
            orders.append(order)
    names = [order.by for order in orders]
    _once([*names], names, "order_by", faults)
    return tuple(orders)


def _order(entry: object, period: Period) -> Order | None:
    if not isinstance(entry, list) or len(entry) != 2:
        return None
    by, direction = with_unit(entry[0], period), entry[1]
    if not isinstance(by, str) or direction not in ("asc", "desc"):
        return None
    wanted: Literal["asc", "desc"] = "asc" if direction == "asc" else "desc"
    return Order(by, wanted)


def read_include(wire: object, dimensions: tuple[str, ...], faults: Faults) -> Include:
    """`imports` is accepted and changes nothing: imported history is like any other."""
    if not isinstance(wire, dict):
        faults.add("include", f"is {quoted(wire)}; it must be an object")
        return Include()
    flags = {"imports": False, "time_labels": False, "total_rows": False}
    for key, value in wire.items():
        if key in flags and isinstance(value, bool):
            flags[key] = value
        elif key in flags:
            faults.add(f"include.{key}", f"is {quoted(value)}; it must be true or false")
        elif key != "comparison":
            faults.unknown(f"include.{key}", "key", key, (*flags, "comparison"))
    if flags["time_labels"] and not any(name.startswith("time:") for name in dimensions):
        faults.add("include.time_labels", "requires a time dimension")
    return Include(flags["time_labels"], flags["total_rows"], wire.get("comparison"))


def read_pagination(wire: object, faults: Faults) -> Paging:
    if not isinstance(wire, dict):
        faults.add("pagination", f"is {quoted(wire)}; it must be an object")
        return Paging(0, MAX_LIMIT)
    for key in set(wire) - {"limit", "offset"}:
        faults.unknown(f"pagination.{key}", "key", key, ("limit", "offset"))
    return Paging(
        offset=_integer(wire.get("offset", 0), 0, MAX_OFFSET, "pagination.offset", faults),
        limit=_integer(wire.get("limit", MAX_LIMIT), 1, MAX_LIMIT, "pagination.limit", faults),
    )


def _integer(wire: object, least: int, most: int, path: str, faults: Faults) -> int:
    if isinstance(wire, int) and not isinstance(wire, bool) and least <= wire <= most:
        return wire
    faults.add(path, f"is {quoted(wire)}; it must be an integer from {least} to {most}")
    return least
