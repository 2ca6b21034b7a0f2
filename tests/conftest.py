"""What every suite may ask for: a real server, or a clear reason why something cannot be tested here."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.server import Server, running_server

REQUIRE_ALL = os.environ.get("INSIGHTS_TEST_REQUIRE") == "all"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One real server for all tests that only add to it. Its rate limits are off."""
    folder: Path = tmp_path_factory.mktemp("server")
    with running_server(folder / "data", {"INSIGHTS_RATE_LIMIT_ENABLED": "false"}) as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Where everything is required (CI), a test that is skipped has failed: something was not installed."""
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although everything is required: {report.longrepr}"
    return report
