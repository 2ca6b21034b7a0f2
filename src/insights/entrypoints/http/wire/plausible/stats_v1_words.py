"""The parameters of the Stats API v1 in the words of our queries. Source: plausible.io/docs/stats-api-v1."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from insights.domain.analytics.dimensions import Scope, find_dimension
from insights.entrypoints.http.wire.plausible.stats_access import Refused

METRICS: Final = (
    "visitors",
    "visits",
    "pageviews",
    "views_per_visit",
    "bounce_rate",
    "visit_duration",
    "events",
    "conversion_rate",
    "time_on_page",
)
PERIODS: Final = ("day", "7d", "30d", "month", "6mo", "12mo", "custom")
_DOCS: Final = "https://plausible.io/docs/stats-api"
_PIPE: Final = re.compile(r"(?<!\\)\|")
_SESSION_METRICS: Final = ("visits", "bounce_rate", "visit_duration", "views_per_visit")

Filter = list[Any]


def date_range(period: str, given: str | None, today: date) -> list[str]:
    """The first and the last day of a period that ends with, or holds, a day: today unless one is given."""
    if period not in PERIODS:
        rule = f"Please find accepted values in our docs: {_DOCS}#time-periods"
        raise Refused(400, f"Error parsing `period` parameter: invalid period `{period}`. {rule}")
    if period == "custom":
        return _custom(given)
    day = today if given in (None, "today") else _day(given or "")
    if period in ("day", "7d", "30d"):
        # As the product counts: 30d begins 30 days before, so it holds 31.
        first = day - timedelta(days={"day": 0, "7d": 6, "30d": 30}[period])
        return [first.isoformat(), day.isoformat()]
    months = {"month": 0, "6mo": 5, "12mo": 11}[period]
    last = _month_start(day, 1) - timedelta(days=1)
    return [_month_start(day, -months).isoformat(), last.isoformat()]


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
        if len(text) == len("2026-11-21") and 1971 <= day.year <= 2198:
            return day
    except ValueError:
        pass
    rule = "Please specify a valid date in ISO-8601 format."
    raise Refused(400, f"Error parsing `date` parameter: invalid_format. {rule}")


def _custom(given: str | None) -> list[str]:
    if given is None:
        text = "The `date` parameter is required when using a custom period."
        raise Refused(400, f"{text} See {_DOCS}#time-periods")
    days = [one.strip() for one in given.split(",")]
    try:
        found = [date.fromisoformat(day).isoformat() for day in days]
    except ValueError:
        found = []
    if len(found) != 2:
        rule = "please include two ISO-8601 formatted dates joined by a comma."
        text = f"Invalid format for `date` parameter. When using a custom period, {rule}"
        raise Refused(400, f"{text} See {_DOCS}#time-periods")
    return found


def _month_start(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def read_filters(text: str) -> list[Filter]:
    """`visit:source==Google;event:page!=/a|/b;event:page==/blog/**`; what is no filter is left out."""
    filters = [found for one in text.split(";") if (found := _filter(one.strip()))]
    for _, name, _ in filters:
        dimension = find_dimension(name)
        if dimension is None or dimension.scope is Scope.TIME:
            rule = f"Please provide a valid filter property: {_DOCS}#properties"
            raise Refused(400, f"Invalid filter property '{name}'. {rule}")
    return filters


def _filter(text: str) -> Filter | None:
    parts = [part.strip() for part in re.split(r"==|!=", text) if part.strip()]
    if len(parts) != 2:
        return None
    name, value = parts
    negated = "!=" in text and name != "event:goal"
    if "*" in value and name != "event:goal":
        return ["matches_not" if negated else "matches", name, [_pattern(value)]]
    values = [one.replace("\\|", "|") for one in _PIPE.split(value)]
    if name == "visit:country" and any(len(one) != 2 for one in values):
        return None
    return ["is_not" if negated else "is", name, values]


def _pattern(value: str) -> str:
    """Any run of asterisks stands for any text."""
    texts = [re.escape(one).replace(r"\|", "|") for one in re.split(r"\*+", value)]
    return f"^(?:{'.*'.join(texts)})$"


def read_metrics(text: str, filters: list[Filter], property_: str | None) -> list[str]:
    """Raises Refused for the first that is unknown or means nothing here."""
    metrics = text.split(",")
    if len(set(metrics)) < len(metrics):
        raise Refused(400, "Metrics cannot be queried multiple times.")
    for metric in metrics:
        for fault in _faults(metric, {name for _, name, _ in filters}, property_):
            raise Refused(400, fault)
    return metrics


def _faults(metric: str, filtered: set[str], property_: str | None) -> Iterator[str]:
    if metric not in METRICS:
        docs = f"Find valid metrics from the documentation: {_DOCS}#metrics"
        yield f"The metric `{metric}` is not recognized. {docs}"
    if metric == "conversion_rate" and "event:goal" not in {*filtered, property_}:
        yield f"Metric `{metric}` can only be queried in a goal breakdown or with a goal filter"
    if metric == "time_on_page":
        yield from _of_pages(metric, filtered, property_)
    if metric == "views_per_visit" and "event:page" in filtered:
        yield f"Metric `{metric}` cannot be queried with a filter on `event:page`."
    if metric == "views_per_visit" and property_:
        yield f"Metric `{metric}` is not supported in breakdown queries."
    if metric in _SESSION_METRICS and property_ and _is_of_events(property_):
        yield f"Session metric `{metric}` cannot be queried for breakdown by `{property_}`."
    if metric in _SESSION_METRICS and (
        of_events := [name for name in sorted(filtered) if _is_of_events(name)]
    ):
        yield f"Session metric `{metric}` cannot be queried when using a filter on `{of_events[0]}`."


def _of_pages(metric: str, filtered: set[str], property_: str | None) -> Iterator[str]:
    for name in ("event:goal", "event:name"):
        if name in filtered:
            yield f"Metric `{metric}` cannot be queried when filtering by `{name}`"
    if property_ not in (None, "event:page"):
        yield f"Metric `{metric}` is not supported in breakdown queries (except `event:page` breakdown)"
    if property_ is None and "event:page" not in filtered:
        yield f"Metric `{metric}` can only be queried in a page breakdown or with a page filter."


def _is_of_events(name: str) -> bool:
    return name in ("event:name", "event:goal") or name.startswith("event:props:")


def read_property(name: str | None) -> str:
    if not name:
        rule = "Please provide at least one property to show a breakdown by."
        raise Refused(400, f"The `property` parameter is required. {rule}")
    dimension = find_dimension(name)
    if dimension is None or dimension.scope is Scope.TIME or name == "event:hostname":
        rule = f"Please provide a valid property for the breakdown endpoint: {_DOCS}#properties"
        raise Refused(400, f"Invalid property '{name}'. {rule}")
    return name


def read_number(name: str, text: str | None, default: int, most: int) -> int:
    if text is None:
        return default
    if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= most:
        return int(text[:9])
    rule = f"a number between 1 and {most}." if name == "limit" else "a positive number."
    raise Refused(400, f"Please provide {name} as {rule}")
