from collections.abc import Iterator
from itertools import count

import pytest

from insights import Insights

_numbers = count(1)


@pytest.fixture(scope="module")
def insights() -> Iterator[Insights]:
    """One for the tests of a file, each with a project of its own."""
    with Insights.temporary() as opened:
        yield opened


@pytest.fixture
def project(insights: Insights) -> str:
    return insights.create_project("Shop", f"shop{next(_numbers)}.example").id
