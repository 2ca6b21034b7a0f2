"""Argon2id with the parameters that argon2-cffi recommends (RFC 9106, low memory)."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar, final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from insights.application.ports.passwords import Passwords
from insights.domain.errors import Unavailable

T = TypeVar("T")

AT_ONCE: Final = 2
"""Each takes 64 MiB and a core for some 50 ms."""
WAITING: Final = 100
"""More than these are told to come back: they would wait for seconds, and so would everybody after them."""


@final
class Argon2Passwords(Passwords):
    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        # Compared with when there is no account, so that the answer takes as long. Nobody knows its password.
        self._nobody = self._hasher.hash("")

    async def hash(self, password: str) -> str:
        return await self._slowly(lambda: self._hasher.hash(password))

    async def verify(self, password: str, hash_: str | None) -> bool:
        proof = self._nobody if hash_ is None else hash_
        return await self._slowly(lambda: self._matches(proof, password)) and hash_ is not None

    def outdated(self, hash_: str) -> bool:
        return self._hasher.check_needs_rehash(hash_)

    def _matches(self, hash_: str, password: str) -> bool:
        try:
            return self._hasher.verify(hash_, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    async def _slowly(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING:
            raise Unavailable("Too many people sign in at this moment.", retry_after=5)
        self._waiting += 1
        try:
            async with self._slots:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
