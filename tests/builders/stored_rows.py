"""What the query API says of events that were sent."""

import time
from collections.abc import Callable
from typing import Any

from tests.builders.eventually import PATIENCE, PAUSE_SECONDS
from tests.builders.server import Site


def rows(site: Site, metrics: list[str], dimension: str, **rest: Any) -> dict[str, list[Any]]:
    """The metrics by the dimension's values."""
    answer = site.query(metrics, dimensions=[dimension], **rest)
    return {row["dimensions"][0]: row["metrics"] for row in answer["results"]}


def until(expected: Any, asked: Callable[[], Any]) -> None:
    """Recording runs behind acceptance, and browsers send when they like."""
    deadline = time.monotonic() + PATIENCE
    while (found := asked()) != expected:
        assert time.monotonic() < deadline, f"{found} after {PATIENCE} s, not {expected}"
        time.sleep(PAUSE_SECONDS)
