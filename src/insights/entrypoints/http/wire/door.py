"""What is known of a path on which another product's SDK sends."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from insights.domain.ingestion.foreign_names import Product
from insights.entrypoints.http.ingestion.reception import Reception

JSON: Final = "application/json"


class Door(NamedTuple):
    """A path of another product that answers bare ASGI: events are sent to it, or something is asked."""

    product: Product
    kind: type[Reception]
    summary: str
    """One line for the API's description."""
    answers: Mapping[str, str] = {"200": JSON}
    """What it answers in the product's own words: the media types by status, with spaces between, and
    nothing where there is no body.
    Errors of other statuses are problems."""
