"""URLs as they may be shown: without what opens the door."""

import re
from typing import Final

_USER: Final = re.compile(r"(?<=://)\S*@")
_OPTION: Final = re.compile(r"([?&][^=&#]*(?:pass|secret|token|key|credential)[^=&#]*=)[^&#]*", re.IGNORECASE)


def redacted(text: str) -> str:
    """Any text, with what stands for user and password in its URLs, and in their options, replaced by `…`.

    Greedy up to the last `@`: a password that was not quoted may hold one.
    """
    return _OPTION.sub(r"\1…", _USER.sub("…@", text))
