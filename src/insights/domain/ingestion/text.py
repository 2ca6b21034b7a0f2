"""Text that no store can keep: NUL and lone surrogates, removed before anything else looks at it."""

import re
from typing import Final

_ESCAPES: Final = re.compile(
    rb"(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?P<forbidden>\\u0000|\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|\\."
)
"""Every escape of a JSON text, so that an escaped backslash never starts one."""

_SUSPECT: Final = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""A quick look: senders that escape every letter beyond ASCII are common, these escapes are not."""

_FORBIDDEN: Final = re.compile("[\0\ud800-\udfff]")


def clean_json(body: bytes) -> bytes:
    """A JSON text without the escapes of NUL and of surrogates that are not half of a pair."""
    if _SUSPECT.search(body) is None:
        return body
    return _ESCAPES.sub(lambda found: b"" if found["forbidden"] else found[0], body)


def clean_text(text: str) -> str:
    """The same for text that came in another way than JSON."""
    return _FORBIDDEN.sub("", text)
