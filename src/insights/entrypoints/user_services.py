"""The use-cases of signing in, members and passwords, put together from their ports."""

from dataclasses import dataclass, replace

from insights.application.accounts.alive_sessions import AliveSessions
from insights.application.accounts.authenticate import Authenticate
from insights.application.accounts.enrol import Enrol
from insights.application.accounts.housekeeping import ForgetAccounts
from insights.application.accounts.invitations import (
    AcceptInvitation,
    InviteUser,
    ListInvitations,
    LookAtInvitation,
    ResendInvitation,
    RevokeInvitation,
    SendInvitation,
)
from insights.application.accounts.mail_links import MailInvitation, MailPasswordReset, SendLetter
from insights.application.accounts.members import (
    AlterMember,
    ChangeMember,
    EndMemberSessions,
    ListMembers,
    ListMemberSessions,
    OpenMember,
    StepMember,
)
from insights.application.accounts.own_account import (
    ChangeOwnUser,
    EndOtherSessions,
    EndOwnSession,
    ListOwnSessions,
    OpenOwnUser,
)
from insights.application.accounts.passwords import (
    ChangePassword,
    ConfirmPasswordReset,
    GrantPasswordReset,
    RequestPasswordReset,
    ResetPassword,
    SetPassword,
)
from insights.application.accounts.projects import EraseEvents
from insights.application.accounts.register import AddMember, Register, Registration
from insights.application.accounts.sessions import IssueTokens
from insights.application.accounts.sign_in import RefreshSession, SignIn, SignOut
from insights.application.messages.deliver import DeliverHere
from insights.application.messages.publish import Publish
from insights.application.messages.subscribers import subscribers
from insights.application.ports.enrichment import Agents
from insights.application.ports.event_log import EventLog
from insights.application.ports.mail import Mailer
from insights.application.ports.passwords import Passwords
from insights.application.ports.rate_limits import RateLimits
from insights.application.ports.system import Clock, Ids, LinkTokens
from insights.application.ports.tokens import AccessTokens
from insights.application.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPorts:
    unit_of_work: UnitOfWork
    passwords: Passwords
    access_tokens: AccessTokens
    sessions: AliveSessions
    link_tokens: LinkTokens
    agents: Agents
    rate_limits: RateLimits
    clock: Clock
    ids: Ids

    @property
    def publish(self) -> Publish:
        return Publish(self.clock, self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserServices:
    authenticate: Authenticate
    register: Register
    admit_owner: Register
    """The same where registration is closed: for the installation's owner only."""
    add_member: AddMember
    sign_in: SignIn
    refresh_session: RefreshSession
    sign_out: SignOut
    open_own_user: OpenOwnUser
    change_own_user: ChangeOwnUser
    list_own_sessions: ListOwnSessions
    end_own_session: EndOwnSession
    end_other_sessions: EndOtherSessions
    change_password: ChangePassword
    request_password_reset: RequestPasswordReset
    confirm_password_reset: ConfirmPasswordReset
    reset_password: ResetPassword
    """For the installation's owner only."""
    list_members: ListMembers
    open_member: OpenMember
    change_member: ChangeMember
    step_member: StepMember
    list_member_sessions: ListMemberSessions
    end_member_sessions: EndMemberSessions
    invite_user: InviteUser
    resend_invitation: ResendInvitation
    revoke_invitation: RevokeInvitation
    list_invitations: ListInvitations
    look_at_invitation: LookAtInvitation
    accept_invitation: AcceptInvitation
    forget_accounts: ForgetAccounts


def user_services(ports: UserPorts, policy: str) -> UserServices:
    """`policy` is one of `Registration`."""
    work, passwords, limits, clock, ids = (
        ports.unit_of_work, ports.passwords, ports.rate_limits, ports.clock, ports.ids
    )  # fmt: skip
    tokens = IssueTokens(ports.access_tokens, ports.agents, clock, ids)
    enrol = Enrol(ports.publish, clock, ids)
    set_password = SetPassword(work, ports.publish, passwords, clock)
    alter = AlterMember(work, ports.publish, clock)
    send = SendInvitation(ports.publish, limits, ports.link_tokens, clock)
    look = LookAtInvitation(work, limits, clock)
    register = Register(work, passwords, tokens, enrol, clock, ids, Registration(policy))
    return UserServices(
        authenticate=Authenticate(work, ports.access_tokens, ports.sessions),
        register=register,
        admit_owner=replace(register, policy=Registration.OPEN),
        add_member=AddMember(work, passwords, enrol),
        sign_in=SignIn(work, passwords, tokens, limits),
        refresh_session=RefreshSession(work, tokens, clock),
        sign_out=SignOut(work, clock),
        open_own_user=OpenOwnUser(work),
        change_own_user=ChangeOwnUser(work, ports.publish),
        list_own_sessions=ListOwnSessions(work, clock),
        end_own_session=EndOwnSession(work, clock),
        end_other_sessions=EndOtherSessions(work, clock),
        change_password=ChangePassword(work, set_password, limits),
        request_password_reset=RequestPasswordReset(work, ports.publish, limits),
        confirm_password_reset=ConfirmPasswordReset(work, set_password, limits, clock),
        reset_password=ResetPassword(work, set_password),
        list_members=ListMembers(work),
        open_member=OpenMember(work),
        change_member=ChangeMember(alter),
        step_member=StepMember(alter, clock),
        list_member_sessions=ListMemberSessions(work, clock),
        end_member_sessions=EndMemberSessions(work, clock),
        invite_user=InviteUser(work, send, clock, ids),
        resend_invitation=ResendInvitation(work, send),
        revoke_invitation=RevokeInvitation(work),
        list_invitations=ListInvitations(work),
        look_at_invitation=look,
        accept_invitation=AcceptInvitation(work, look, passwords, tokens, enrol, clock),
        forget_accounts=ForgetAccounts(work, clock),
    )


def deliver_here(ports: UserPorts, mailer: Mailer, event_log: EventLog) -> DeliverHere:
    """Every message to its subscribers, in this process."""
    work, links, clock = ports.unit_of_work, ports.link_tokens, ports.clock
    send = SendLetter(mailer, clock)
    told = subscribers(
        MailInvitation(work, links, send),
        GrantPasswordReset(ports.publish, links, clock, ports.ids),
        MailPasswordReset(work, links, send, clock),
        EraseEvents(event_log),
    )
    return DeliverHere(work, clock, told)
