"""Weighted draws. Chance comes in from outside, so the same seed draws the same things."""

from collections.abc import Iterable
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Choice(Generic[_T]):
    def __init__(self, weighted: Iterable[tuple[float, _T]]) -> None:
        weights, things = zip(*weighted, strict=True)
        self._bounds = list(accumulate(weights))
        self._things: tuple[_T, ...] = things

    def __call__(self, chance: Random) -> _T:
        return chance.choices(self._things, cum_weights=self._bounds)[0]


def zipf(things: Iterable[_T]) -> Choice[_T]:
    """The n-th thing in proportion to 1/n."""
    return Choice((1 / rank, thing) for rank, thing in enumerate(things, start=1))
