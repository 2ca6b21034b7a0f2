"""The registry of relational stores: a new engine is one more candidate, and every suite runs over it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from insights.adapters.sqlalchemy.database import Database
from tests.builders.accounts import fresh_database

CANDIDATES = {"sqlite": fresh_database}


@pytest_asyncio.fixture(params=CANDIDATES)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    opened = CANDIDATES[request.param](tmp_path)
    yield opened
    assert opened.in_use() == 0, "a transaction was left open"
    await opened.close()
