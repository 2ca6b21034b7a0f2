"""What a check finds, and how services are spoken of."""

import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from insights.entrypoints.redaction import redacted
from insights.entrypoints.settings import Settings

CONNECT_SECONDS: Final = 5
LOOPBACK: Final = ("localhost", "127.", "::1")


class State(StrEnum):
    WELL = "well"
    WARNING = "warning"
    BAD = "bad"


class Finding(NamedTuple):
    about: str
    state: State
    found: str
    mend: str = ""


Check = Callable[[Settings], Iterator[Finding]]
ServiceCheck = Callable[[str, str], Iterator[Finding]]
"""From what the service is for and its URL."""


class Stopwatch:
    """Reads the milliseconds since it was made."""

    def __init__(self) -> None:
        self._began = time.perf_counter()

    def __str__(self) -> str:
        return f"{(time.perf_counter() - self._began) * 1000:.1f} ms"


def out_of_reach(about: str, url: str, error: Exception) -> Finding:
    reason = redacted(str(error)).partition("\n")[0].strip()[:200]
    mend = "See that it runs, and that host, port, user and password in the setting are right."
    return Finding(about, State.BAD, f"{redacted(url)} cannot be used: {reason}", mend)


def unencrypted(about: str, url: str, how: str) -> Iterator[Finding]:
    """Nothing for a server on this machine."""
    host = urlsplit(url).hostname or "localhost"
    if not host.startswith(LOOPBACK):
        found = f"the way to {host} is not encrypted"
        yield Finding(about, State.WARNING, found, f"{how}, unless that network is your own.")
