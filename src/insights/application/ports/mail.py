"""Sending mail."""

from collections.abc import Sequence
from typing import Protocol

import msgspec


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    """The same each time it is sent: recipients and outbox tell a repetition by it."""
    organization_id: str
    """To whose owners it may be shown."""
    to: str
    """An e-mail address."""
    subject: str
    """One line."""
    text: str
    html: str
    """The same in HTML, escaped."""
    created_at: int
    """Milliseconds since the epoch."""


class Mailer(Protocol):
    async def send(self, mail: Mail) -> None:
        """Return once whoever carries it has it. Sending it again under its id is harmless: it shows up once.

        Raises Unavailable when it can be tried again later, Invalid when it is refused for good.
        """
        ...


class KeptMail(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    to: str
    subject: str
    text: str
    created_at: int


class MailBox(Protocol):
    """The mails of an installation that sends none: they are read here instead."""

    async def page(self, organization_id: str, limit: int, offset: int) -> tuple[Sequence[KeptMail], int]:
        """The latest first, and how many there are in all."""
        ...

    async def forget_before(self, time: int) -> None: ...
