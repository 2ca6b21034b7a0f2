"""PostgreSQL's advisory locks: their names, and how they are taken. A process that dies lets go of them."""

from typing import Final

from sqlalchemy import Select, func, select

_SPACE: Final = 0x494E5347
"""The first half of their names, because all users of a database share them."""

UNITS_OF_WORK: Final = 1
MIGRATIONS: Final = 2
MARKS: Final = 3


def until_committed(name: int) -> Select[tuple[object]]:
    """Alone, until the transaction ends."""
    return select(func.pg_advisory_xact_lock(_SPACE, name))


def together(name: int) -> Select[tuple[object]]:
    """Beside others that take it so, until it is given back or the connection ends."""
    return select(func.pg_advisory_lock_shared(_SPACE, name))


def give_back(name: int) -> Select[tuple[bool]]:
    """What was taken together. False when it was not held."""
    return select(func.pg_advisory_unlock_shared(_SPACE, name))
