"""The ids that an answer tells of, and the token by which a client hands them back.

Nothing follows from them here: visits are found by the recorder. So the token needs no signature.
"""

import re
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

import msgspec

from insights.application.ports.system import Ids

VISIT_SECONDS: Final = 1_800
_LONGEST: Final = 400
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Token(msgspec.Struct, frozen=True, rename="camel"):
    website_id: str
    session_id: str
    visit_id: str
    iat: int
    """When the visit began or was last heard of, in seconds since the epoch."""


class Told(msgspec.Struct, frozen=True, rename="camel"):
    """The body of an answer."""

    cache: str
    session_id: str
    visit_id: str


_TOKEN: Final = msgspec.json.Decoder(Token)


def told(given: bytes, website: str, person: str | None, now: int, ids: Ids) -> Told:
    """`given` is the token of the request; `person`, if named, has one session for ever. `now` in seconds."""
    token = _read(given)
    if token is not None and token.website_id != website:
        token = None
    session = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{website} {person}")) if person else None
    if token is not None and session in (None, token.session_id):
        visit = token.visit_id if now - token.iat < VISIT_SECONDS else ids.uuid7()
        token = Token(website, token.session_id, visit, now)
    else:
        token = Token(website, session or ids.uuid7(), ids.uuid7(), now)
    cache = urlsafe_b64encode(msgspec.json.encode(token)).decode()
    return Told(cache, token.session_id, token.visit_id)


def _read(given: bytes) -> Token | None:
    try:
        token = _TOKEN.decode(urlsafe_b64decode(given)) if 0 < len(given) <= _LONGEST else None
    except (ValueError, msgspec.DecodeError):
        return None
    if token is None or not (_UUID.fullmatch(token.session_id) and _UUID.fullmatch(token.visit_id)):
        return None
    return token
