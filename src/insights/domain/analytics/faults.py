"""Collecting everything that is wrong with a query before refusing it."""

from collections.abc import Iterable
from difflib import get_close_matches

from insights.domain.errors import Fault, Invalid

_SHOWN = 80


class Faults:
    """Readers add what they refuse and go on; `check` raises Invalid when there was anything."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, path: str, message: str) -> None:
        self._found.append(Fault(path, message))

    def __bool__(self) -> bool:
        return bool(self._found)

    def check(self) -> None:
        if self._found:
            first = self._found[0]
            raise Invalid(f"{first.path}: {first.message}", self._found)

    def unknown(self, path: str, kind: str, value: object, known: Iterable[str]) -> None:
        near = get_close_matches(value, list(known), n=1, cutoff=0.75) if isinstance(value, str) else []
        hint = f"; did you mean `{near[0]}`?" if near else ""
        self.add(path, f"unknown {kind} {quoted(value)}{hint}")


def quoted(value: object) -> str:
    """A refused value for a message, cut to a readable length."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
