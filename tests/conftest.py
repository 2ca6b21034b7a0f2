"""What every suite may ask for: a real server, or a clear reason why something cannot be tested here."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from insights.adapters.local_queue.queue import LocalQueue
from tests.builders.accepting import FixedClock
from tests.builders.examples import try_alike
from tests.builders.server import Server, running_server
from tests.builders.services.clickhouse import ClickHouse
from tests.builders.services.mongo import Mongo
from tests.builders.services.postgres import Postgres
from tests.builders.services.rabbitmq import RabbitMq
from tests.builders.services.redis import Redis
from tests.builders.services.session import Service, session_service

try_alike()

REQUIRE_ALL = os.environ.get("INSIGHTS_TEST_REQUIRE") == "all"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real server for all tests that only add to it. Its rate limits are off."""
    folder: Path = tmp_path_factory.mktemp("server")
    with running_server(folder / "data", {"INSIGHTS_RATE_LIMIT_ENABLED": "false"}) as running:
        yield running


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[LocalQueue]:
    """A durable queue in the test's folder, by a clock that stands still."""
    opened = await LocalQueue.open(tmp_path / "queue.sqlite", FixedClock())
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Service]:
    """A real PostgreSQL. Who stops or kills it starts it again."""
    yield from session_service(Postgres)


@pytest.fixture(scope="session")
def redis() -> Iterator[Service]:
    """A real Redis. Who stops or kills it starts it again."""
    yield from session_service(Redis)


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[Service]:
    """A real RabbitMQ. Who stops or kills it starts it again."""
    yield from session_service(RabbitMq)


@pytest.fixture(scope="session")
def clickhouse() -> Iterator[Service]:
    """A server that speaks ClickHouse's HTTP interface. Who stops or kills it starts it again."""
    yield from session_service(ClickHouse)


@pytest.fixture(scope="session")
def mongo() -> Iterator[Service]:
    """A server that speaks MongoDB's protocol. Who stops or kills it starts it again."""
    yield from session_service(Mongo)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Where everything is required (CI), a test that is skipped has failed: something was not installed."""
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although everything is required: {report.longrepr}"
    return report
