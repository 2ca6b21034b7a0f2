"""The tasks that run beside the requests for as long as the server does."""

from collections.abc import Awaitable, Callable

import structlog

HOUSEKEEPING_SECONDS = 600.0

log = structlog.get_logger("insights.background")

Chore = Callable[[], Awaitable[object]]
