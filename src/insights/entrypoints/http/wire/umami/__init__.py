"""Umami: events, identifications and measurements."""

from collections.abc import Mapping
from typing import Final

from insights.domain.ingestion.foreign_names import Product
from insights.entrypoints.http.wire.door import JSON, Door
from insights.entrypoints.http.wire.umami.door import UmamiBatch, UmamiSend

_ANSWERS: Final = dict.fromkeys(("200", "400", "413", "429", "503"), JSON)

DOORS: Final[Mapping[str, Door]] = {
    "/api/batch": Door(Product.UMAMI, UmamiBatch, "Send a list of what `/api/send` takes", _ANSWERS),
    "/api/send": Door(Product.UMAMI, UmamiSend, "Send an event, an identification or measurements", _ANSWERS),
}
