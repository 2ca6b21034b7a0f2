"""Matomo's tracking HTTP API, as matomo.js and its server-side clients speak it."""

from typing import Final

from insights.domain.ingestion.foreign_names import Product
from insights.entrypoints.http.wire.door import Door
from insights.entrypoints.http.wire.matomo.door import Matomo

ANSWERS: Final = {"200": "image/gif application/json", "204": "", "400": "text/plain"}
DOORS: Final = {
    "/matomo.php": Door(Product.MATOMO, Matomo, "Tracking API: one hit, or many as JSON", ANSWERS),
    "/piwik.php": Door(Product.MATOMO, Matomo, "The same under its former name", ANSWERS),
}
