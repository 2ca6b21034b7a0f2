"""Which of a query's regular expressions an engine cannot have meant as good ones."""

import re
from collections.abc import Iterable, Iterator

from insights.domain.analytics.faults import quoted
from insights.domain.analytics.query import All, Any, Condition, Filter, Not, Operator
from insights.domain.errors import Fault, Invalid

RULE = "must be a regular expression in RE2 syntax"


class BadPattern(Invalid):
    """The engine refused a `matches` pattern, and did not say which."""

    def __init__(self) -> None:
        super().__init__("A `matches` pattern is not a regular expression in RE2 syntax.")


def bad_patterns(filters: Iterable[Filter]) -> Invalid:
    """Names the patterns that no dialect takes; where Python, whose dialect has more, takes each, all."""
    patterns = list(_patterns(filters, "filters"))
    bad = [(path, pattern) for path, pattern in patterns if not _compiles(pattern)] or patterns
    faults = [Fault(path, f"is {quoted(pattern)}; it {RULE}") for path, pattern in bad]
    return Invalid(f"{faults[0].path}: {faults[0].message}", faults) if faults else BadPattern()


def _patterns(filters: Iterable[Filter], path: str) -> Iterator[tuple[str, str]]:
    for index, each in enumerate(filters):
        yield from _of(each, f"{path}[{index}]")


def _of(each: Filter, path: str) -> Iterator[tuple[str, str]]:
    """Paths are those of the filters as sent: `[operator, dimension, values]`, `["and", filters]`."""
    if isinstance(each, Condition):
        if each.operator in (Operator.MATCHES, Operator.MATCHES_NOT):
            yield from ((f"{path}[2][{index}]", value) for index, value in enumerate(each.values))
    elif isinstance(each, Not):
        yield from _of(each.filter, f"{path}[1]")
    elif isinstance(each, (All, Any)):
        yield from _patterns(each.filters, f"{path}[1]")


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True
