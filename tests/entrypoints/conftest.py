from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from insights.adapters.local_queue.queue import LocalQueue
from tests.builders.accepting import FixedClock


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[LocalQueue]:
    opened = await LocalQueue.open(tmp_path / "queue.sqlite", FixedClock())
    yield opened
    await opened.close()
