"""What the engine refuses, in the product's own errors."""

from typing import Final

from clickhouse_connect.driver.exceptions import ClickHouseError

from insights.domain.errors import InsightsError, Invalid, Unavailable

# Numbers from ClickHouse's ErrorCodes.cpp; they do not change between releases.
CANNOT_COMPILE_REGEXP: Final = 427
TIMEOUT_EXCEEDED: Final = 159
MEMORY_LIMIT_EXCEEDED: Final = 241
TOO_MANY_ROWS_OR_BYTES: Final = 396
QUERY_WAS_CANCELLED: Final = 394


def as_product_error(error: ClickHouseError) -> InsightsError:
    """Invalid for what the caller wrote, Unavailable for the rest. The engine's text stays in `__cause__`:
    it may quote a visitor's data, so it is for logs only."""
    code = getattr(error, "code", None)
    if code == CANNOT_COMPILE_REGEXP:
        return Invalid("A `matches` pattern is not a regular expression in RE2 syntax.")
    if code in (TIMEOUT_EXCEEDED, QUERY_WAS_CANCELLED):
        return Unavailable("The question took longer than the event store allows; ask for a shorter period.")
    if code in (MEMORY_LIMIT_EXCEEDED, TOO_MANY_ROWS_OR_BYTES):
        return Unavailable("The question needs more memory than the event store allows; ask for less.")
    return Unavailable("The event store could not do this now.", retry_after=5)
