"""What holds for every contract suite."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest
import pytest_asyncio

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.schema import migrate
from insights.application.ports import accounts, messages, unit_of_work
from insights.application.ports.mail import MailBox
from insights.application.ports.projects import Goals, SenderSource
from insights.application.ports.recordings import Recordings
from insights.application.ports.rollups import RollupStore
from tests.builders.services.postgres import drop_database, fresh_database
from tests.builders.services.session import Service
from tests.contracts import candidates  # noqa: F401 - fills the registry
from tests.contracts.registry import expect_gaps, over
from tests.contracts.relational import relational

ENDING_SECONDS = 30


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    for item in items:
        expect_gaps(item)


@pytest_asyncio.fixture(autouse=True)
async def nothing_runs_on() -> AsyncIterator[None]:
    """An adapter that was closed has left no task behind in the loop of its test; one at its end may end."""
    before = asyncio.all_tasks()
    yield
    left = {task for task in asyncio.all_tasks() - before if task is not asyncio.current_task()}
    if left:
        _, left = await asyncio.wait(left, timeout=ENDING_SECONDS)
    assert {task.get_name() for task in left} == set()


@pytest.fixture(scope="session")
def postgres_database(postgres: Service) -> Iterator[str]:
    """A migrated database for the tests of one process; each leaves it empty."""
    url = fresh_database(postgres.url, migrate)
    yield url
    drop_database(url)


@pytest_asyncio.fixture(
    **over(
        unit_of_work.UnitOfWork,
        unit_of_work.Work,
        unit_of_work.Repositories,
        accounts.Organizations,
        accounts.Users,
        accounts.Sessions,
        accounts.Invitations,
        accounts.PasswordResets,
        messages.Messages,
        messages.Outbox,
        messages.MessageLog,
        MailBox,
        accounts.Projects,
        accounts.ApiKeys,
        accounts.GoalBook,
        accounts.Erasures,
        Goals,
        SenderSource,
        Recordings,
        RollupStore,
    )
)
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """What all of these stand on."""
    async with relational(request, request.param.technology) as opened:
        yield opened
