"""What parts of the product tell each other: a closed list, named in dotted past tense.

A message is written in the transaction that causes it and delivered after that, at least once. Messages of
one subject are delivered in the order in which they were written.
"""

from typing import Final, Literal

import msgspec

from insights.domain.accounts.principal import Role


class _OfUser(msgspec.Struct, frozen=True, kw_only=True, tag_field="message"):
    user_id: str
    organization_id: str
    by: str | None = None
    """Id of the user who did it; None for a program, the installation's owner, or whoever proved a token."""

    @property
    def subject(self) -> str:
        return self.user_id


class UserCreated(_OfUser, frozen=True, kw_only=True, tag="user.created"):
    role: Role


Change = Literal["name", "role", "password", "deactivated", "activated", "restored"]


class UserUpdated(_OfUser, frozen=True, kw_only=True, tag="user.updated"):
    change: Change


class UserDeleted(_OfUser, frozen=True, kw_only=True, tag="user.deleted"):
    """Softly: until it is purged it can be restored."""


class UserInvited(msgspec.Struct, frozen=True, kw_only=True, tag_field="message", tag="user.invited"):
    invitation_id: str
    organization_id: str
    expires_at: int
    """Of the invitation, in milliseconds since the epoch: another sending of it has another one."""
    origin: str
    """Where links lead, without a slash at the end: `https://insights.example.com`."""
    by: str | None = None

    @property
    def subject(self) -> str:
        return self.invitation_id


class PasswordResetRequested(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="message", tag="password.reset_requested"
):
    """By anybody, for an address that may have no account."""

    email: str
    """In its kept form, lower case."""
    origin: str

    @property
    def subject(self) -> str:
        return self.email


class PasswordResetGranted(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="message", tag="password.reset_granted"
):
    """The address has an account that may sign in."""

    reset_id: str
    user_id: str
    organization_id: str
    origin: str

    @property
    def subject(self) -> str:
        return self.reset_id


class _OfProject(msgspec.Struct, frozen=True, kw_only=True, tag_field="message"):
    project_id: str
    organization_id: str
    by: str | None = None

    @property
    def subject(self) -> str:
        return self.project_id


class ProjectCreated(_OfProject, frozen=True, kw_only=True, tag="project.created"):
    pass


class ProjectUpdated(_OfProject, frozen=True, kw_only=True, tag="project.updated"):
    pass


class ProjectDeleted(_OfProject, frozen=True, kw_only=True, tag="project.deleted"):
    pass


Message = (
    UserCreated
    | UserUpdated
    | UserDeleted
    | UserInvited
    | PasswordResetRequested
    | PasswordResetGranted
    | ProjectCreated
    | ProjectUpdated
    | ProjectDeleted
)

_DECODER: Final = msgspec.json.Decoder(Message)


def message_name(message: Message) -> str:
    """`user.created`."""
    return str(message.__struct_config__.tag)


def encode_message(message: Message) -> bytes:
    return msgspec.json.encode(message)


def decode_message(body: bytes) -> Message:
    """Raises msgspec.ValidationError for a message that this version does not know."""
    decoded: Message = _DECODER.decode(body)
    return decoded
