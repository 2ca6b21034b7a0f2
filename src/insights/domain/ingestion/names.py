"""Reserved event names and what they mean for the numbers."""

from typing import Final

PAGEVIEW: Final = "pageview"
ENGAGEMENT: Final = "engagement"
CLICK: Final = "click"
SCROLL: Final = "scroll"
MOUSEMOVE: Final = "mousemove"
OUTBOUND: Final = "outbound"
DOWNLOAD: Final = "download"
FORM: Final = "form"
WEB_VITAL: Final = "web-vital"
ERROR: Final = "error"
NOT_FOUND: Final = "404"
IDENTIFY: Final = "identify"

RESERVED: Final = frozenset(
    {
        PAGEVIEW,
        ENGAGEMENT,
        CLICK,
        SCROLL,
        MOUSEMOVE,
        OUTBOUND,
        DOWNLOAD,
        FORM,
        WEB_VITAL,
        ERROR,
        NOT_FOUND,
        IDENTIFY,
    }
)

NOT_INTERACTIVE: Final = frozenset({ENGAGEMENT, SCROLL, MOUSEMOVE, WEB_VITAL, ERROR, NOT_FOUND, IDENTIFY})
"""These neither end a bounce nor count as `events`, unless a filter asks for them by name."""
