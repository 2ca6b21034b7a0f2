"""What the driver and the server refuse, in the product's own errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bson.errors import BSONError
from pymongo.errors import BulkWriteError, DocumentTooLarge, ExecutionTimeout, PyMongoError

from insights.domain.errors import Invalid, Unavailable

DUPLICATE_KEY: Final = 11000


@contextmanager
def refusals() -> Iterator[None]:
    """Invalid for an event that cannot be a document, Unavailable for the rest. The server's text stays in
    `__cause__`: it may quote a visitor's data."""
    try:
        yield
    except (BSONError, DocumentTooLarge, OverflowError, UnicodeError) as error:
        raise Invalid(f"MongoDB cannot keep this event: {type(error).__name__}.") from error
    except ExecutionTimeout as error:
        raise Unavailable(
            "The question took longer than the event store allows; ask for a shorter period."
        ) from error
    except PyMongoError as error:
        raise Unavailable("The event store could not do this now.", retry_after=5) from error


def ignore_repeats(error: BulkWriteError) -> None:
    """An event that is there was appended before. Raises the error again if it has another fault."""
    faults = error.details.get("writeErrors", [])
    concerns = error.details.get("writeConcernErrors", [])
    if concerns or any(fault["code"] != DUPLICATE_KEY for fault in faults):
        raise error
