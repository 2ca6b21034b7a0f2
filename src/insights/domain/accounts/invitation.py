"""Letting somebody in by mail: into an organization, or back into their account."""

from typing import Final

import msgspec

from insights.domain.accounts.principal import Role

INVITATION_MS: Final = 7 * 24 * 3_600_000
PASSWORD_RESET_MS: Final = 3_600_000


class Invitation(msgspec.Struct, kw_only=True, frozen=True):
    id: str
    organization_id: str
    email: str
    """Lower case; an organization invites an address once at a time."""
    name: str | None = None
    """None leaves it to the invited."""
    role: Role
    invited_by: str | None
    """The inviter's e-mail address; None for a program or the installation's owner."""
    token_hash: str
    """`token_hash` of what the mail holds; the token itself is nowhere."""
    created_at: int
    """Milliseconds since the epoch, as all times here."""
    expires_at: int


class PasswordReset(msgspec.Struct, kw_only=True, frozen=True):
    """Leave to set a new password, once."""

    id: str
    user_id: str
    token_hash: str
    expires_at: int
