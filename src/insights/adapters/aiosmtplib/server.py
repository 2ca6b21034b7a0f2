"""Where mail is handed over."""

from typing import NamedTuple


class SmtpServer(NamedTuple):
    host: str
    port: int
    implicit_tls: bool
    """From the first byte."""
    starttls: bool
    """Demanded, once connected."""
    user: str = ""
    """Empty: nobody signs in."""
    password: str = ""

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port})"
