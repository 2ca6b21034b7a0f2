"""Which salt is in force when, and when it is destroyed."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import final

from insights.application.ports.enrichment import SaltRing
from insights.application.ports.salts import SaltStore
from insights.application.ports.system import Ids
from insights.domain.accounts.project import VisitorBasis
from insights.domain.ingestion.visitor import Salts

SALT_BYTES = 32


@final
class RotatingSalts(SaltRing):
    """A salt per project and UTC day, or month for the monthly basis; the one before it stays in use so
    that a session may cross midnight. A daily salt lives 48 hours, a monthly one at most 62 days.

    A visitor of a project on the persistent basis who sends no id of their own falls back to the daily salts.
    """

    def __init__(self, store: SaltStore, ids: Ids) -> None:
        self._store = store
        self._ids = ids
        self._in_force: dict[tuple[str, bool], tuple[range, Salts]] = {}
        self._making: dict[tuple[str, bool], asyncio.Lock] = {}

    def salts(self, project: str, basis: VisitorBasis, now_ms: int) -> Salts | None:
        held = self._in_force.get((project, basis is VisitorBasis.MONTHLY))
        return held[1] if held is not None and now_ms in held[0] else None

    async def prepare(self, project: str, basis: VisitorBasis, now_ms: int) -> Salts:
        key = (project, basis is VisitorBasis.MONTHLY)
        async with self._making.setdefault(key, asyncio.Lock()):
            if (held := self.salts(project, basis, now_ms)) is not None:
                return held
            last, current, following, after = _periods(now_ms, monthly=key[1])
            stored = await self._store.load(project, (_name(last, key[1]), _name(current, key[1])))
            salt = stored.get(_name(current, key[1])) or await self._store.make_if_absent(
                project, _name(current, key[1]), self._ids.token(SALT_BYTES).encode(), _ms(after)
            )
            salts = Salts(current=salt, previous=stored.get(_name(last, key[1])))
            self._in_force[key] = (range(_ms(current), _ms(following)), salts)
            return salts

    async def destroy_expired(self, now_ms: int) -> int:
        for key, (period, _) in list(self._in_force.items()):
            if now_ms >= period.stop:
                del self._in_force[key]
                self._making.pop(key, None)
        return await self._store.destroy_expired(now_ms)


def _periods(now_ms: int, *, monthly: bool) -> Sequence[datetime]:
    """The beginnings of the period before this one, of this one, and of the two after it."""
    day = datetime.fromtimestamp(now_ms / 1000, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if not monthly:
        return [day + timedelta(days=offset) for offset in (-1, 0, 1, 2)]
    months = [day.year * 12 + day.month - 1 + offset for offset in (-1, 0, 1, 2)]
    return [day.replace(year=month // 12, month=month % 12 + 1, day=1) for month in months]


def _name(period: datetime, monthly: bool) -> str:
    return period.strftime("%Y-%m" if monthly else "%Y-%m-%d")


def _ms(time: datetime) -> int:
    return int(time.timestamp()) * 1000
