"""What goes when its time is over."""

from dataclasses import dataclass
from typing import Final

from insights.application.ports.mail import MailBox
from insights.application.ports.messages import MessageLog
from insights.application.ports.system import Clock
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.members import KEPT_MS

DAY_MS: Final = 24 * 3_600_000
DELIVERED_MS: Final = 7 * DAY_MS
FAILED_MS: Final = 90 * DAY_MS


@dataclass(frozen=True, slots=True)
class ForgetAccounts:
    """Sessions, password resets and invitations past their life, users deleted 30 days ago."""

    unit_of_work: UnitOfWork
    clock: Clock

    async def __call__(self) -> None:
        now = self.clock.now_ms()
        async with self.unit_of_work.begin() as work:
            await work.sessions.forget_expired(now)
            await work.password_resets.forget_expired(now)
            await work.invitations.forget_expired(now - KEPT_MS)
            await work.users.remove_deleted(now - KEPT_MS)
            await work.commit()


@dataclass(frozen=True, slots=True)
class ForgetMessages:
    """Messages a week after they were delivered, or a season after they were given up; mails that were kept
    for 30 days."""

    messages: MessageLog
    mails: MailBox
    clock: Clock

    async def __call__(self) -> None:
        now = self.clock.now_ms()
        await self.messages.forget_before(now - DELIVERED_MS, now - FAILED_MS)
        await self.mails.forget_before(now - KEPT_MS)
