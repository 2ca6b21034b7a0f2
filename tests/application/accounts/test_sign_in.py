"""Registering, signing in, staying signed in and signing out, over the real store."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.adapters.argon2.passwords import Argon2Passwords
from insights.application.accounts.register import AddMember, NewMember, NewOwner, Registration
from insights.application.accounts.sessions import SignedIn
from insights.application.accounts.sign_in import Credentials, SignIn
from insights.domain.accounts.principal import Role, Scope
from insights.domain.accounts.session import ACCESS_SECONDS, REFRESH_SECONDS
from insights.domain.errors import Conflict, Forbidden, Invalid, RateLimited, Unauthenticated
from tests.builders.accounts import PASSWORD, Accounts, fresh_database, member

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


async def test_of_two_refreshes_at_once_one_wins_and_the_family_ends(accounts: Accounts) -> None:
    signed_in = await accounts.owner()
    tries = await asyncio.gather(
        *(accounts.refresh(signed_in.refresh_token) for _ in range(2)), return_exceptions=True
    )
    (won,) = [one for one in tries if isinstance(one, SignedIn)]
    (lost,) = [one for one in tries if isinstance(one, Unauthenticated)]
    assert "used before" in str(lost)
    with pytest.raises(Unauthenticated):
        await accounts.authenticate(won.access_token)


async def test_no_token_is_in_the_database_in_clear(accounts: Accounts, tmp_path: Path) -> None:
    signed_in = await accounts.owner()
    held = await asyncio.to_thread(lambda: b"".join(file.read_bytes() for file in tmp_path.iterdir()))
    assert signed_in.user.email.encode() in held
    for secret in (signed_in.refresh_token, signed_in.access_token, PASSWORD):
        assert secret.encode() not in held


@given(
    st.lists(st.tuples(st.sampled_from(["sign in", "refresh", "sign out"]), st.integers(0, 30)), max_size=12)
)
@settings(max_examples=40, deadline=None)
def test_only_the_latest_token_of_a_living_family_works_whatever_is_tried(
    steps: list[tuple[str, int]],
) -> None:
    """A step picks any token ever handed out. The model: a family is its tokens in order, dead or alive."""

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            accounts = Accounts(fresh_database(Path(folder)))
            first = await accounts.owner()
            families, dead = [[first]], set[int]()
            for step, number in steps:
                issued = [(f, t) for f, family in enumerate(families) for t in range(len(family))]
                f, t = issued[number % len(issued)]
                token, latest = families[f][t].refresh_token, t == len(families[f]) - 1
                accounts.clock.pass_seconds(6)
                if step == "sign in":
                    families.append([await accounts.sign_in(GOOD, "10.0.0.1")])
                elif step == "sign out":
                    await accounts.sign_out(token)
                    dead.add(f)
                elif latest and f not in dead:
                    families[f].append(await accounts.refresh(token))
                else:
                    with pytest.raises(Unauthenticated):
                        await accounts.refresh(token)
                    dead.add(f)
                for f, family in enumerate(families):
                    for pair in family:
                        if f in dead:
                            with pytest.raises(Unauthenticated):
                                await accounts.authenticate(pair.access_token)
                        else:
                            assert (await accounts.authenticate(pair.access_token)).user_id == first.user.id
            await accounts.database.close()

    asyncio.run(run())


@pytest.mark.parametrize("giver", Role)
@pytest.mark.parametrize("given_", Role)
async def test_owners_give_every_role_admins_all_but_owner_others_none(
    accounts: Accounts, giver: Role, given_: Role
) -> None:
    owner = await accounts.principal()
    add = AddMember(accounts.unit_of_work, accounts.passwords, accounts.clock, accounts.ids)
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
