"""Every path on which another product's SDK sends, and every route that it asks beside."""

from collections.abc import Mapping
from typing import Final

from litestar.types import ControllerRouterHandler

from insights.entrypoints.http.wire import ga4, matomo, plausible, posthog, segment, umami
from insights.entrypoints.http.wire.door import Door

DOORS: Final[Mapping[str, Door]] = {
    **ga4.DOORS,
    **matomo.DOORS,
    **plausible.DOORS,
    **posthog.DOORS,
    **segment.DOORS,
    **umami.DOORS,
}
"""By path, spelled as the SDKs spell it; a spelling with a closing slash is a path of its own."""

WIRE_ROUTES: Final[list[ControllerRouterHandler]] = [
    *plausible.ROUTES,
    *posthog.ROUTES,
    *segment.ROUTES,
]
"""What the SDKs ask beside sending: settings, flags, statistics."""
