"""Texts as numbers while visits are made: the number of the first event's text costs a fraction of the text.

A statement that does this is given up, by an error of its own (`GIVEN_UP`), where it would not be exact.
"""

from dataclasses import dataclass
from typing import Final

MOST_TEXTS: Final = 100_000
"""Beyond this, listing them costs more than it spares."""
_ROOM: Final = 1 << 19
"""Room for a text's number below a time in milliseconds; the times of a DateTime64 leave that much."""
_MASK: Final = _ROOM - 1
_MILLISECONDS: Final = f"toUnixTimestamp64Milli(time) * {_ROOM}"

GIVEN_UP: Final = 395
"""The engine's number for what `throwIf` throws."""
UNLISTED: Final = "recorded meanwhile"
"""In the error's text when an event came between the two readings; asked again, it is unlikely to happen."""


@dataclass(frozen=True, slots=True)
class NumberedTexts:
    """The distinct texts of a column of `events`, listed under a name; the first has number 1."""

    name: str
    column: str

    def listed_from(self, source: str) -> str:
        """For the statement's WITH."""
        distinct = f"SELECT DISTINCT {self.column} AS text FROM {source} LIMIT {MOST_TEXTS + 1}"
        return f"(SELECT groupArray(toString(text)) FROM ({distinct})) AS {self.name}"

    def of_edge(self, edge: str, among: str) -> str:
        """The text of a group's event of least (`min`) or greatest (`max`) time; '' where there is none.

        `among` is the rest of the aggregate, with room for what it looks at.

        Time and number are one integer, the number once upwards and once downwards: if the two ends differ,
        events of one millisecond differ in this text, and their ids would decide.
        """
        least = edge + among.format(f"{_MILLISECONDS} + {self._number}")
        greatest = edge + among.format(f"{_MILLISECONDS} + {_MASK} - {self._number}")
        number = f"bitAnd({least}, {_MASK})"
        ends_differ = f"{number} + bitAnd({greatest}, {_MASK}) NOT IN (0, {_MASK})"
        is_exact = [
            f"throwIf(length({self.name}) > {MOST_TEXTS}) = 0",
            f"throwIf({ends_differ}) = 0",
            f"throwIf({least} != 0 AND {number} = 0, '{UNLISTED}') = 0",
        ]
        return f"if({' AND '.join(is_exact)}, {self.name}[{number}], '')"

    @property
    def _number(self) -> str:
        return f"transform({self.column}, {self.name}, range(1, length({self.name}) + 1), toUInt64(0))"
