"""The values of a statement, kept out of its text."""

from typing import Any, Final


class Parameters:
    """Hands out a placeholder for each value; the engine binds them by name and type."""

    def __init__(self) -> None:
        self.values: Final[dict[str, Any]] = {}

    def bind(self, value: Any, type_: str = "String") -> str:
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"{{{name}:{type_}}}"

    def moment(self, milliseconds: int) -> str:
        return f"fromUnixTimestamp64Milli({self.bind(milliseconds, 'Int64')}, 'UTC')"
