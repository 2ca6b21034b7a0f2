import asyncio
from collections.abc import Iterator

import pytest

from tests.builders.rollups import Rollups, open_rollups


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rollups, asyncio.Runner]]:
    """One engine for all examples of a module, in one event loop."""
    with asyncio.Runner() as runner:
        opened = open_rollups(tmp_path_factory.mktemp("rollups"))
        yield opened, runner
        runner.run(opened.close())
