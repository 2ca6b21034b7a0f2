"""Goals and event names, as the Stats API calls them and as we do."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from insights.domain.accounts.project import Goal, GoalKind
from insights.domain.ingestion.foreign_names import Product, to_ours, to_theirs

_EXACT: Final = ("is", "is_not")


class Names:
    """Of one project. A page's goal is shown as `Visit /path`; by its own name it is found, too."""

    def __init__(self, goals: Sequence[Goal]) -> None:
        wanted = {goal.name: _display_name(goal) for goal in goals}
        often = Counter(wanted.values())
        self._shown = {name: theirs if often[theirs] == 1 else name for name, theirs in wanted.items()}

    def shown(self, dimension: str, value: str) -> str:
        """A dimension's value in an answer."""
        if dimension == "event:goal":
            return self._shown.get(value, value)
        return to_theirs(Product.PLAUSIBLE, value) if dimension == "event:name" else value

    def ours(self, wire: object) -> Any:
        """A filter in our words, whatever is wrong with it left as it is."""
        if not isinstance(wire, list) or len(wire) < 2:
            return wire
        if wire[0] in ("and", "or") and isinstance(wire[1], list):
            return [wire[0], [self.ours(each) for each in wire[1]], *wire[2:]]
        if wire[0] == "not":
            return [wire[0], self.ours(wire[1]), *wire[2:]]
        if len(wire) < 3 or not isinstance(wire[2], list):
            return wire
        if wire[1] == "event:goal":
            return self._goals(wire)
        if wire[1] == "event:name" and wire[0] in _EXACT:
            named = [to_ours(Product.PLAUSIBLE, each) if isinstance(each, str) else each for each in wire[2]]
            return [wire[0], wire[1], named, *wire[3:]]
        return wire

    def _goals(self, wire: list[Any]) -> Any:
        folded = len(wire) > 3 and wire[3] == {"case_sensitive": False}
        if wire[0] == "is":
            return ["is", "event:goal", [self._goal(each, folded) for each in wire[2]], *wire[3:]]
        asked = [_folded(each, folded) for each in wire[2] if isinstance(each, str)]
        found = [
            name
            for name, theirs in self._shown.items()
            if any(each in _folded(text, folded) for each in asked for text in (name, theirs))
        ]
        if wire[0] == "contains" and found and len(asked) == len(wire[2]):
            return ["is", "event:goal", found]
        return wire

    def _goal(self, asked: object, folded: bool) -> object:
        if not isinstance(asked, str):
            return asked
        same = (
            name for name, theirs in self._shown.items() if _folded(theirs, folded) == _folded(asked, folded)
        )
        return next(same, asked)


def _display_name(goal: Goal) -> str:
    if goal.kind is GoalKind.PAGE:
        return f"Visit {goal.match}"
    return to_theirs(Product.PLAUSIBLE, goal.name)


def _folded(text: str, folded: bool) -> str:
    return text.lower() if folded else text
