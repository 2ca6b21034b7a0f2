import smtplib
import ssl
from collections.abc import Iterator

from insights.adapters.aiosmtplib.server import SmtpServer
from insights.entrypoints.diagnosis.findings import (
    CONNECT_SECONDS,
    Finding,
    State,
    Stopwatch,
    out_of_reach,
    unencrypted,
)
from insights.entrypoints.mail_settings import mail_server
from insights.entrypoints.settings import Settings

ABOUT = "Mail server"


def mail(settings: Settings) -> Iterator[Finding]:
    """As far as a mail would go without being sent: connected, encrypted, signed in."""
    url = settings.mail_url.reveal() if settings.mail_url else ""
    server = mail_server(url) if url else None
    if server is None:
        return
    try:
        with _connected(server) as client:
            latency = Stopwatch()
            client.noop()
            signed_in = f"signed in as {server.user}, " if server.user else ""
            yield Finding(ABOUT, State.WELL, f"{server.host}:{server.port}, {signed_in}{latency}")
    except (smtplib.SMTPException, OSError) as error:
        yield out_of_reach(ABOUT, url, error)
        return
    if not (server.implicit_tls or server.starttls):
        yield from unencrypted(ABOUT, url, "Use tls=starttls")


def _connected(server: SmtpServer) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    if server.implicit_tls:
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=CONNECT_SECONDS, context=trusted
        )
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=CONNECT_SECONDS)
    if server.starttls:
        client.starttls(context=trusted)
    if server.user:
        client.login(server.user, server.password)
    return client
