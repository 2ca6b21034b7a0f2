"""Who is told what: one line for each message."""

from insights.application.accounts.mail_links import MailInvitation, MailPasswordReset
from insights.application.accounts.passwords import GrantPasswordReset
from insights.application.accounts.projects import EraseEvents
from insights.application.messages.deliver import Outside, Subscribers, Within
from insights.domain import messages


def subscribers(
    mail_invitation: MailInvitation,
    grant_password_reset: GrantPasswordReset,
    mail_password_reset: MailPasswordReset,
    erase_events: EraseEvents,
) -> Subscribers:
    return {
        messages.UserCreated: (),
        messages.UserUpdated: (),
        messages.UserDeleted: (),
        messages.UserInvited: (Outside("mail the invitation", mail_invitation),),
        messages.PasswordResetRequested: (Within("grant the password reset", grant_password_reset),),
        messages.PasswordResetGranted: (Outside("mail the password reset", mail_password_reset),),
        messages.ProjectCreated: (),
        messages.ProjectUpdated: (),
        messages.ProjectDeleted: (Outside("erase the events", erase_events),),
    }
