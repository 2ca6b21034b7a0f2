from collections.abc import Collection, Mapping
from typing import final

from insights.application.ports.salts import SaltStore


@final
class MemorySaltStore(SaltStore):
    """Salts of one process: a restart begins new visitors."""

    def __init__(self) -> None:
        self._salts: dict[tuple[str, str], tuple[bytes, int]] = {}

    async def load(self, project: str, periods: Collection[str]) -> Mapping[str, bytes]:
        held = {period: self._salts.get((project, period)) for period in periods}
        return {period: found[0] for period, found in held.items() if found is not None}

    async def make_if_absent(self, project: str, period: str, salt: bytes, expires_at: int) -> bytes:
        return self._salts.setdefault((project, period), (salt, expires_at))[0]

    async def destroy_expired(self, now_ms: int) -> int:
        expired = [key for key, (_, expires_at) in self._salts.items() if expires_at <= now_ms]
        for key in expired:
            del self._salts[key]
        return len(expired)
