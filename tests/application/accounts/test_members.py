"""Members changed, deactivated, deleted and restored, over the real store."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from insights.application.accounts.members import UserChange
from insights.application.accounts.sign_in import Credentials
from insights.application.ports.accounts import Wanted
from insights.domain.accounts.members import KEPT_MS, Step
from insights.domain.accounts.principal import Principal, Role
from insights.domain.accounts.user import Status, User
from insights.domain.errors import Conflict, Forbidden, NotFound, Unauthenticated
from insights.domain.messages import UserCreated, UserDeleted, UserUpdated
from tests.builders.accounts import PASSWORD, Accounts, fresh_database

BOB = "bob@example.com"


@pytest_asyncio.fixture
async def accounts(tmp_path: Path) -> AsyncIterator[Accounts]:
    database = fresh_database(tmp_path)
    yield Accounts(database)
    await database.close()


async def signed_in(accounts: Accounts, email: str = BOB) -> Principal:
    pair = await accounts.sign_in(Credentials(email=email, password=PASSWORD), "10.0.0.1", "")
    return await accounts.authenticate(pair.access_token)


async def test_who_is_deactivated_is_out_at_once_and_comes_back_when_activated(accounts: Accounts) -> None:
    owner = await accounts.principal()
    bob = await accounts.member(owner, Role.ANALYST)
    pair = await accounts.sign_in(Credentials(email=BOB, password=PASSWORD), "10.0.0.1")
    off = await accounts.users.step_member(owner, bob.id, Step.DEACTIVATE)
    assert (off.status, off.deactivated_at) == (Status.DEACTIVATED, accounts.clock.now)
    with pytest.raises(Unauthenticated):
        await accounts.authenticate(pair.access_token)
    with pytest.raises(Unauthenticated):
        await accounts.refresh(pair.refresh_token)
    with pytest.raises(Unauthenticated) as refused:
        await signed_in(accounts)
    with pytest.raises(Unauthenticated) as wrong:
        await accounts.sign_in(Credentials(email=BOB, password="wrong"), "10.0.0.1")
    assert str(refused.value) == str(wrong.value)
    assert await accounts.users.step_member(owner, bob.id, Step.DEACTIVATE) == off
    await accounts.users.step_member(owner, bob.id, Step.ACTIVATE)
    assert (await signed_in(accounts)).user_id == bob.id
    with pytest.raises(Unauthenticated):
        await accounts.refresh(pair.refresh_token)


async def test_a_deleted_user_keeps_the_address_for_thirty_days_and_can_be_restored(
    accounts: Accounts,
) -> None:
    owner = await accounts.principal()
    bob = await accounts.member(owner, Role.ANALYST)
    for _ in range(2):
        await accounts.users.step_member(owner, bob.id, Step.DELETE)
    with pytest.raises(Conflict):
        await accounts.member(owner, Role.VIEWER)
    with pytest.raises(Conflict, match="restore"):
        await accounts.users.change_member(owner, bob.id, UserChange(name="Robert"))
    accounts.clock.now += KEPT_MS
    await accounts.users.forget_accounts()
    restored = await accounts.users.step_member(owner, bob.id, Step.RESTORE)
    assert (restored.status, restored.email) == (Status.ACTIVE, BOB)
    assert (await signed_in(accounts)).user_id == bob.id
    await accounts.users.step_member(owner, bob.id, Step.DELETE)
    accounts.clock.now += KEPT_MS + 1
    await accounts.users.forget_accounts()
    with pytest.raises(NotFound):
        await accounts.users.step_member(owner, bob.id, Step.RESTORE)
    assert (await accounts.member(owner, Role.VIEWER)).id != bob.id


@pytest.mark.parametrize("step", [Step.DEACTIVATE, Step.DELETE])
async def test_the_last_active_owner_stays(accounts: Accounts, step: Step) -> None:
    owner = await accounts.principal()
    assert owner.user_id is not None
    second = await accounts.member(owner, Role.OWNER)
    other = await signed_in(accounts)
    await accounts.users.step_member(owner, second.id, Step.DEACTIVATE)
    with pytest.raises(Conflict, match="last active owner"):
        await accounts.users.step_member(owner, owner.user_id, step)
    with pytest.raises(Conflict, match="last active owner"):
        await accounts.users.change_member(other, owner.user_id, UserChange(role=Role.ADMIN))
    await accounts.users.step_member(owner, second.id, Step.ACTIVATE)
    await accounts.users.step_member(owner, owner.user_id, step)


async def test_of_two_owners_who_demote_each_other_at_once_one_stays(accounts: Accounts) -> None:
    owner = await accounts.principal()
    second = await accounts.member(owner, Role.OWNER)
    other = await signed_in(accounts)
    demoted = UserChange(role=Role.VIEWER)
    assert owner.user_id is not None
    tries = await asyncio.gather(
        accounts.users.change_member(owner, second.id, demoted),
        accounts.users.change_member(other, owner.user_id, demoted),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in tries) == ["Conflict", "User"]


async def test_an_admin_does_nothing_to_an_owner_and_a_viewer_nothing_at_all(accounts: Accounts) -> None:
    owner = await accounts.principal()
    assert owner.user_id is not None
    bob = await accounts.member(owner, Role.ADMIN)
    await accounts.member(owner, Role.OWNER, "second@example.com")
    await accounts.member(owner, Role.VIEWER, "eve@example.com")
    admin, viewer = await signed_in(accounts), await signed_in(accounts, "eve@example.com")
    for caller, target in ((admin, owner.user_id), (viewer, bob.id)):
        with pytest.raises(Forbidden):
            await accounts.users.change_member(caller, target, UserChange(name="X"))
        with pytest.raises(Forbidden):
            await accounts.users.step_member(caller, target, Step.DELETE)
        with pytest.raises(Forbidden):
            await accounts.users.list_member_sessions(caller, target)
        with pytest.raises(Forbidden):
            await accounts.users.end_member_sessions(caller, target)
    with pytest.raises(Forbidden):
        await accounts.users.change_member(admin, bob.id, UserChange(role=Role.OWNER))
    with pytest.raises(Forbidden):
        await accounts.users.list_members(viewer, Wanted(), 10, 0)


async def test_a_member_of_another_organization_is_unknown(accounts: Accounts) -> None:
    owner, stranger = await accounts.principal(), await accounts.principal("eve@example.com")
    bob = await accounts.member(owner, Role.VIEWER)
    for call in (
        accounts.users.open_member(stranger, bob.id),
        accounts.users.change_member(stranger, bob.id, UserChange(name="X")),
        accounts.users.step_member(stranger, bob.id, Step.DELETE),
        accounts.users.list_member_sessions(stranger, bob.id),
        accounts.users.end_member_sessions(stranger, bob.id),
    ):
        with pytest.raises(NotFound):
            await call


async def test_sessions_are_named_by_browser_and_system_and_ended_from_elsewhere(accounts: Accounts) -> None:
    owner = await accounts.principal()
    bob = await accounts.member(owner, Role.VIEWER)
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
    first = await accounts.sign_in(Credentials(email=BOB, password=PASSWORD), "10.0.0.1", firefox)
    accounts.clock.pass_seconds(60)
    second = await accounts.sign_in(Credentials(email=BOB, password=PASSWORD), "10.0.0.1", "?" * 900)
    caller = await accounts.authenticate(second.access_token)
    listed = await accounts.users.list_own_sessions(caller)
    assert [one.agent for one in listed] == ["", "Firefox on Linux"]
    assert listed[0].id == caller.session_id
    assert await accounts.users.list_member_sessions(owner, bob.id) == listed
    with pytest.raises(NotFound):
        await accounts.users.end_own_session(owner, listed[1].id)
    await accounts.users.end_other_sessions(caller)
    with pytest.raises(Unauthenticated):
        await accounts.authenticate(first.access_token)
    with pytest.raises(NotFound):
        await accounts.users.end_own_session(caller, listed[1].id)
    await accounts.users.end_member_sessions(owner, bob.id)
    with pytest.raises(Unauthenticated):
        await accounts.authenticate(second.access_token)


async def test_when_a_user_was_active_is_told_by_signing_in_and_refreshing(accounts: Accounts) -> None:
    owner = await accounts.principal()
    bob = await accounts.member(owner, Role.VIEWER)

    async def last() -> User:
        return await accounts.users.open_member(owner, bob.id)

    assert (await last()).last_active_at is None
    pair = await accounts.sign_in(Credentials(email=BOB, password=PASSWORD), "10.0.0.1")
    assert await last() == pair.user
    accounts.clock.pass_seconds(700)
    await accounts.refresh(pair.refresh_token)
    assert (await last()).last_active_at == accounts.clock.now


async def test_what_happens_to_users_is_told_with_who_did_it(accounts: Accounts) -> None:
    owner = await accounts.principal()
    bob = await accounts.member(owner, Role.VIEWER)
    await accounts.users.change_member(owner, bob.id, UserChange(name="Bobby", role=Role.ADMIN))
    await accounts.users.change_member(owner, bob.id, UserChange(name="Bobby"))
    for step in Step:
        await accounts.users.step_member(owner, bob.id, step)
    told = await accounts.events_of(UserCreated, UserUpdated, UserDeleted)
    assert [(type(one).__name__, getattr(one, "change", "")) for one in told] == [
        ("UserCreated", ""),
        ("UserCreated", ""),
        ("UserUpdated", "name"),
        ("UserUpdated", "role"),
        ("UserUpdated", "deactivated"),
        ("UserUpdated", "activated"),
        ("UserDeleted", ""),
        ("UserUpdated", "restored"),
    ]
    assert {(one.user_id, one.by) for one in told[1:]} == {(bob.id, owner.user_id)}
    assert told[0].by is None
