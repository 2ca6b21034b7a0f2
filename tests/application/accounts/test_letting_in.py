"""Invitations and new passwords by mail, from the request to the mail and back, over the real store."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from insights.application.accounts import letters
from insights.application.accounts.invitations import INVITATIONS, Acceptance, NewInvitation
from insights.application.accounts.passwords import MAILS, REQUESTS, NewPassword, PasswordChange
from insights.application.accounts.register import NewOwner
from insights.application.accounts.sign_in import SIGN_INS, Credentials
from insights.domain.accounts.invitation import INVITATION_MS, PASSWORD_RESET_MS
from insights.domain.accounts.members import KEPT_MS, Step
from insights.domain.accounts.principal import Principal, Role, Scope
from insights.domain.errors import Conflict, Forbidden, Invalid, NotFound, RateLimited, Unauthenticated
from insights.domain.messages import PasswordResetRequested
from tests.builders.accounts import PASSWORD, Accounts, fresh_database

BOB = "bob@example.com"
ORIGIN = "https://insights.example.com"
NEW = "battery of staples"


@pytest_asyncio.fixture
async def accounts(tmp_path: Path) -> AsyncIterator[Accounts]:
    database = fresh_database(tmp_path)
    yield Accounts(database)
    await database.close()


async def mailed_token(accounts: Accounts, organization_id: str, page: str) -> str:
    """From the latest mail."""
    text = (await accounts.mails(organization_id))[0].text
    found = re.search(rf"^{ORIGIN}/app/{page}#([\w-]{{43}})$", text, re.MULTILINE)
    assert found is not None, text
    return found[1]


async def invited(accounts: Accounts, owner: Principal, role: Role = Role.ANALYST) -> str:
    await accounts.users.invite_user(owner, NewInvitation(email=BOB, role=role, name="Bob"), ORIGIN)
    return await mailed_token(accounts, owner.organization_id, "invitation")


async def asked(accounts: Accounts, owner: Principal, email: str = "ada@example.com") -> str:
    await accounts.users.request_password_reset(email, "10.0.0.1", ORIGIN)
    return await mailed_token(accounts, owner.organization_id, "password-reset")


async def test_the_invited_joins_with_the_mailed_token_once(accounts: Accounts) -> None:
    owner = await accounts.principal()
    token = await invited(accounts, owner)
    organization, invitation = await accounts.users.look_at_invitation(token, "10.0.0.1")
    assert (organization.name, invitation.email, invitation.role) == ("Of ada@example.com", BOB, Role.ANALYST)
    assert invitation.invited_by == "ada@example.com"
    accept = accounts.users.accept_invitation
    signed_in = await accept(Acceptance(token=token, password=NEW), "10.0.0.1", "")
    assert (signed_in.user.name, signed_in.user.role) == ("Bob", Role.ANALYST)
    assert signed_in.user.organization_id == owner.organization_id
    await accounts.authenticate(signed_in.access_token)
    await accounts.sign_in(Credentials(email=BOB, password=NEW), "10.0.0.1")
    with pytest.raises(Invalid, match="token"):
        await accept(Acceptance(token=token, password=NEW), "10.0.0.1", "")


async def test_an_invitation_sent_again_voids_the_one_before_and_lasts_anew(accounts: Accounts) -> None:
    owner = await accounts.principal()
    first = await invited(accounts, owner)
    (invitation,), _ = await accounts.users.list_invitations(owner, 10, 0)
    accounts.clock.now += INVITATION_MS
    with pytest.raises(Invalid):
        await accounts.users.look_at_invitation(first, "10.0.0.1")
    await accounts.users.resend_invitation(owner, invitation.id, ORIGIN)
    second = await mailed_token(accounts, owner.organization_id, "invitation")
    assert second != first
    await accounts.users.look_at_invitation(second, "10.0.0.1")
    with pytest.raises(Invalid):
        await accounts.users.look_at_invitation(first, "10.0.0.1")


async def test_only_the_latest_sending_of_an_invitation_is_mailed_and_none_that_was_revoked(
    accounts: Accounts,
) -> None:
    owner = await accounts.principal()
    invitation = await accounts.users.invite_user(owner, NewInvitation(email=BOB, role=Role.VIEWER), ORIGIN)
    await accounts.users.resend_invitation(owner, invitation.id, ORIGIN)
    assert len(await accounts.mails(owner.organization_id)) == 1
    await accounts.users.resend_invitation(owner, invitation.id, ORIGIN)
    await accounts.users.revoke_invitation(owner, invitation.id)
    assert len(await accounts.mails(owner.organization_id)) == 1
    with pytest.raises(NotFound):
        await accounts.users.revoke_invitation(owner, invitation.id)


async def test_an_address_is_invited_once_and_not_when_it_has_an_account(accounts: Accounts) -> None:
    owner = await accounts.principal()
    token = await invited(accounts, owner)
    with pytest.raises(Conflict, match="again"):
        await invited(accounts, owner)
    with pytest.raises(Conflict, match="account"):
        await accounts.users.invite_user(
            owner, NewInvitation(email=" ADA@example.com", role=Role.VIEWER), ORIGIN
        )
    await accounts.register(NewOwner(email=BOB, password=PASSWORD, organization="Bob's"))
    with pytest.raises(Conflict, match="account"):
        await accounts.users.accept_invitation(Acceptance(token=token, password=NEW), "10.0.0.1", "")


async def test_nobody_invites_above_their_role_or_touches_such_an_invitation(accounts: Accounts) -> None:
    owner = await accounts.principal()
    await accounts.member(owner, Role.ADMIN, "admin@example.com")
    pair = await accounts.sign_in(Credentials(email="admin@example.com", password=PASSWORD), "10.0.0.1")
    admin = await accounts.authenticate(pair.access_token)
    with pytest.raises(Forbidden):
        await invited(accounts, admin, Role.OWNER)
    await invited(accounts, owner, Role.OWNER)
    (invitation,), _ = await accounts.users.list_invitations(admin, 10, 0)
    with pytest.raises(Forbidden):
        await accounts.users.resend_invitation(admin, invitation.id, ORIGIN)
    with pytest.raises(Forbidden):
        await accounts.users.revoke_invitation(admin, invitation.id)
    stranger = await accounts.principal("eve@example.com")
    for call in (
        accounts.users.resend_invitation(stranger, invitation.id, ORIGIN),
        accounts.users.revoke_invitation(stranger, invitation.id),
    ):
        with pytest.raises(NotFound):
            await call
    assert await accounts.users.list_invitations(stranger, 10, 0) == ([], 0)


async def test_an_organization_cannot_spread_mail_without_end(accounts: Accounts) -> None:
    owner = await accounts.principal()
    for number in range(INVITATIONS.burst):
        new = NewInvitation(email=f"p{number}@example.com", role=Role.VIEWER)
        await accounts.users.invite_user(owner, new, ORIGIN)
    with pytest.raises(RateLimited):
        await invited(accounts, owner)


async def test_expired_invitations_are_forgotten_some_time_later(accounts: Accounts) -> None:
    owner = await accounts.principal()
    await invited(accounts, owner)
    accounts.clock.now += INVITATION_MS + KEPT_MS
    await accounts.users.forget_accounts()
    assert (await accounts.users.list_invitations(owner, 10, 0))[1] == 1
    accounts.clock.now += 1
    await accounts.users.forget_accounts()
    assert (await accounts.users.list_invitations(owner, 10, 0))[1] == 0


async def test_the_mailed_token_sets_a_new_password_once_and_signs_out_everywhere(accounts: Accounts) -> None:
    signed_in = await accounts.owner()
    owner = await accounts.authenticate(signed_in.access_token)
    other = await asked(accounts, owner)
    token = await asked(accounts, owner)
    confirm = accounts.users.confirm_password_reset
    for bad in ("short", "ada@example.com"):
        with pytest.raises(Invalid, match="password"):
            await confirm(NewPassword(token=token, password=bad), "10.0.0.1")
    await confirm(NewPassword(token=token, password=NEW), "10.0.0.1")
    with pytest.raises(Unauthenticated):
        await accounts.authenticate(signed_in.access_token)
    with pytest.raises(Unauthenticated):
        await accounts.sign_in(Credentials(email="ada@example.com", password=PASSWORD), "10.0.0.1")
    await accounts.sign_in(Credentials(email="ada@example.com", password=NEW), "10.0.0.1")
    for used in (token, other, "unknown"):
        with pytest.raises(Invalid, match="token"):
            await confirm(NewPassword(token=used, password=NEW + "!"), "10.0.0.1")


async def test_a_reset_ends_after_an_hour_and_with_the_users_standing(accounts: Accounts) -> None:
    owner = await accounts.principal()
    bob = await accounts.member(owner, Role.VIEWER)
    token = await asked(accounts, owner, BOB)
    await accounts.users.step_member(owner, bob.id, Step.DEACTIVATE)
    confirm = accounts.users.confirm_password_reset
    with pytest.raises(Invalid):
        await confirm(NewPassword(token=token, password=NEW), "10.0.0.1")
    await accounts.users.step_member(owner, bob.id, Step.ACTIVATE)
    accounts.clock.now += PASSWORD_RESET_MS
    with pytest.raises(Invalid):
        await confirm(NewPassword(token=token, password=NEW), "10.0.0.1")


async def test_asking_for_a_reset_does_the_same_for_an_account_and_for_none(accounts: Accounts) -> None:
    """What is written while the caller waits is one message with the address and nothing that is known of
    it."""
    owner = await accounts.principal()
    bob = await accounts.member(owner, Role.VIEWER)
    await accounts.users.step_member(owner, bob.id, Step.DEACTIVATE)
    for email in ("ada@example.com", BOB, "nobody@example.com"):
        await accounts.users.request_password_reset(f" {email.upper()}", "10.0.0.1", ORIGIN)
    told = await accounts.events_of(PasswordResetRequested)
    assert [one.email for one in told] == ["ada@example.com", BOB, "nobody@example.com"]
    assert [mail.to for mail in await accounts.mails(owner.organization_id)] == ["ada@example.com"]


async def test_nobody_is_flooded_with_resets_and_nobody_is_told_so(accounts: Accounts) -> None:
    owner = await accounts.principal()
    for number in range(20):
        await accounts.users.request_password_reset("ada@example.com", f"10.0.0.{number}", ORIGIN)
    assert len(await accounts.mails(owner.organization_id)) == MAILS.burst
    for number in range(REQUESTS.burst):
        await accounts.users.request_password_reset(f"p{number}@example.com", "10.0.1.1", ORIGIN)
    with pytest.raises(RateLimited):
        await accounts.users.request_password_reset("another@example.com", "10.0.1.1", ORIGIN)
    with pytest.raises(Invalid, match="email"):
        await accounts.users.request_password_reset("nobody", "10.0.2.1", ORIGIN)


async def test_a_password_is_changed_by_who_knows_it_and_other_sessions_end(accounts: Accounts) -> None:
    first = await accounts.owner()
    second = await accounts.sign_in(Credentials(email="ada@example.com", password=PASSWORD), "10.0.0.1")
    caller = await accounts.authenticate(second.access_token)
    token = await asked(accounts, caller)
    change = accounts.users.change_password
    with pytest.raises(Invalid, match="current_password"):
        await change(caller, PasswordChange(current_password="wrong", new_password=NEW))
    with pytest.raises(Invalid, match="new_password"):
        await change(caller, PasswordChange(current_password=PASSWORD, new_password="x"))
    await change(caller, PasswordChange(current_password=PASSWORD, new_password=NEW))
    await accounts.authenticate(second.access_token)
    await accounts.refresh(second.refresh_token)
    with pytest.raises(Unauthenticated):
        await accounts.authenticate(first.access_token)
    with pytest.raises(Invalid):
        await accounts.users.confirm_password_reset(NewPassword(token=token, password="x" * 9), "10.0.0.1")
    for _ in range(SIGN_INS.burst - 3):
        with pytest.raises(Invalid):
            await change(caller, PasswordChange(current_password="wrong", new_password=NEW))
    with pytest.raises(RateLimited):
        await change(caller, PasswordChange(current_password=NEW, new_password=PASSWORD))
    key = Principal(organization_id="o", scopes=frozenset(Scope), project_id="p")
    with pytest.raises(Forbidden):
        await change(key, PasswordChange(current_password="x", new_password=NEW))


async def test_no_mailed_token_is_in_the_database_but_in_the_outbox_that_is_read(
    accounts: Accounts, tmp_path: Path
) -> None:
    owner = await accounts.principal()
    tokens = [await invited(accounts, owner), await asked(accounts, owner)]
    await accounts.mail_box.forget_before(accounts.clock.now + 1)
    await accounts.database.overwrite_deleted()
    held = await asyncio.to_thread(lambda: b"".join(file.read_bytes() for file in tmp_path.iterdir()))
    assert b"insights.example.com" in held
    for token in tokens:
        assert token.encode() not in held


def test_what_people_call_themselves_is_text_in_a_mail_and_never_markup() -> None:
    letter = letters.invitation("<img src=x>&", "a@b.c", '"><script>', "https://x.org/#a&b")
    assert "<img" not in letter.html
    assert "<script" not in letter.html
    assert "&lt;img src=x&gt;&amp;" in letter.html
    assert 'href="https://x.org/#a&amp;b"' in letter.html
    assert "<img src=x>&" in letter.text
    assert "\nhttps://x.org/#a&b\n" in letter.text
    assert letters.invitation("O", None, None, "l").text.startswith("Hello,\n\nYou are invited to O")
