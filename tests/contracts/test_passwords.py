"""Passwords by Argon2id."""

import asyncio

import pytest
from argon2 import PasswordHasher

from insights.adapters.argon2 import passwords as module
from insights.adapters.argon2.passwords import Argon2Passwords
from insights.domain.errors import Unavailable
from tests.builders.accounts import PASSWORD, quick_passwords


async def test_a_hash_proves_its_password_and_no_other() -> None:
    passwords = quick_passwords()
    first, second = await passwords.hash(PASSWORD), await passwords.hash(PASSWORD)
    assert first != second
    assert first.startswith("$argon2id$")
    assert await passwords.verify(PASSWORD, first)
    assert not await passwords.verify(PASSWORD.upper(), first)
    assert not await passwords.verify("", first)
    assert not await passwords.verify(PASSWORD, None)
    assert not await passwords.verify("", None)
    assert not await passwords.verify(PASSWORD, "not a hash")


async def test_the_usual_parameters_are_the_recommended_ones() -> None:
    usual = Argon2Passwords()
    assert not usual.outdated(await usual.hash(PASSWORD))
    assert usual.outdated(await quick_passwords().hash(PASSWORD))


async def test_at_most_so_many_are_computed_at_once_and_so_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITING", 5)
    running, most = 0, 0

    class Watched(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            nonlocal running, most
            running += 1
            most = max(most, running)
            try:
                return super().hash(password, salt=salt)
            finally:
                running -= 1

    passwords = Argon2Passwords(Watched(time_cost=1, memory_cost=8, parallelism=1))
    tries = await asyncio.gather(*(passwords.hash(PASSWORD) for _ in range(8)), return_exceptions=True)
    assert [isinstance(one, Unavailable) for one in tries] == [False] * 5 + [True] * 3
    assert 1 <= most <= module.AT_ONCE
    assert await passwords.verify(PASSWORD, str(tries[0]))
