"""Registering, signing in, staying signed in and signing out, over the real store."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from insights.adapters.argon2.passwords import Argon2Passwords
from insights.application.accounts.register import NewMember, NewOwner, Registration
from insights.application.accounts.sessions import SignedIn
from insights.application.accounts.sign_in import Credentials, SignIn
from insights.domain.accounts.principal import Role, Scope
from insights.domain.accounts.session import ACCESS_SECONDS, REFRESH_SECONDS, token_hash
from insights.domain.errors import Conflict, Forbidden, Invalid, RateLimited, Unauthenticated
from tests.builders.accounts import PASSWORD, Accounts, fresh_database, member
from tests.builders.examples import trying
from tests.builders.families import ModelFamily

EMAIL = "ada@example.com"
GOOD = Credentials(email=EMAIL, password=PASSWORD)


@pytest_asyncio.fixture
async def accounts(tmp_path: Path) -> AsyncIterator[Accounts]:
    database = fresh_database(tmp_path)
    yield Accounts(database)
    await database.close()


async def test_whoever_registers_owns_the_organization_and_is_signed_in(accounts: Accounts) -> None:
    signed_in = await accounts.owner(" ADA@Example.com ")
    principal = await accounts.authenticate(signed_in.access_token)
    assert signed_in.user.email == EMAIL
    assert principal.role is Role.OWNER
    assert principal.scopes == frozenset(Scope)
    assert principal.organization_id == signed_in.user.organization_id
    assert (await accounts.sign_in(GOOD, "10.0.0.1")).user == signed_in.user


async def test_a_name_that_is_not_sent_is_taken_from_the_address(accounts: Accounts) -> None:
    signed_in = await accounts.register(NewOwner(email=EMAIL, password=PASSWORD, organization="Example"))
    assert signed_in.user.name == "ada"


async def test_one_address_registers_once_even_at_the_same_time(accounts: Accounts) -> None:
    tries = await asyncio.gather(
        *(accounts.owner(email) for email in (EMAIL, EMAIL.upper(), EMAIL)), return_exceptions=True
    )
    assert [type(one) for one in tries].count(SignedIn) == 1
    assert [type(one) for one in tries].count(Conflict) == 2


@pytest.mark.parametrize(
    ("policy", "first", "second"),
    [
        (Registration.OPEN, True, True),
        (Registration.FIRST, True, False),
        (Registration.CLOSED, False, False),
    ],
)
async def test_the_installation_says_who_may_register(
    tmp_path: Path, policy: Registration, first: bool, second: bool
) -> None:
    accounts = Accounts(fresh_database(tmp_path), policy=policy)
    for email, admitted in ((EMAIL, first), ("bob@example.com", second)):
        if admitted:
            await accounts.owner(email)
        else:
            with pytest.raises(Forbidden):
                await accounts.owner(email)
    await accounts.database.close()


async def test_a_wrong_password_and_an_unknown_account_are_told_in_the_same_words(accounts: Accounts) -> None:
    await accounts.owner()
    told = []
    for email, password in ((EMAIL, "wrong password"), ("nobody@example.com", PASSWORD), ("", "")):
        with pytest.raises(Unauthenticated) as refused:
            await accounts.sign_in(Credentials(email=email, password=password), "10.0.0.1")
        told.append(str(refused.value))
    assert len(set(told)) == 1


async def test_an_unknown_account_costs_a_hash_like_a_known_one(accounts: Accounts) -> None:
    counted: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 — the library's name
            counted.append(str(hash))
            return super().verify(hash, password)

    passwords = Argon2Passwords(Counting(time_cost=2, memory_cost=16, parallelism=1))
    assert not await passwords.verify(PASSWORD, None)
    assert not await passwords.verify("", None)
    (parameters,) = {hash_.split("$")[3] for hash_ in counted}
    assert parameters == "m=16,t=2,p=1"


async def test_the_eleventh_attempt_in_a_minute_waits_for_this_account_and_address_only(
    accounts: Accounts,
) -> None:
    await accounts.owner()
    for _ in range(10):
        with pytest.raises(Unauthenticated):
            await accounts.sign_in(Credentials(email=EMAIL.upper(), password="wrong"), "10.0.0.1")
    with pytest.raises(RateLimited) as refused:
        await accounts.sign_in(GOOD, "10.0.0.1")
    assert 1 <= refused.value.retry_after <= 6
    await accounts.sign_in(GOOD, "10.0.0.2")
    accounts.clock.pass_seconds(refused.value.retry_after)
    await accounts.sign_in(GOOD, "10.0.0.1")


async def test_a_hash_of_old_parameters_is_renewed_at_sign_in(accounts: Accounts) -> None:
    await accounts.owner()
    stronger = Argon2Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    sign_in = SignIn(accounts.unit_of_work, stronger, accounts.sign_in.tokens, accounts.sign_in.rate_limits)
    await sign_in(GOOD, "10.0.0.1")
    async with accounts.unit_of_work.read() as kept:
        known = await kept.users.by_email(EMAIL)
    assert known is not None
    assert "m=16,t=2" in known.password_hash
    await sign_in(GOOD, "10.0.0.1")


async def test_an_access_token_ends_with_its_time(accounts: Accounts) -> None:
    signed_in = await accounts.owner()
    accounts.clock.pass_seconds(ACCESS_SECONDS - 1)
    await accounts.authenticate(signed_in.access_token)
    accounts.clock.pass_seconds(1)
    with pytest.raises(Unauthenticated):
        await accounts.authenticate(signed_in.access_token)


async def test_signing_out_ends_access_and_refresh_tokens_at_once(accounts: Accounts) -> None:
    signed_in = await accounts.owner()
    other = await accounts.sign_in(GOOD, "10.0.0.1")
    await accounts.sign_out(signed_in.refresh_token)
    await accounts.sign_out(signed_in.refresh_token)
    await accounts.sign_out("unknown")
    with pytest.raises(Unauthenticated):
        await accounts.authenticate(signed_in.access_token)
    with pytest.raises(Unauthenticated):
        await accounts.refresh(signed_in.refresh_token)
    await accounts.authenticate(other.access_token)


async def test_a_refresh_token_ends_with_its_time(accounts: Accounts) -> None:
    signed_in = await accounts.owner()
    accounts.clock.pass_seconds(REFRESH_SECONDS)
    with pytest.raises(Unauthenticated):
        await accounts.refresh(signed_in.refresh_token)


async def test_of_two_refreshes_at_once_both_are_answered_and_one_answer_goes_on(accounts: Accounts) -> None:
    signed_in = await accounts.owner()
    tries = await asyncio.gather(*(accounts.refresh(signed_in.refresh_token) for _ in range(2)))
    for pair in tries:
        await accounts.authenticate(pair.access_token)
    async with accounts.unit_of_work.read() as view:
        families = [await view.sessions.find(token_hash(pair.refresh_token)) for pair in tries]
    living = [family.token for family in families if family is not None and family.token.used_at is None]
    assert len(living) == 1


async def test_a_reload_in_the_middle_of_a_refresh_costs_nobody_their_session(accounts: Accounts) -> None:
    signed_in = await accounts.owner()
    lost = await accounts.refresh(signed_in.refresh_token)
    accounts.clock.pass_seconds(9)
    pair = await accounts.refresh(signed_in.refresh_token)
    await accounts.refresh(pair.refresh_token)
    with pytest.raises(Unauthenticated, match="used before"):
        await accounts.refresh(lost.refresh_token)


async def test_a_thief_who_is_quick_is_found_out_when_the_owner_goes_on(accounts: Accounts) -> None:
    signed_in = await accounts.owner()
    owners = await accounts.refresh(signed_in.refresh_token)
    thiefs = await accounts.refresh(signed_in.refresh_token)
    accounts.clock.pass_seconds(900)
    with pytest.raises(Unauthenticated, match="used before"):
        await accounts.refresh(owners.refresh_token)
    for pair in (owners, thiefs):
        with pytest.raises(Unauthenticated):
            await accounts.refresh(pair.refresh_token)


async def test_no_token_is_in_the_database_in_clear(accounts: Accounts, tmp_path: Path) -> None:
    signed_in = await accounts.owner()
    held = await asyncio.to_thread(lambda: b"".join(file.read_bytes() for file in tmp_path.iterdir()))
    assert signed_in.user.email.encode() in held
    for secret in (signed_in.refresh_token, signed_in.access_token, PASSWORD):
        assert secret.encode() not in held


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["sign in", "refresh", "refresh", "refresh", "sign out"]),
            st.integers(0, 30),
            st.sampled_from([1, 6, 12]),
        ),
        max_size=12,
    )
)
@trying(20)
def test_a_family_has_one_living_token_and_ends_with_any_other_but_for_one_that_was_lost_moments_ago(
    steps: list[tuple[str, int, int]],
) -> None:
    """A step picks any token ever handed out, after so many seconds."""

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            accounts = Accounts(fresh_database(Path(folder)))
            first = await accounts.owner()
            families = [ModelFamily([first])]
            for step, number, seconds in steps:
                issued = [(f, t) for f in families for t in range(len(f.pairs))]
                family, shown = issued[number % len(issued)]
                token = family.pairs[shown].refresh_token
                accounts.clock.pass_seconds(seconds)
                now = accounts.clock.now
                if step == "sign in":
                    families.append(ModelFamily([await accounts.sign_in(GOOD, f"10.0.0.{len(families)}")]))
                elif step == "sign out":
                    await accounts.sign_out(token)
                    family.dead = True
                elif family.may_be_shown(shown, now):
                    family.given(await accounts.refresh(token), shown, now)
                else:
                    with pytest.raises(Unauthenticated):
                        await accounts.refresh(token)
                    family.dead = True
                await only_the_living_are_known(accounts, families, first.user.id)
            await accounts.database.close()

    asyncio.run(run())


async def only_the_living_are_known(accounts: Accounts, families: list[ModelFamily], user_id: str) -> None:
    for family in families:
        for pair in family.pairs:
            if family.dead:
                with pytest.raises(Unauthenticated):
                    await accounts.authenticate(pair.access_token)
            else:
                assert (await accounts.authenticate(pair.access_token)).user_id == user_id


@pytest.mark.parametrize("giver", Role)
@pytest.mark.parametrize("given_", Role)
async def test_owners_give_every_role_admins_all_but_owner_others_none(
    accounts: Accounts, giver: Role, given_: Role
) -> None:
    owner = await accounts.principal()
    add = accounts.users.add_member
    new = NewMember(email="Bob@Example.com", password=PASSWORD, role=given_)
    caller = member(owner.organization_id, giver)
    allowed = giver is Role.OWNER or (giver is Role.ADMIN and given_ is not Role.OWNER)
    if not allowed:
        with pytest.raises(Forbidden):
            await add(caller, new)
        return
    user = await add(caller, new)
    assert (user.email, user.role, user.name) == ("bob@example.com", given_, "bob")
    signed_in = await accounts.sign_in(Credentials(email="bob@example.com", password=PASSWORD), "10.0.0.1")
    assert (await accounts.authenticate(signed_in.access_token)).role is given_
    with pytest.raises(Conflict):
        await add(caller, new)


async def test_the_faults_of_a_registration_name_their_fields(accounts: Accounts) -> None:
    with pytest.raises(Invalid) as refused:
        await accounts.register(NewOwner(email="no", password="short", organization=" "))
    assert {fault.path for fault in refused.value.faults} == {"email", "password", "organization"}
