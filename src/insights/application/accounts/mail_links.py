"""Mails with a link that proves who reads them. Whatever is no longer so when it is their turn is not
sent."""

from dataclasses import dataclass

from insights.application.accounts import invitations, letters, passwords
from insights.application.ports.mail import Mail, Mailer
from insights.application.ports.system import Clock, LinkTokens
from insights.application.ports.unit_of_work import UnitOfWork
from insights.domain.accounts.user import Status
from insights.domain.messages import PasswordResetGranted, UserInvited


@dataclass(frozen=True, slots=True)
class SendLetter:
    mailer: Mailer
    clock: Clock

    async def __call__(self, id_: str, organization_id: str, to: str, letter: letters.Letter) -> None:
        mail = Mail(
            id=id_,
            organization_id=organization_id,
            to=to,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            created_at=self.clock.now_ms(),
        )
        await self.mailer.send(mail)


@dataclass(frozen=True, slots=True)
class MailInvitation:
    unit_of_work: UnitOfWork
    link_tokens: LinkTokens
    send: SendLetter

    async def __call__(self, id_: str, invited: UserInvited) -> None:
        """Nothing for an invitation that was accepted, revoked or sent again since. Raises what `Mailer`
        raises."""
        async with self.unit_of_work.read() as view:
            invitation = await view.invitations.find(invited.organization_id, invited.invitation_id)
            organization = await view.organizations.find(invited.organization_id)
        if invitation is None or organization is None or invitation.expires_at != invited.expires_at:
            return
        token = self.link_tokens.token(invitations.PURPOSE, invitation.id, invitation.expires_at)
        link = f"{invited.origin}/app/invitation#{token}"
        letter = letters.invitation(organization.name, invitation.invited_by, invitation.name, link)
        await self.send(id_, organization.id, invitation.email, letter)


@dataclass(frozen=True, slots=True)
class MailPasswordReset:
    unit_of_work: UnitOfWork
    link_tokens: LinkTokens
    send: SendLetter
    clock: Clock

    async def __call__(self, id_: str, granted: PasswordResetGranted) -> None:
        """Nothing for one that was used or has expired, or for a user who may not sign in any more. Raises
        what `Mailer` raises."""
        async with self.unit_of_work.read() as view:
            reset = await view.password_resets.find(granted.reset_id)
            user = await view.users.find(granted.user_id)
        if reset is None or user is None or user.status is not Status.ACTIVE:
            return
        if reset.expires_at <= self.clock.now_ms():
            return
        token = self.link_tokens.token(passwords.PURPOSE, reset.id, reset.expires_at)
        link = f"{granted.origin}/app/password-reset#{token}"
        await self.send(id_, user.organization_id, user.email, letters.password_reset(user.name, link))
