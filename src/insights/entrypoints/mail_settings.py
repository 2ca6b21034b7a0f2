"""From the mail settings to server and sender."""

from email.headerregistry import Address
from email.utils import parseaddr
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from insights.adapters.aiosmtplib.server import SmtpServer
from insights.domain.accounts.rules import email
from insights.domain.errors import Invalid

OUTBOX: Final = "outbox://"
SUBMISSION_PORT: Final = 587
TLS_PORT: Final = 465


def mail_server(url: str) -> SmtpServer | None:
    """None for the outbox. Raises ValueError with the rule, and never the address: a password may be in
    it."""
    if url == OUTBOX:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError("must be outbox://, smtp://USER:PASSWORD@HOST:PORT?tls=… or smtps://…")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("must have a port from 0 to 65535") from None
    tls = _tls(parts.scheme, parts.query)
    return SmtpServer(
        host=parts.hostname,
        port=port or (TLS_PORT if tls == "implicit" else SUBMISSION_PORT),
        implicit_tls=tls == "implicit",
        starttls=tls == "starttls",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _tls(scheme: str, query: str) -> str:
    options = dict(parse_qsl(query, keep_blank_values=True))
    tls = options.pop("tls", "implicit" if scheme == "smtps" else "starttls")
    good = ("implicit",) if scheme == "smtps" else ("starttls", "none")
    if options or tls not in good:
        raise ValueError("may have one option: tls=starttls or tls=none, for smtp:// only")
    return tls


def mail_sender(text: str) -> Address:
    """`Name <address>` or the address alone. Raises ValueError."""
    name, address = parseaddr(text)
    try:
        return Address(display_name=name, addr_spec=email("mail_from", address))
    except Invalid as refused:
        raise ValueError("must be an e-mail address, or a name and the address in <>") from refused
