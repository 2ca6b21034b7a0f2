"""Invitations and PasswordResets, users' standing and sessions, over every relational store."""

import msgspec
import pytest

from insights.adapters.sqlalchemy.database import Database
from insights.adapters.sqlalchemy.unit_of_work import SqlAlchemyUnitOfWork
from insights.application.ports.accounts import Credential, Wanted
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.invitation import Invitation, PasswordReset
from insights.domain.accounts.principal import Role
from insights.domain.accounts.session import REFRESH_SECONDS, RefreshToken, Session
from insights.domain.accounts.user import Status, User
from insights.domain.errors import Conflict
from tests.builders.stored import ORGANIZATION, SESSION, USER, fill

INVITATION = Invitation(
    id="invitation",
    organization_id="org",
    email="bob@example.com",
    name="Bób",
    role=Role.ADMIN,
    invited_by="ada@example.com",
    token_hash="a" * 64,
    created_at=5,
    expires_at=100,
)
RESET = PasswordReset(id="reset", user_id="user", token_hash="b" * 64, expires_at=100)


@pytest.fixture
def work(database: Database) -> UnitOfWork:
    return SqlAlchemyUnitOfWork(database)


def person(id_: str, **fields: object) -> User:
    given = {"email": f"{id_}@example.com", "name": id_, "role": Role.VIEWER, **fields}
    return User(id=id_, organization_id="org", created_at=1, **given)  # type: ignore[arg-type] # by name


async def add(work: UnitOfWork, *users: User) -> None:
    await fill(work)
    async with work.begin() as w:
        for user in users:
            await w.users.add(Credential(user=user, password_hash=""))
        await w.commit()


async def test_an_invitation_is_found_in_its_organization_and_by_its_token_only(work: UnitOfWork) -> None:
    await fill(work)
    async with work.begin() as w:
        await w.invitations.add(INVITATION)
        await w.commit()
    async with work.read() as view:
        assert await view.invitations.find("org", "invitation") == INVITATION
        assert await view.invitations.find("other", "invitation") is None
        assert await view.invitations.by_token("a" * 64) == INVITATION
        assert await view.invitations.by_token("a" * 63) is None
        assert await view.invitations.page("other", 10, 0) == ([], 0)
        assert await view.invitations.page("org", 10, 0) == ([INVITATION], 1)


async def test_an_organization_invites_an_address_once_and_two_may(work: UnitOfWork) -> None:
    await fill(work)
    async with work.begin() as w:
        await w.invitations.add(INVITATION)
        theirs = msgspec.structs.replace(INVITATION, id="2", organization_id="other", token_hash="c")
        await w.invitations.add(theirs)
        await w.commit()
    with pytest.raises(Conflict):
        async with work.begin() as w:
            await w.invitations.add(msgspec.structs.replace(INVITATION, id="3", token_hash="d"))


async def test_an_invitation_is_replaced_and_removed_once_by_its_own_organization(work: UnitOfWork) -> None:
    await fill(work)
    fresh = msgspec.structs.replace(INVITATION, token_hash="e" * 64, expires_at=900, name=None)
    async with work.begin() as w:
        await w.invitations.add(INVITATION)
        await w.invitations.replace(fresh)
        assert await w.invitations.by_token("a" * 64) is None
        assert await w.invitations.by_token("e" * 64) == fresh
        await w.invitations.forget_expired(900)
        assert not await w.invitations.remove("other", "invitation")
        assert await w.invitations.remove("org", "invitation")
        assert not await w.invitations.remove("org", "invitation")
        await w.invitations.add(fresh)
        await w.invitations.forget_expired(901)
        assert await w.invitations.find("org", "invitation") is None


async def test_password_resets_are_found_by_token_and_removed_all_at_once(work: UnitOfWork) -> None:
    await fill(work)
    async with work.begin() as w:
        await w.password_resets.add(RESET)
        second = PasswordReset(id="2", user_id="user", token_hash="c", expires_at=200)
        await w.password_resets.add(second)
        assert await w.password_resets.find("reset") == RESET
        assert await w.password_resets.by_token("b" * 64) == RESET
        assert await w.password_resets.by_token("unknown") is None
        await w.password_resets.forget_expired(100)
        assert await w.password_resets.find("reset") is None
        await w.password_resets.add(RESET)
        assert await w.password_resets.remove_of("user") == 2
        assert await w.password_resets.remove_of("user") == 0


async def test_users_are_sought_in_any_case_and_by_standing_and_role(work: UnitOfWork) -> None:
    gone = person("gone", name="Gone", deleted_at=9)
    off = person("off", name="ÖZGE Über", deactivated_at=8, role=Role.OWNER)
    both = person("both", name="100% Both_", deactivated_at=8, deleted_at=9)
    await add(work, gone, off, both)
    async with work.read() as view:

        async def found(**wanted: object) -> list[str]:
            users, total = await view.users.page("org", Wanted(**wanted), 10, 0)  # type: ignore[arg-type] # by name
            assert total == len(users)
            return [user.id for user in users]

        assert await found() == ["user", "off"]
        assert await found(status=Status.ACTIVE) == ["user"]
        assert await found(status=Status.DEACTIVATED) == ["off"]
        assert await found(status=Status.DELETED) == ["both", "gone"]
        assert await found(search="özge ü") == ["off"]
        assert await found(search="ADA@EX") == ["user"]
        assert await found(search="0% both_", status=Status.DELETED) == ["both"]
        assert await found(search="%", status=Status.DELETED) == ["both"]
        assert await found(search="_") == []
        assert await found(role=Role.OWNER) == ["off"]
        assert await view.users.page("org", Wanted(), 1, 1) == ([off], 2)
        assert await view.users.page("other", Wanted(status=Status.DELETED), 9, 0) == ([], 0)


async def test_a_change_stores_name_role_and_standing_and_is_found_under_the_new_name(
    work: UnitOfWork,
) -> None:
    await fill(work)
    changed = msgspec.structs.replace(
        USER, name="Grace", role=Role.OWNER, deactivated_at=1, deleted_at=2, email="x@y.z", last_active_at=99
    )
    async with work.begin() as w:
        await w.users.change(changed)
        await w.commit()
    async with work.read() as view:
        kept = msgspec.structs.replace(changed, email=USER.email, last_active_at=USER.last_active_at)
        assert await view.users.find("user") == kept
        assert await view.users.page("org", Wanted(search="grace", status=Status.DELETED), 9, 0) == (
            [kept],
            1,
        )
        assert (await view.users.page("org", Wanted(search="Ada ", status=Status.DELETED), 9, 0))[1] == 0


async def test_the_deleted_are_removed_with_what_is_theirs_when_their_time_is_over(work: UnitOfWork) -> None:
    await add(work, person("gone", deleted_at=10))
    async with work.begin() as w:
        await w.password_resets.add(msgspec.structs.replace(RESET, user_id="gone"))
        assert await w.users.remove_deleted(10) == 0
        assert await w.users.remove_deleted(11) == 1
        assert await w.users.find("gone") is None
        assert await w.users.find("user") is not None
        assert await w.password_resets.find("reset") is None


async def test_who_is_not_active_is_behind_no_session(work: UnitOfWork) -> None:
    await fill(work)
    for change in ({"deactivated_at": 1}, {"deleted_at": 1}):
        async with work.begin() as w:
            await w.users.change(msgspec.structs.replace(USER, **change))
            assert await w.sessions.user_of("session") is None
            await w.users.change(USER)
            assert await w.sessions.user_of("session") == USER


async def test_a_users_sessions_are_those_that_go_on_the_last_used_first(work: UnitOfWork) -> None:
    await fill(work)
    life = REFRESH_SECONDS * 1000
    async with work.begin() as w:
        second = Session(id="second", user_id="user", created_at=50, last_used_at=50)
        await w.sessions.open(second, RefreshToken(hash="2", session_id="second", expires_at=9**12))
        assert await w.sessions.of_user("user", 60) == [second, SESSION]
        assert await w.sessions.of_user("another", 60) == []
        assert await w.sessions.of_user("user", 10 + life) == [second]
        await w.sessions.revoke("second", 70)
        assert await w.sessions.of_user("user", 80) == [SESSION]


async def test_an_organization_is_found(work: UnitOfWork) -> None:
    await fill(work)
    async with work.begin() as w:
        assert await w.organizations.find("org") == ORGANIZATION
        assert await w.organizations.find("unknown") is None
