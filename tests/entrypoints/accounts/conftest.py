"""The real application with its accounts in a file of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest_asyncio

from tests.builders.accounts import Accounts, client_of, fresh_database


@pytest_asyncio.fixture
async def accounts(tmp_path: Path) -> AsyncIterator[Accounts]:
    made = Accounts(fresh_database(tmp_path))
    yield made
    assert made.database.in_use() == 0
    await made.database.close()


@pytest_asyncio.fixture
async def api(accounts: Accounts) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(accounts) as client:
        yield client
