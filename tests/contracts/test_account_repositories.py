"""Every account repository in a unit of work, over every relational store."""

import msgspec
import pytest

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.application.ports.accounts import Credential, Wanted
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.principal import Role
from insights.domain.accounts.project import Goal, GoalKind
from insights.domain.accounts.session import RefreshToken
from insights.domain.accounts.user import User
from insights.domain.errors import Conflict
from tests.builders.stored import API_KEY, GOAL, ORGANIZATION, PROJECT, TOKEN, USER, another, fill


@pytest.fixture
def work(database: Database) -> UnitOfWork:
    return SqlAlchemyUnitOfWork(database)


async def test_one_address_has_one_account_in_the_whole_installation(work: UnitOfWork) -> None:
    await fill(work)
    twin = User(id="twin", organization_id="other", email=USER.email, name="T", role=Role.OWNER, created_at=0)
    with pytest.raises(Conflict):
        async with work.begin() as w:
            await w.users.add(Credential(user=twin, password_hash=""))
    async with work.read() as view:
        assert await view.users.page("other", Wanted(), 10, 0) == ([], 0)
        assert await view.users.page("org", Wanted(), 10, 0) == ([USER], 1)


async def test_a_password_hash_is_replaced(work: UnitOfWork) -> None:
    await fill(work)
    async with work.begin() as w:
        await w.users.set_password_hash("user", "$new")
        await w.commit()
    async with work.read() as view:
        known = await view.users.by_email(USER.email)
    assert known is not None
    assert known.password_hash == "$new"


@pytest.mark.parametrize("reference", ["project", "pk_1", "phc_z", "G-1", "a"])
async def test_a_project_is_found_under_each_of_its_keys_by_its_own_organization(
    work: UnitOfWork, reference: str
) -> None:
    await fill(work)
    async with work.read() as view:
        assert await view.projects.find("org", reference) == PROJECT
        assert await view.projects.find("other", reference) is None
        assert await view.projects.of_any_organization(reference) == PROJECT
        assert await view.projects.of_any_organization(f"{reference}x") is None
        assert await view.projects.find("org", reference.swapcase()) is None


async def test_an_id_goes_before_another_projects_alias_that_reads_like_it(work: UnitOfWork) -> None:
    await fill(work)
    async with work.begin() as w:
        await w.projects.add(another(aliases=("project",)))
        await w.commit()
    async with work.read() as view:
        assert await view.projects.find("org", "project") == PROJECT


@pytest.mark.parametrize("taken", ["G-1", "pk_1"])
async def test_a_key_belongs_to_one_project_of_the_installation(work: UnitOfWork, taken: str) -> None:
    await fill(work)
    with pytest.raises(Conflict, match=taken):
        async with work.begin() as w:
            await w.projects.add(another(organization_id="other", aliases=("new", taken)))
    with pytest.raises(Conflict):
        async with work.begin() as w:
            await w.projects.replace(another(id="project", public_key="pk_1", aliases=("pk_1",)))
    async with work.read() as view:
        assert await view.projects.find("other", "new") is None


async def test_a_domain_is_a_key_of_the_first_project_that_registers_it(work: UnitOfWork) -> None:
    await fill(work)
    second = another(organization_id="other", domain=PROJECT.domain, aliases=())
    async with work.begin() as w:
        await w.projects.add(second)
        await w.commit()
    async with work.read() as view:
        assert await view.projects.of_any_organization(PROJECT.domain) == PROJECT
        assert await view.projects.find("other", PROJECT.domain) is None
        assert await view.projects.find("other", second.id) == second
    with pytest.raises(Conflict):
        async with work.begin() as w:
            await w.projects.replace(another(organization_id="other", aliases=(PROJECT.domain,)))


async def test_a_domain_given_up_is_free_for_the_next_who_registers_it(work: UnitOfWork) -> None:
    await fill(work)
    async with work.begin() as w:
        await w.projects.replace(another(**msgspec.structs.asdict(PROJECT) | {"domain": "moved.example"}))
        await w.projects.add(another(organization_id="other", domain=PROJECT.domain, aliases=()))
        await w.commit()
    async with work.read() as view:
        moved = await view.projects.of_any_organization("moved.example")
        heir = await view.projects.of_any_organization(PROJECT.domain)
    assert (moved and moved.id, heir and heir.organization_id) == (PROJECT.id, "other")


async def test_replacing_a_project_gives_its_old_aliases_free(work: UnitOfWork) -> None:
    await fill(work)
    changed = another(id="project", public_key="pk_1", aliases=("new", "a"), timezone="UTC")
    async with work.begin() as w:
        await w.projects.replace(changed)
        await w.projects.add(another(organization_id="other", aliases=("G-1",)))
        await w.commit()
    async with work.read() as view:
        assert await view.projects.find("org", "project") == changed
        assert (await view.projects.find("other", "G-1")) is not None


async def test_projects_come_in_pages_ordered_by_name(work: UnitOfWork) -> None:
    await fill(work)
    async with work.begin() as w:
        await w.projects.add(another())
        await w.projects.add(another(id="third", public_key="pk_3", organization_id="other"))
        await w.commit()
    async with work.read() as view:
        first, total = await view.projects.page("org", 1, 0)
        second, _ = await view.projects.page("org", 1, 1)
        assert ([p.name for p in first], [p.name for p in second], total) == (["Another"], ["Site"], 2)
        assert await view.projects.page("org", 1, 2) == ([], 2)


async def test_names_are_ordered_as_their_characters_go_on_every_database(work: UnitOfWork) -> None:
    names = ["B", "_b", "a b", "ab", "b", "é", "🙂"]
    async with work.begin() as w:
        await w.organizations.add(ORGANIZATION)
        for number, name in enumerate(reversed(names)):
            await w.projects.add(another(id=f"p{number}", public_key=f"pk_{number}", name=name))
        await w.commit()
    async with work.read() as view:
        found, _ = await view.projects.page("org", 10, 0)
    assert [project.name for project in found] == names


async def test_a_removed_project_takes_its_keys_and_goals_along(work: UnitOfWork) -> None:
    await fill(work)
    for _ in range(2):
        async with work.begin() as w:
            await w.projects.remove("project")
            await w.commit()
    async with work.read() as view:
        assert await view.projects.find("org", "pk_1") is None
        assert await view.api_keys.by_prefix("abcdefgh") is None
        assert await view.goals.page("project", 10, 0) == ([], 0)


async def test_an_api_key_is_listed_and_removed_in_its_own_project_only(work: UnitOfWork) -> None:
    await fill(work)
    async with work.begin() as w:
        assert not await w.api_keys.remove("second", "key")
        assert await w.api_keys.page("second", 10, 0) == ([], 0)
        assert await w.api_keys.page("project", 10, 0) == ([API_KEY], 1)
        assert await w.api_keys.remove("project", "key")
        assert not await w.api_keys.remove("project", "key")
        await w.commit()


async def test_a_goals_name_is_taken_once_in_its_project(work: UnitOfWork) -> None:
    await fill(work)
    second = Goal(id="g2", project_id="project", name="Read", kind=GoalKind.EVENT, match="read")
    renamed = Goal(id="g2", project_id="project", name="Buy", kind=GoalKind.EVENT, match="read")
    async with work.begin() as w:
        await w.goals.add(second)
        await w.commit()
    for change in ("add", "replace"):
        with pytest.raises(Conflict, match="Buy"):
            async with work.begin() as w:
                await getattr(w.goals, change)(renamed if change == "replace" else GOAL)
    async with work.begin() as w:
        assert await w.goals.page("project", 10, 0) == ([GOAL, second], 2)
        assert not await w.goals.remove("second", "goal")
        assert await w.goals.find("second", "goal") is None
        assert await w.goals.remove("project", "goal")


async def test_a_refresh_token_is_rotated_once(work: UnitOfWork) -> None:
    await fill(work)
    fresh = RefreshToken(hash="2" * 64, session_id="session", expires_at=2_000)
    async with work.begin() as w:
        assert await w.sessions.rotate(TOKEN, fresh, 100)
        assert not await w.sessions.rotate(
            TOKEN, RefreshToken(hash="3", session_id="session", expires_at=1), 1
        )
        assert await w.sessions.find("3") is None
        found = await w.sessions.find(TOKEN.hash)
        assert found is not None
        assert found.token.used_at == 100
        assert found.living == fresh
        assert found.session.last_used_at == 100
        await w.commit()


async def test_a_revoked_session_has_no_user_and_keeps_its_first_end(work: UnitOfWork) -> None:
    await fill(work)
    async with work.begin() as w:
        assert await w.sessions.user_of("session") == USER
        await w.sessions.revoke("session", 500)
        await w.sessions.revoke("session", 900)
        await w.sessions.revoke("unknown", 900)
        assert await w.sessions.user_of("session") is None
        found = await w.sessions.find(TOKEN.hash)
        assert found is not None
        assert found.session.revoked_at == 500


async def test_tokens_past_their_life_are_forgotten_and_sessions_with_them(work: UnitOfWork) -> None:
    await fill(work)
    async with work.begin() as w:
        await w.sessions.forget_expired(999)
        assert await w.sessions.find(TOKEN.hash) is not None
        await w.sessions.forget_expired(1_000)
        assert await w.sessions.find(TOKEN.hash) is None
        assert await w.sessions.user_of("session") is None


async def test_marks_of_erasure_keep_their_first_time_until_they_are_cleared(work: UnitOfWork) -> None:
    async with work.begin() as w:
        await w.erasures.mark("b", 20)
        await w.erasures.mark("a", 10)
        await w.erasures.mark("a", 30)
        assert await w.erasures.marked_before(10) == []
        assert await w.erasures.marked_before(21) == ["a", "b"]
        await w.erasures.clear("a")
        await w.erasures.clear("a")
        assert await w.erasures.marked_before(21) == ["b"]
