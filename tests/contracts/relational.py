"""The relational stores, each empty for every test."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

import psycopg
import pytest
from sqlalchemy import delete

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.tables import metadata
from tests.builders.accounts import fresh_file
from tests.builders.services.postgres import plain

RELATIONAL: Final = ("sqlite", "postgresql")
WIPE: Final = "; ".join(str(delete(table)) for table in reversed(metadata.sorted_tables))
"""Quicker than a database for each test: nothing has to reach the disk but what was written."""


@contextmanager
def _address(request: pytest.FixtureRequest, technology: str) -> Iterator[str]:
    if technology == "sqlite":
        folder: Path = request.getfixturevalue("tmp_path")
        yield fresh_file(folder)
        return
    url: str = request.getfixturevalue("postgres_database")
    try:
        yield url
    finally:
        with psycopg.connect(plain(url)) as connection:
            connection.execute(WIPE.encode())


@asynccontextmanager
async def relational(request: pytest.FixtureRequest, technology: str) -> AsyncIterator[Database]:
    """Migrated and empty; nothing of it is in use at the end."""
    with _address(request, technology) as url:
        database = Database(url)
        yield database
        assert database.in_use() == 0, "a transaction was left open"
        await database.close()
