"""The tasks that run beside the requests for as long as the server does."""

import structlog

HOUSEKEEPING_SECONDS = 600
RECORDER_STOP_SECONDS = 1.5
"""The recorder ends after its slice; an append that takes longer is repeated at the next start."""

log = structlog.get_logger("insights.background")
