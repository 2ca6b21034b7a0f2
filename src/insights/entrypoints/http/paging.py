"""Lists in pages."""

from collections.abc import Iterable
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from litestar.params import QueryParameter

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    items: list[T]
    total: int
    """How many there are in all pages."""
    limit: int
    offset: int


class Paging(msgspec.Struct, frozen=True):
    limit: int
    offset: int

    def page(self, items: Iterable[Any], total: int) -> Page[Any]:
        return Page(items=list(items), total=total, limit=self.limit, offset=self.offset)


async def provide_paging(
    limit: Annotated[int, QueryParameter(ge=1, le=500, description="Items in the answer.")] = 50,
    offset: Annotated[int, QueryParameter(ge=0, le=2**53, description="Items to leave out before.")] = 0,
) -> Paging:
    return Paging(limit, offset)
