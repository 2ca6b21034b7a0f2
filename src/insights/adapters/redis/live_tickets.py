from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final, final

import msgspec
from cryptography.fernet import Fernet

from insights.adapters.redis.connection import PREFIX, RedisConnection
from insights.application.ports.live import Grant, LiveTickets

TTL_MS: Final = 30_000


@final
class RedisLiveTickets(LiveTickets):
    """Found by its hash, and opened by the ticket itself: who reads Redis learns neither ticket nor
    credential. Closed: without Redis both calls raise Unavailable."""

    def __init__(self, redis: RedisConnection) -> None:
        self._redis = redis

    async def keep(self, ticket: str, grant: Grant) -> None:
        sealed = _seal(ticket).encrypt(msgspec.msgpack.encode(grant))
        await self._redis.ask(lambda client: client.set(ticket_key(ticket), sealed, px=TTL_MS))

    async def redeem(self, ticket: str) -> Grant | None:
        sealed = await self._redis.ask(lambda client: client.getdel(ticket_key(ticket)))
        return None if sealed is None else msgspec.msgpack.decode(_seal(ticket).decrypt(sealed), type=Grant)


def ticket_key(ticket: str) -> str:
    return f"{PREFIX}ticket:{_digest('name', ticket).hex()}"


def _seal(ticket: str) -> Fernet:
    return Fernet(urlsafe_b64encode(_digest("seal", ticket)))


def _digest(use: str, ticket: str) -> bytes:
    """A ticket is as random as a key: no slow derivation is needed."""
    return sha256(f"{use} {ticket}".encode(errors="surrogatepass")).digest()
