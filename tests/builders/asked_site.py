"""A project that can be asked over HTTP: real accounts and routes, read by the definition of the numbers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

import httpx
import pytest_asyncio

from insights.adapters.sqlalchemy.goals import SqlAlchemyGoals
from insights.application.accounts.goals import NewGoal
from insights.application.accounts.keys import NewKey
from insights.application.analytics.answer import AnswerQuestion
from insights.domain.accounts.principal import Scope
from insights.domain.accounts.project import GoalKind
from insights.entrypoints.http import analytics
from insights.entrypoints.http.app import House, create_api
from insights.entrypoints.http.proxies import TrustedProxies
from insights.entrypoints.http.wire import plausible
from insights.entrypoints.settings import Settings
from insights.entrypoints.telemetry import Telemetry
from tests.builders.accounts import Accounts, fresh_database
from tests.builders.analytics import an_event
from tests.builders.analytics_reader import ReferenceReader

AddGoal = Callable[[NewGoal], Awaitable[object]]
NOW = int(datetime.fromisoformat("2026-11-21T15:30:00+00:00").timestamp() * 1000)


@dataclass
class Site:
    """A project with goals, its events, and clients who may ask."""

    client: httpx.AsyncClient
    project: str
    reader: ReferenceReader
    public_key: str
    owner: dict[str, str]
    ingest_key: dict[str, str]
    stranger: dict[str, str]
    add_goal: AddGoal

    async def ask(self, accept: str = "application/json", **fields: Any) -> httpx.Response:
        wire = {"metrics": ["visitors"], "date_range": "7d", **fields}
        if "site_id" not in fields:
            wire.setdefault("project", self.project)
        return await self.client.post("/api/v1/query", json=wire, headers={**self.owner, "accept": accept})

    def happened(self, day: str, name: str = "pageview", **fields: Any) -> None:
        time = int(datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp() * 1000)
        self.reader.events.append(an_event(time, name, project=self.project, **fields))


def bearer(credential: str) -> dict[str, str]:
    return {"authorization": f"Bearer {credential}"}


@pytest_asyncio.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    accounts = Accounts(fresh_database(tmp_path))
    accounts.clock.now = NOW
    signed_in = await accounts.owner()
    stranger = await accounts.owner("eve@example.com")
    principal = await accounts.authenticate(signed_in.access_token)
    project = await accounts.project(principal, timezone="Europe/Berlin")
    reader = ReferenceReader()
    services = accounts.services()
    answer = AnswerQuestion(reader, SqlAlchemyGoals(accounts.database), accounts.clock)
    object.__setattr__(services, "answer_question", answer)
    object.__setattr__(services, "goals", answer.goals)
    object.__setattr__(services, "rate_limits", accounts.ports.rate_limits)
    add_goal = partial(services.create_goal, principal, project.id)
    for name in ("Purchase", "Signup"):
        await add_goal(NewGoal(name=name, kind=GoalKind.EVENT, match=name.lower()))
    sender = NewKey(name="sender", scopes=frozenset({Scope.INGEST}))
    _, key = await services.create_key(principal, project.id, sender)
    house = House(
        settings=Settings(), ids=accounts.ids, proxies=TrustedProxies(), telemetry=Telemetry(), checks={}
    )
    app = create_api(services, house, [*analytics.ROUTES, *plausible.ROUTES])
    transport = httpx.ASGITransport(app=cast("Any", app), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://insights") as client:
        yield Site(
            client,
            project.id,
            reader,
            project.public_key,
            bearer(signed_in.access_token),
            bearer(key),
            bearer(stranger.access_token),
            add_goal,
        )
    await accounts.database.close()
