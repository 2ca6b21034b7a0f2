"""Mail by SMTP, a connection for each."""

from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from typing import Final, final

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPNotSupported, SMTPRecipientsRefused

from insights.adapters.aiosmtplib.server import SmtpServer
from insights.application.ports.mail import Mail, Mailer
from insights.domain.errors import Invalid, Unavailable

SECONDS: Final = 15.0
"""For each step of the exchange."""
FOR_GOOD: Final = 500
"""Replies from here on say that trying again is of no use (RFC 5321, 4.2.1)."""


@final
class SmtpMailer(Mailer):
    """A repeated mail has the same Message-ID, by which mail programs show it once. Certificates are checked
    against the system's authorities, or those of SSL_CERT_FILE."""

    def __init__(self, server: SmtpServer, sender: Address) -> None:
        self._server = server
        self._sender = sender

    async def send(self, mail: Mail) -> None:
        try:
            message = self._message(mail)
        except (ValueError, MessageError) as error:
            raise Invalid(f"The mail cannot be written: {error}") from error
        try:
            async with self._client() as client:
                await _hand_over(client, message)
        except (SMTPException, OSError) as error:
            raise Unavailable(f"The mail server cannot be used: {error}") from error

    def _client(self) -> SMTP:
        server = self._server
        return SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.implicit_tls,
            start_tls=server.starttls,
            username=server.user or None,
            password=server.password or None,
            timeout=SECONDS,
        )

    def _message(self, mail: Mail) -> EmailMessage:
        """Header values with a line break in them are refused by the library."""
        message = EmailMessage(SMTP_POLICY)
        message["From"] = self._sender
        message["To"] = Address(addr_spec=mail.to)
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(datetime.fromtimestamp(mail.created_at / 1000, UTC))
        message["Message-ID"] = f"<{mail.id}@{self._sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        return message


async def _hand_over(client: SMTP, message: EmailMessage) -> None:
    """What is refused for good is the mail's own fault; whatever else fails may be mended."""
    try:
        await client.send_message(message)
    except SMTPRecipientsRefused as refused:
        if refused.recipients[0].code >= FOR_GOOD:
            raise Invalid(
                f"The mail server refuses this address: {refused.recipients[0].message}"
            ) from refused
        raise
    except SMTPDataError as refused:
        if refused.code >= FOR_GOOD:
            raise Invalid(f"The mail server refuses this mail: {refused.message}") from refused
        raise
    except SMTPNotSupported as refused:
        raise Invalid(f"The mail server cannot carry this address: {refused}") from refused
