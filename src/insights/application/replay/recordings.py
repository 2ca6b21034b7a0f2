"""Keeping recordings of sessions, for as long as the installation wants them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from insights.application.ports.projects import Senders
from insights.application.ports.recordings import RecordedPart, Recordings
from insights.application.ports.system import Clock
from insights.domain.accounts.project import Project
from insights.domain.errors import Unauthenticated
from insights.domain.ingestion.hosts import host_allowed, origin_host

DAY_MS: Final = 86_400_000
MEGABYTE: Final = 1_000_000


class SentPart(msgspec.Struct, frozen=True):
    id: str
    session: str
    window: str
    host: str
    """Of the page that was recorded; empty when it is not told."""
    events: bytes


class SentRecording(msgspec.Struct, frozen=True):
    """What one request brought."""

    key: str
    parts: Sequence[SentPart]
    origin: str = ""
    privacy_signal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepRecordings:
    """Says whether they were kept. They are not where no time is set to keep them for, where the project has
    no room left, or where it leaves such visitors and hosts out. Raises Unauthenticated, Unavailable."""

    senders: Senders
    recordings: Recordings
    clock: Clock
    days: int
    """0: none are kept."""
    megabytes: int
    """The most that one project may hold."""

    async def __call__(self, sent: SentRecording) -> bool:
        sender = self.senders.known(sent.key) or await self.senders.resolve(sent.key)
        if sender is None:
            raise Unauthenticated("No project answers to this key.")
        project, now = sender.project, self.clock.now_ms()
        if self.days == 0 or (sent.privacy_signal and project.honour_privacy_signals):
            return False
        parts = [_part(part, project, now) for part in sent.parts if _is_allowed(part, sent, project)]
        return bool(parts) and await self.recordings.keep(parts, self.megabytes * MEGABYTE)


@dataclass(frozen=True, slots=True)
class ForgetRecordings:
    """Those whose time is over, and those of deleted projects."""

    recordings: Recordings
    clock: Clock
    days: int

    async def __call__(self) -> None:
        await self.recordings.forget(self.clock.now_ms() - self.days * DAY_MS)


def _is_allowed(part: SentPart, sent: SentRecording, project: Project) -> bool:
    return host_allowed(part.host or origin_host(sent.origin), project.allowed_hosts)


def _part(part: SentPart, project: Project, now: int) -> RecordedPart:
    return RecordedPart(
        project=project.id,
        id=part.id,
        session=part.session,
        window=part.window,
        received=now,
        events=part.events,
    )
