"""What the engine refuses, in the product's own errors."""

from typing import Final

from clickhouse_connect.driver.exceptions import ClickHouseError

from insights.domain.analytics.patterns import BadPattern
from insights.domain.errors import InsightsError, Unavailable

# Numbers from ClickHouse's ErrorCodes.cpp; they do not change between releases.
CANNOT_COMPILE_REGEXP: Final = 427
TIMEOUT_EXCEEDED: Final = 159
MEMORY_LIMIT_EXCEEDED: Final = 241
TOO_MANY_ROWS_OR_BYTES: Final = 396
QUERY_WAS_CANCELLED: Final = 394
UNKNOWN_DATABASE: Final = 81
NOT_ADMITTED: Final = (192, 193, 194, 516)
ACCESS_DENIED: Final = 497


def as_product_error(error: ClickHouseError) -> InsightsError:
    """Invalid for what the caller wrote, Unavailable for the rest. The engine's text stays in `__cause__`:
    it may quote a visitor's data, so it is for logs only."""
    code = getattr(error, "code", None)
    if code == CANNOT_COMPILE_REGEXP:
        return BadPattern()
    if code in (TIMEOUT_EXCEEDED, QUERY_WAS_CANCELLED):
        return Unavailable("The question took longer than the event store allows; ask for a shorter period.")
    if code in (MEMORY_LIMIT_EXCEEDED, TOO_MANY_ROWS_OR_BYTES):
        return Unavailable("The question needs more memory than the event store allows; ask for less.")
    return Unavailable("The event store could not do this now.", retry_after=5)


def as_reason_not_to_open(error: ClickHouseError) -> str:
    """What a server does, for whoever wrote its address. Nothing of the address is in it."""
    code = getattr(error, "code", None)
    if code in NOT_ADMITTED:
        return "refuses the user or the password"
    if code == UNKNOWN_DATABASE:
        return "has no such database: create it first"
    if code == ACCESS_DENIED:
        return "does not let the user make or alter tables in the database"
    return "cannot be used" if code else "does not answer"
