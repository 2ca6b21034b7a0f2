"""One line of a web server's access log: Apache's `common` and `combined` formats, which nginx shares.

Shapes: `address ident user [17/May/2015:10:05:03 +0000] "GET /page HTTP/1.1" 200 5043`, then for
`combined` ` "referrer" "agent"`. Fields that a custom format adds after the agent are left aside. The
user's name and the ident are never read.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import msgspec

_QUOTED: Final = r'"((?:[^"\\]|\\.)*)"'
_LINE: Final = re.compile(
    r"(\S+) \S+ [^\[]*\[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d):([0-5]\d):([0-5]\d) ([+-]\d{4})\] "
    rf"{_QUOTED} (\d{{3}}) (?:\d+|-)(?: {_QUOTED} {_QUOTED}(?: .*)?)?"
)
_ESCAPE: Final = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_CONTROL: Final = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"v": b"\v", b"b": b"\b", b"f": b"\f"}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FIRST_YEAR: Final = 1970


class AccessLine(msgspec.Struct, frozen=True):
    """A request as the server logged it. `-` in the log is empty here; escapes are undone."""

    address: str
    """As logged: an IPv4 or IPv6 address, or a host name when the server looks them up."""
    time: int
    """Milliseconds since the epoch, UTC; logs have whole seconds."""
    method: str
    """Empty when what was sent is no HTTP request."""
    target: str
    status: int
    referrer: str = ""
    user_agent: str = ""


def parse_access_line(line: str) -> AccessLine | None:
    """None for a line in neither format, or with a time that does not exist."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    address, hour, minute, second, zone, request, status, referrer, agent = match.groups()
    start = _hour_start(hour, zone)
    if start is None:
        return None
    method, target = _split_request(_text(request))
    time = start + (int(minute) * 60 + int(second)) * 1000
    return AccessLine(address, time, method, target, int(status), _text(referrer), _text(agent))


@lru_cache(maxsize=1024)
def _hour_start(hour: str, zone: str) -> int | None:
    """`17/May/2015:10` in the zone `+0200`, in milliseconds since the epoch."""
    minutes_east = int(zone[1:3]) * 60 + int(zone[3:5])
    try:
        month = _MONTHS.index(hour[3:6]) + 1
        local = datetime(int(hour[7:11]), month, int(hour[:2]), int(hour[12:14]), tzinfo=UTC)
    except ValueError:
        return None
    if local.year < _FIRST_YEAR:
        return None
    offset = -minutes_east if zone[0] == "-" else minutes_east
    return max(0, (int(local.timestamp()) - offset * 60) * 1000)


def _split_request(request: str) -> tuple[str, str]:
    """Method and target of a request line; both empty when it is not one. HTTP/0.9 has no version."""
    method, _, rest = request.partition(" ")
    target, _, version = rest.rpartition(" ")
    if not version.startswith("HTTP/"):
        target = rest
    if not target or not (method.isascii() and method.isalpha()):
        return "", ""
    return method, target


def _text(field: str | None) -> str:
    """A logged field with the server's backslash escapes undone; bytes that are not UTF-8 are replaced."""
    if not field or field == "-":
        return ""
    if "\\" not in field:
        return field
    return _ESCAPE.sub(_unescaped, field.encode()).decode(errors="replace")


def _unescaped(match: re.Match[bytes]) -> bytes:
    code, character = match.groups()
    if code is not None:
        return bytes((int(code, 16),))
    return _CONTROL.get(character, character)
