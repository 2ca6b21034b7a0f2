"""Visitor ids for history: the live rule, with salts that exist only while one import runs."""

from datetime import UTC, datetime

from insights.application.ports.system import Ids
from insights.domain.accounts.project import Project, VisitorBasis
from insights.domain.ingestion.visitor import anonymous_visitor_id

_DAY_MS = 86_400_000


class ImportVisitors:
    """A random salt per UTC day (or month, by the project's basis), in memory only. So an address cannot be
    found again from what is stored, and the ids of two imports are unrelated: the id of an event does
    not depend on that of its visitor.
    """

    def __init__(self, project: Project, ids: Ids) -> None:
        self._monthly = project.visitor_basis is VisitorBasis.MONTHLY
        self._ids = ids
        self._salts: dict[int, bytes] = {}

    def ids_at(self, time: int, address: str, user_agent: str) -> tuple[int, int]:
        """The id under the salt in force at `time`, and the one under the salt before it."""
        period = self._period(time)
        return (
            anonymous_visitor_id(self._salt(period), address, user_agent),
            anonymous_visitor_id(self._salt(period - 1), address, user_agent),
        )

    def _period(self, time: int) -> int:
        if not self._monthly:
            return time // _DAY_MS
        day = datetime.fromtimestamp(time / 1000, UTC)
        return day.year * 12 + day.month

    def _salt(self, period: int) -> bytes:
        salt = self._salts.get(period)
        if salt is None:
            salt = self._salts[period] = self._ids.token().encode()
        return salt
