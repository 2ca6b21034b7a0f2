"""Which events reach a goal, and what that is worth."""

import re
from decimal import Decimal
from functools import lru_cache

from insights.domain.accounts.project import Goal, GoalKind
from insights.domain.ingestion.event import Event, Money
from insights.domain.ingestion.names import PAGEVIEW


def reaches(event: Event, goal: Goal) -> bool:
    if goal.kind is GoalKind.EVENT:
        return event.name == goal.match
    return event.name == PAGEVIEW and re.fullmatch(page_pattern(goal.match), event.path) is not None


@lru_cache(maxsize=1024)
def page_pattern(match: str) -> str:
    """A regular expression, valid in RE2 too, for the whole path: `*` is anything but `/`, `**` anything."""
    parts = re.split(r"(\*\*|\*)", match)
    return "(?s)" + "".join({"**": ".*", "*": "[^/]*"}.get(part) or _literal(part) for part in parts)


def _literal(text: str) -> str:
    """Escaped for every regular expression engine: only ASCII punctuation gets a backslash."""
    return "".join(f"\\{c}" if c in r"\.^$|?*+()[]{}" else c for c in text)


def fixed_worth(goal: Goal) -> Money | None:
    """What each conversion is worth by the goal's own `value`, for example `12.50 EUR`."""
    if goal.value is None:
        return None
    amount, currency = goal.value.split()
    return Money(Decimal(amount), currency)
