"""Event stores, one of each technology for all tests of a module."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.builders.event_store import EventStore
from tests.contracts.registry import over


def stores(port: type) -> Any:
    """The module's fixture `store`: every store with an adapter for the port in turn. The tests of the module
    run in its loop."""

    @pytest_asyncio.fixture(scope="module", loop_scope="module", **over(port))
    async def store(
        request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
    ) -> AsyncIterator[EventStore]:
        async with request.param.open(request, tmp_path_factory.mktemp("store")) as opened:
            yield opened

    return store
