"""Where links in mails lead."""

import re
from typing import Any, Final

from litestar import Request

from insights.entrypoints.settings import Settings

PREFIX: Final = "insights.prefix"
"""The key under which a request's scope names the path below which a host has mounted us."""
_HOST: Final = re.compile(r"[A-Za-z0-9._-]{1,253}(:\d{1,5})?|\[[0-9a-fA-F:.]{2,45}\](:\d{1,5})?")


def link_origin(request: Request[Any, Any, Any], settings: Settings) -> str:
    """The public address if it is set, as it must be where mail is sent; else what the caller says, who is
    the only one to be misled: the mail stays in the outbox."""
    prefix = request.scope.get(PREFIX, "")
    if settings.public_url:
        return f"{settings.public_url}{prefix}"
    host = request.headers.get("host", "")
    return f"{request.scope['scheme']}://{host if _HOST.fullmatch(host) else 'localhost'}{prefix}"
