"""What the Stats API says of a query that it refuses, in its own words: they are what its clients show.

Nearly all comes from the faults that our parser finds; only the rules that are not ours are looked at here.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from insights.domain.errors import Fault, Invalid

KEYS: Final = (
    "site_id",
    "metrics",
    "date_range",
    "dimensions",
    "filters",
    "order_by",
    "include",
    "pagination",
)
INCLUDES: Final = ("imports", "time_labels", "total_rows")
_REQUIRED: Final = ("site_id", "metrics", "date_range")
_LISTS: Final = ("metrics", "dimensions", "filters", "order_by")
_OBJECTS: Final = ("include", "pagination")
_COUNTED: Final = re.compile(r"\d+(d|mo)", re.ASCII)
_DATES: Final = re.compile(r"\d{4}-\d\d-\d\d(T\S+)?", re.ASCII)
_SESSION_METRICS: Final = ("bounce_rate", "views_per_visit", "visit_duration")
_ONLY_AT_THE_TOP: Final = ("event:goal", "event:hostname")
_BEHAVIOUR: Final = ("has_done", "has_not_done")
_GOALS_HELP: Final = (
    "Find out how to configure goals here: https://plausible.io/docs/stats-api#filtering-by-goals"
)
_COUNTRY: Final = "Invalid visit:country filter, visit:country needs to be a valid 2-letter country code."
_SEGMENT: Final = "Invalid filters. Some segments don't exist or aren't accessible."
_BY_PAGE: Final = "can only be queried with event:page filters or dimensions."
_NEEDS: Final = {
    "percentage": "can only be queried with `dimensions`.",
    "conversion_rate": "can only be queried with event:goal filters or dimensions.",
    "group_conversion_rate": "can only be queried with event:goal filters or dimensions.",
    "scroll_depth": _BY_PAGE,
    "time_on_page": _BY_PAGE,
    "exit_rate": 'requires a `"visit:exit_page"` dimension. No other dimensions are allowed.',
}


def inspected(value: object) -> str:
    """A value as Elixir writes it."""
    if isinstance(value, dict):
        return "%{" + ", ".join(f"{inspected(k)} => {inspected(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inspected, value)) + "]"
    return "nil" if value is None else json.dumps(value, ensure_ascii=False)


def not_theirs(wire: Mapping[str, Any]) -> list[str]:
    """What our language takes and theirs does not, and what has the wrong kind."""
    absent = [name for name in _REQUIRED if name not in wire]
    texts = []
    if len(absent) == 1:
        texts.append(f"#: Required property {absent[0]} was not present.")
    elif absent:
        texts.append(f"#: Required properties {', '.join(absent)} were not present.")
    texts += [_additional(f"#/{key}") for key in wire if key not in KEYS]
    include = wire.get("include")
    if isinstance(include, dict):
        texts += [_additional(f"#/include/{key}") for key in include if key not in INCLUDES]
    for kind, names, is_one in (("Array", _LISTS, list), ("Object", _OBJECTS, dict)):
        texts += [_mismatch(f"#/{name}", kind, wire[name]) for name in names if not _is(wire, name, is_one)]
    return texts


def _is(wire: Mapping[str, Any], name: str, kind: type) -> bool:
    return name not in wire or isinstance(wire[name], kind)


def rule_of_theirs(wire: Mapping[str, Any]) -> str | None:
    """The first rule of theirs that is not ours and that the query breaks."""
    metrics, dimensions, filters = wire["metrics"], wire.get("dimensions", []), wire.get("filters", [])
    leaves = list(_leaves(filters))
    for name, depth, _ in leaves:
        if name in _ONLY_AT_THE_TOP and depth:
            return f"Invalid filters. Dimension `{name}` can only be filtered at the top level."
    if "views_per_visit" in metrics:
        if any(name == "event:page" for name, *_ in leaves):
            return "Metric `views_per_visit` cannot be queried with a filter on `event:page`."
        if dimensions:
            return "Metric `views_per_visit` cannot be queried with `dimensions`."
    paged = "event:page" in dimensions or any(name == "event:page" and not depth for name, depth, _ in leaves)
    if "scroll_depth" in metrics and not paged:
        return f"Metric `scroll_depth` {_BY_PAGE}"
    return None


def _leaves(filters: object, depth: int = 0, behaviour: int = 0) -> Iterator[tuple[object, int, int]]:
    """(dimension, how deep in groups, how deep in has_done) of each condition that can be read."""
    for each in filters if isinstance(filters, list) and depth < 50 else ():
        if not isinstance(each, list) or len(each) < 2:
            continue
        if each[0] in ("and", "or"):
            yield from _leaves(each[1], depth + 1, behaviour)
        elif each[0] == "not":
            yield from _leaves([each[1]], depth + 1, behaviour)
        elif each[0] in _BEHAVIOUR:
            yield from _leaves([each[1]], depth + 1, behaviour + 1)
        else:
            yield each[1], depth, behaviour


def refused(wire: Mapping[str, Any], invalid: Invalid) -> str:
    """Every breach of the schema in a line of its own; of the rules behind it the first."""
    texts = list(dict.fromkeys(_text(wire, fault) for fault in invalid.faults))
    schema = [text for text in texts if text.startswith("#")]
    return "\n".join(schema or texts[:1]) or str(invalid)


def _text(wire: Mapping[str, Any], fault: Fault) -> str:
    part = re.split(r"[.\[]", fault.path, maxsplit=1)[0]
    steps = [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", fault.path)]
    value = _at(wire, steps)
    pointer = "#/" + "/".join(map(str, steps))
    if part in _READ:
        return _READ[part](wire, fault, steps, value, pointer)
    return f"{pointer}: {fault.message}"


def _at(wire: Any, steps: Sequence[int | str]) -> Any:
    for step in steps:
        try:
            wire = wire[step]
        except (KeyError, IndexError, TypeError):
            return None
    return wire


def _metrics(wire: Mapping[str, Any], fault: Fault, steps: Any, value: Any, pointer: str) -> str:
    if fault.message.startswith(f"`{value}` needs") and value in _NEEDS:
        return f"Metric `{value}` {_NEEDS[value]}"
    if fault.message.startswith(f"`{value}` needs"):
        sessions = ", ".join(name for name in wire["metrics"] if name in _SESSION_METRICS)
        events = ", ".join(name for name in wire["dimensions"] if name.startswith("event:"))
        dimensions = f"event dimension(s) `{events}`"
        return f"Session metric(s) `{sessions}` cannot be queried along with {dimensions}"
    return _listed("metric", wire, fault, value, pointer)


def _dimensions(wire: Mapping[str, Any], fault: Fault, steps: Any, value: Any, pointer: str) -> str:
    return _listed("dimension", wire, fault, value, pointer)


def _listed(kind: str, wire: Mapping[str, Any], fault: Fault, value: Any, pointer: str) -> str:
    if fault.message.endswith("is listed twice"):
        return f"#/{kind}s: Expected items to be unique but they were not."
    if value == []:
        return f"{pointer}: Expected a minimum of 1 items but got 0."
    if pointer.count("/") == 1:
        return f"{pointer}: {fault.message}"
    return f"{pointer}: Invalid {kind} {inspected(value)}"


def _date_range(wire: Mapping[str, Any], fault: Fault, steps: Any, value: Any, pointer: str) -> str:
    if isinstance(value, str) and _COUNTED.fullmatch(value):
        return f"Invalid date_range {inspected(value)}"
    pair = value if isinstance(value, list) and len(value) == 2 else [None]
    if all(isinstance(each, str) and _DATES.fullmatch(each) for each in pair):
        return f"Invalid date_range '{inspected(value)}'."
    return f"{pointer}: Invalid date range {inspected(value)}"


def _filters(wire: Mapping[str, Any], fault: Fault, steps: Any, value: Any, pointer: str) -> str:
    filters = wire["filters"]
    if pointer == "#/filters":
        return f"{pointer}: {fault.message}"
    nested = [(name, behaviour) for name, _, behaviour in _leaves(filters) if behaviour]
    if any(behaviour > 1 for _, behaviour in nested):
        return "Invalid filters. Behavioral filters (has_done, has_not_done) cannot be nested."
    if any(not str(name).startswith("event:") for name, _ in nested):
        rule = "can only be used with event dimension filters."
        return f"Invalid filters. Behavioral filters (has_done, has_not_done) {rule}"
    if nested:
        return "Invalid filters. Behavioral filters (has_done, has_not_done) are not available here."
    if value == "segment":
        return _SEGMENT
    if fault.message.startswith("unknown goal"):
        return f"Invalid filters. The goal `{value}` is not configured for this site. {_GOALS_HELP}"
    if "two-letter code" in fault.message:
        return _COUNTRY
    return f"#/filters/{steps[1]}: Invalid filter {inspected(filters[steps[1]])}"


def _order_by(wire: Mapping[str, Any], fault: Fault, steps: Any, value: Any, pointer: str) -> str:
    if fault.message.endswith("is listed twice"):
        return "#/order_by: Expected items to be unique but they were not."
    entry = _at(wire, steps[:2])
    if "neither a metric nor a dimension" not in fault.message or not isinstance(entry, list):
        return f"{pointer}: Invalid value in order_by {inspected(value)}"
    name = inspected(entry[0]) if ":" in entry[0] or entry[0] == "time" else f":{entry[0]}"
    rule = "Entry is not a queried metric or dimension."
    return f"Invalid order_by entry '{{{name}, :{entry[1]}}}'. {rule}"


def _include(wire: Mapping[str, Any], fault: Fault, steps: Any, value: Any, pointer: str) -> str:
    if fault.message == "requires a time dimension":
        return "Invalid include.time_labels: requires a time dimension."
    return _mismatch(pointer, "Boolean", value) if fault.message.startswith("is ") else fault.message


def _pagination(wire: Mapping[str, Any], fault: Fault, steps: Any, value: Any, pointer: str) -> str:
    if fault.message.startswith("unknown key"):
        return _additional(pointer)
    if not isinstance(value, int) or isinstance(value, bool):
        return _mismatch(pointer, "Integer", value)
    least = 1 if pointer.endswith("limit") else 0
    return f"{pointer}: Expected the value to be {f'>= {least}' if value < least else '<= 10000'}"


_READ: Final = {
    "metrics": _metrics,
    "dimensions": _dimensions,
    "date_range": _date_range,
    "filters": _filters,
    "order_by": _order_by,
    "include": _include,
    "pagination": _pagination,
}


def _additional(pointer: str) -> str:
    return f"{pointer}: Schema does not allow additional properties."


def _mismatch(pointer: str, kind: str, value: object) -> str:
    return f"{pointer}: Type mismatch. Expected {kind} but got {_kind(value)}."


def _kind(value: object) -> str:
    kinds = {bool: "Boolean", int: "Integer", float: "Number", str: "String", list: "Array", dict: "Object"}
    return kinds.get(type(value), "Null")
