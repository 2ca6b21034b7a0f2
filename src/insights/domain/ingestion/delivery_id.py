"""Ids of messages: they sort by time, and processes that know nothing of each other make them."""

from typing import Final

CHANCE_BITS: Final = 21


def delivery_id(now_ms: int, last: int, chance: int = 0) -> int:
    """63 bits: milliseconds since the epoch, then chance. Above `last`, the one given before, in any case.

    Where several processes make ids, each brings `CHANCE_BITS` random bits: with a hundred messages a second
    in all, two share an id about once in ten days.
    """
    return max(last + 1, now_ms << CHANCE_BITS | chance)


def earlier(id_: int, milliseconds: int) -> int:
    """The least id that is given so long before the given one."""
    return id_ - (milliseconds << CHANCE_BITS)
