from collections.abc import Iterator

import pytest

from insights.adapters.sqlalchemy.schema import migrate
from tests.builders.services.postgres import drop_database, fresh_database
from tests.builders.services.session import Service


@pytest.fixture
def url(postgres: Service) -> Iterator[str]:
    """Of a migrated database."""
    fresh = fresh_database(postgres.url, migrate)
    yield fresh
    drop_database(fresh)
