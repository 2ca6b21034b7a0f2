"""Google Analytics 4: the Measurement Protocol of servers and apps, and what gtag.js sends from pages."""

from typing import Final

from insights.domain.ingestion.foreign_names import Product
from insights.entrypoints.http.wire.door import Door
from insights.entrypoints.http.wire.ga4.doors import Gtag, MeasurementProtocol, ValidationServer

NO_BODY: Final = {"204": ""}
DOORS: Final = {
    "/mp/collect": Door(Product.GA4, MeasurementProtocol, "Measurement Protocol: up to 25 events", NO_BODY),
    "/debug/mp/collect": Door(Product.GA4, ValidationServer, "Measurement Protocol: validate, keep nothing"),
    "/g/collect": Door(Product.GA4, Gtag, "What gtag.js sends: one event, or one a line", NO_BODY),
}
