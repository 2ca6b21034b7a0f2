"""Between rows and structs."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import Row, Select, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

T = TypeVar("T")

INSERTS: Final[dict[str, Callable[[Table], postgresql.Insert | sqlite.Insert]]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
"""`INSERT … ON CONFLICT`, which SQLAlchemy knows per dialect and which reads the same in both."""


class by_characters(FunctionElement[str]):  # noqa: N801 - reads as the function that it is in SQL
    """A text to order by: as its code points go, whatever the language of the database."""

    inherit_cache = True


@compiles(by_characters)
def _as_it_is(order: by_characters, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(order.clauses, **options)


@compiles(by_characters, "postgresql")
def _collated(order: by_characters, compiler: SQLCompiler, **options: Any) -> str:
    return f'{compiler.process(order.clauses, **options)} COLLATE "C"'


def struct(row: Row[Any], kind: type[T], **further: Any) -> T:
    """The row's columns by their names as fields; columns that are no field are left out."""
    # The driver's names are a subclass of str, which msgspec does not take for keys.
    fields = {str(name): value for name, value in row._mapping.items()}
    return msgspec.convert(fields | further, kind)


def structs(rows: Iterable[Row[Any]], kind: type[T]) -> list[T]:
    return [struct(row, kind) for row in rows]


def values(value: msgspec.Struct) -> dict[str, Any]:
    """The fields as column values."""
    plain: dict[str, Any] = msgspec.to_builtins(value)
    return plain


async def page(
    connection: AsyncConnection, rows: Select[Any], limit: int, offset: int
) -> tuple[Sequence[Row[Any]], int]:
    """One page of an ordered selection, and the number of all its rows."""
    counted = select(func.count()).select_from(rows.order_by(None).subquery())
    total = (await connection.execute(counted)).scalar_one()
    found = await connection.execute(rows.limit(limit).offset(offset))
    return found.all(), total
