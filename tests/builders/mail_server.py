"""A real mail server on a free port of this machine, which keeps what it gets."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "insights", "p@ss:w/rd"


@dataclass
class Received:
    to: list[str]
    message: EmailMessage
    encrypted: bool

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content())


@dataclass
class MailServer:
    """`options` are those of aiosmtpd's protocol. Stopped and started, it has the same port."""

    options: dict[str, Any] = field(default_factory=dict)
    ssl_context: ssl.SSLContext | None = None
    """Encrypts from the first byte."""
    refusal: str = ""
    """What it answers to a mail instead of taking it."""
    port: int = 0
    received: list[Received] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _listening: asyncio.Server | None = None

    async def start(self) -> None:
        self._listening = await asyncio.get_running_loop().create_server(
            lambda: SMTP(self, hostname="localhost", **self.options),
            "127.0.0.1",
            self.port,
            ssl=self.ssl_context,
        )
        self.port = self._listening.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._listening is not None:
            self._listening.close()
            await self._listening.wait_closed()
            self._listening = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 — the library's name
        if self.refusal:
            return self.refusal
        message = message_from_bytes(envelope.content or b"", policy=policy.default)
        assert isinstance(message, EmailMessage)
        encrypted = server.transport.get_extra_info("ssl_object") is not None
        self.received.append(Received(list(envelope.rcpt_tos), message, encrypted))
        self.arrived.set()
        return "250 taken"


@asynccontextmanager
async def mail_server(ssl_context: ssl.SSLContext | None = None, **options: Any) -> AsyncIterator[MailServer]:
    server = MailServer(options, ssl_context)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def signing_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=good, handled=False)


def own_certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """For a server at 127.0.0.1, and the authority that vouches for it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(file)
    return context, file
