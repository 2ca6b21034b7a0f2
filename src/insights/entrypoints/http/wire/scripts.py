"""Where script tags of other products look for their script: ours answers there, and knows their calls."""

import re
from typing import Final

_SCRIPTS: Final = (
    (re.compile(r"/js/(?:(?:script|plausible)(?:\.[a-z-]+)*|pa-[\w-]+)\.js"), "/js/compat-plausible.js"),
    (re.compile(r"/(?:matomo|piwik)\.js"), "/js/compat-matomo.js"),
    (re.compile(r"/script\.js"), "/js/compat-umami.js"),
)


def script_at(path: str) -> str:
    """The file behind the path, or the path itself."""
    if path.endswith(".js"):
        for theirs, ours in _SCRIPTS:
            if theirs.fullmatch(path):
                return ours
    return path
