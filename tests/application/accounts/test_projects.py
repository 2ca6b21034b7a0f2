"""The one door to projects, their life, their keys and goals, over the real store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from insights.application.accounts.goals import ChangeGoal, CreateGoal, GoalChange, NewGoal
from insights.application.accounts.keys import CreateKey, DeleteKey, NewKey
from insights.application.accounts.projects import (
    STRAGGLERS_MS,
    ChangeProject,
    FinishErasures,
    ListProjects,
    ProjectChange,
)
from insights.domain.accounts.principal import Principal, Role, Scope
from insights.domain.accounts.project import GoalKind, VisitorBasis
from insights.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated, Unavailable
from insights.domain.ingestion.event import Event
from tests.builders.accounts import START_MS, Accounts, fresh_database, member


@pytest_asyncio.fixture
async def accounts(tmp_path: Path) -> AsyncIterator[Accounts]:
    database = fresh_database(tmp_path)
    yield Accounts(database)
    await database.close()


def event(project: str) -> Event:
    return Event(project=project, id="e", name="pageview", time=START_MS, received=START_MS, visitor_id=1)


async def test_a_new_project_has_a_public_key_and_the_usual_settings(accounts: Accounts) -> None:
    owner = await accounts.principal()
    project = await accounts.project(owner, domain="https://Example.com/")
    assert project.public_key.startswith("pk_")
    assert (project.domain, project.timezone, project.aliases) == ("example.com", "UTC", ())
    assert await accounts.open_project(owner, project.public_key, Scope.QUERY) == project
    assert accounts.changes


@pytest.mark.parametrize("role", [Role.ANALYST, Role.VIEWER])
async def test_only_owners_and_admins_create_projects(accounts: Accounts, role: Role) -> None:
    owner = await accounts.principal()
    with pytest.raises(Forbidden):
        await accounts.project(member(owner.organization_id, role))


async def test_a_foreign_project_looks_like_an_unknown_one_under_every_name(accounts: Accounts) -> None:
    project = await accounts.project(await accounts.principal(), aliases=["alias"])
    stranger = await accounts.principal("eve@example.com")
    told = set()
    for reference in (project.id, project.public_key, "alias", "unknown", ""):
        with pytest.raises(NotFound) as refused:
            await accounts.open_project(stranger, reference, Scope.QUERY)
        told.add(str(refused.value))
    assert len(told) == 1


async def test_an_api_key_opens_its_own_project_only(accounts: Accounts) -> None:
    owner = await accounts.principal()
    own, other = await accounts.project(owner), await accounts.project(owner)
    create = CreateKey(
        accounts.unit_of_work, accounts.open_project, accounts.clock, accounts.ids, accounts.note_change
    )
    key, text = await create(owner, own.id, NewKey(name="CI", scopes=frozenset({Scope.QUERY})))
    caller = await accounts.authenticate(text)
    assert caller == Principal(
        organization_id=owner.organization_id, scopes=frozenset({Scope.QUERY}), project_id=own.id
    )
    assert await accounts.open_project(caller, own.id, Scope.QUERY) == own
    assert await ListProjects(accounts.unit_of_work)(caller, 50, 0) == ([own], 1)
    assert await ListProjects(accounts.unit_of_work)(caller, 50, 1) == ([], 1)
    with pytest.raises(NotFound):
        await accounts.open_project(caller, other.id, Scope.QUERY)
    with pytest.raises(Forbidden):
        await accounts.open_project(caller, own.id, Scope.ADMIN)
    with pytest.raises(Forbidden):
        await accounts.project(caller)
    delete = DeleteKey(accounts.unit_of_work, accounts.open_project, accounts.note_change)
    with pytest.raises(NotFound):
        await delete(owner, other.id, key.id)
    await delete(owner, own.id, key.id)
    with pytest.raises(Unauthenticated):
        await accounts.authenticate(text)


async def test_a_key_that_is_nearly_right_is_refused(accounts: Accounts) -> None:
    owner = await accounts.principal()
    project = await accounts.project(owner)
    create = CreateKey(
        accounts.unit_of_work, accounts.open_project, accounts.clock, accounts.ids, accounts.note_change
    )
    _, text = await create(owner, project.id, NewKey(name="CI", scopes=frozenset({Scope.QUERY})))
    for wrong in (
        text[:-1],
        text + "A",
        text[:13] + "A" * 43,
        "ins_unknown0_" + text[13:],
        project.public_key,
    ):
        with pytest.raises(Unauthenticated):
            await accounts.authenticate(wrong)


async def test_a_key_never_has_more_scopes_than_its_maker(accounts: Accounts) -> None:
    owner = await accounts.principal()
    project = await accounts.project(owner)
    maker = Principal(
        organization_id=owner.organization_id, scopes=frozenset({Scope.ADMIN}), project_id=project.id
    )
    create = CreateKey(
        accounts.unit_of_work, accounts.open_project, accounts.clock, accounts.ids, accounts.note_change
    )
    await create(maker, project.id, NewKey(name="a", scopes=frozenset({Scope.ADMIN})))
    with pytest.raises(Forbidden, match="export"):
        await create(maker, project.id, NewKey(name="b", scopes=frozenset({Scope.ADMIN, Scope.EXPORT})))
    with pytest.raises(Invalid, match="scopes"):
        await create(owner, project.id, NewKey(name="c", scopes=frozenset()))


async def test_a_change_touches_what_was_sent_and_nothing_else(accounts: Accounts) -> None:
    owner = await accounts.principal()
    project = await accounts.project(owner, aliases=["a", "b"], timezone="Europe/Berlin")
    change = ChangeProject(
        accounts.unit_of_work, accounts.ports.publish, accounts.open_project, accounts.note_change
    )
    accounts.changes.clear()
    changed = await change(
        owner, "b", ProjectChange(aliases=["c"], visitor_basis=VisitorBasis.MONTHLY, session_minutes=60)
    )
    assert accounts.changes
    assert changed.aliases == ("c",)
    assert (changed.name, changed.timezone, changed.public_key) == (
        "Site",
        "Europe/Berlin",
        project.public_key,
    )
    assert await accounts.open_project(owner, "c", Scope.QUERY) == changed
    with pytest.raises(NotFound):
        await accounts.open_project(owner, "a", Scope.QUERY)
    assert await change(owner, project.id, ProjectChange()) == changed


async def test_an_alias_of_another_organization_is_a_conflict(accounts: Accounts) -> None:
    await accounts.project(await accounts.principal(), aliases=["taken"])
    stranger = await accounts.principal("eve@example.com")
    with pytest.raises(Conflict, match="taken"):
        await accounts.project(stranger, aliases=["taken"])


async def test_a_deleted_project_is_gone_with_its_events_and_stragglers_follow(accounts: Accounts) -> None:
    owner = await accounts.principal()
    project, other = await accounts.project(owner), await accounts.project(owner)
    log = accounts.event_log
    await log.append([event(project.id), event(other.id)])
    delete = accounts.delete_project()
    finish = FinishErasures(accounts.unit_of_work, log, accounts.clock)
    await delete(owner, project.id)
    await accounts.deliver()
    assert log.events == [event(other.id)]
    with pytest.raises(NotFound):
        await delete(owner, project.id)
    await log.append([event(project.id)])
    assert await finish() == 0
    accounts.clock.now += STRAGGLERS_MS + 1
    assert await finish() == 1
    assert log.events == [event(other.id)]
    assert await finish() == 0


async def test_events_that_cannot_be_erased_now_are_erased_later(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await accounts.principal()
    project = await accounts.project(owner)
    log = accounts.event_log
    await log.append([event(project.id)])

    async def down(project: str) -> None:
        raise Unavailable("The engine is away.")

    with monkeypatch.context() as broken:
        broken.setattr(log, "erase", down)
        await accounts.delete_project()(owner, project.id)
        await accounts.deliver()
    assert log.events
    accounts.clock.pass_seconds(1)
    await accounts.deliver()
    assert log.events == []


async def test_a_goals_match_is_judged_again_when_its_kind_changes(accounts: Accounts) -> None:
    owner = await accounts.principal()
    project = await accounts.project(owner)
    create = CreateGoal(accounts.unit_of_work, accounts.open_project, accounts.clock, accounts.ids)
    change = ChangeGoal(accounts.unit_of_work, accounts.open_project)
    goal = await create(
        owner, project.id, NewGoal(name="Buy", kind=GoalKind.EVENT, match="purchase", value="5 eur")
    )
    assert goal.value == "5 EUR"
    with pytest.raises(Invalid, match="match"):
        await change(owner, project.id, goal.id, GoalChange(kind=GoalKind.PAGE))
    changed = await change(
        owner, project.id, goal.id, GoalChange(kind=GoalKind.PAGE, match="/thanks", value=None)
    )
    assert (changed.id, changed.name, changed.match, changed.value) == (goal.id, "Buy", "/thanks", None)
    with pytest.raises(NotFound):
        await change(owner, (await accounts.project(owner)).id, goal.id, GoalChange(name="X"))
