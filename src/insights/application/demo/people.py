"""Who comes to the demo's shop: places, languages and devices, each with how common it is."""

from typing import Final

import msgspec

from insights.application.ports.enrichment import Place


class Device(msgspec.Struct, frozen=True):
    user_agent: str
    screen: str
    """The class of the screen's width, as stored."""


PLACES: Final = (
    (14, Place("DE", "Land Berlin", "Berlin"), "de-DE"),
    (9, Place("DE", "Bavaria", "Munich"), "de-DE"),
    (8, Place("DE", "Hamburg", "Hamburg"), "de-DE"),
    (5, Place("DE", "Hesse", "Frankfurt am Main"), "de-DE"),
    (4, Place("DE", "North Rhine-Westphalia", "Cologne"), "de-DE"),
    (6, Place("AT", "Vienna", "Vienna"), "de-AT"),
    (5, Place("CH", "Zurich", "Zurich"), "de-CH"),
    (7, Place("US", "New York", "New York"), "en-US"),
    (5, Place("US", "California", "San Francisco"), "en-US"),
    (3, Place("US", "Texas", "Austin"), "en-US"),
    (8, Place("GB", "England", "London"), "en-GB"),
    (2, Place("GB", "Scotland", "Edinburgh"), "en-GB"),
    (5, Place("FR", "Île-de-France", "Paris"), "fr-FR"),
    (4, Place("NL", "North Holland", "Amsterdam"), "nl-NL"),
    (3, Place("SE", "Stockholm County", "Stockholm"), "sv-SE"),
    (3, Place("PL", "Mazovia", "Warsaw"), "pl-PL"),
    (2, Place("ES", "Catalonia", "Barcelona"), "es-ES"),
    (2, Place("IT", "Lombardy", "Milan"), "it-IT"),
    (2, Place("JP", "Tokyo", "Tokyo"), "ja-JP"),
    (1, Place("BR", "São Paulo", "São Paulo"), "pt-BR"),
    (1, Place("AU", "Victoria", "Melbourne"), "en-AU"),
    (1, Place("IN", "Karnataka", "Bengaluru"), "en-IN"),
)

_CHROME: Final = "(KHTML, like Gecko) Chrome/142.0.0.0"
_APPLE: Final = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1"
_WINDOWS: Final = "Mozilla/5.0 (Windows NT 10.0; Win64; x64"
_MAC: Final = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"

DEVICES: Final = (
    (24, Device(f"{_WINDOWS}) AppleWebKit/537.36 {_CHROME} Safari/537.36", "Desktop")),
    (6, Device(f"{_WINDOWS}) AppleWebKit/537.36 {_CHROME} Safari/537.36", "Laptop")),
    (6, Device(f"{_WINDOWS}) AppleWebKit/537.36 {_CHROME} Safari/537.36 Edg/142.0.0.0", "Desktop")),
    (5, Device(f"{_WINDOWS}; rv:145.0) Gecko/20100101 Firefox/145.0", "Desktop")),
    (8, Device(f"{_MAC} {_APPLE} Safari/605.1.15", "Laptop")),
    (7, Device(f"{_MAC} AppleWebKit/537.36 {_CHROME} Safari/537.36", "Laptop")),
    (2, Device("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Desktop")),
    (
        20,
        Device(
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) {_APPLE} Mobile/15E148 Safari/604.1",
            "Mobile",
        ),
    ),
    (
        18,
        Device(
            f"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 {_CHROME} Mobile Safari/537.36", "Mobile"
        ),
    ),
    (2, Device("Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "Mobile")),
    (
        3,
        Device(
            f"Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) {_APPLE} Mobile/15E148 Safari/604.1", "Tablet"
        ),
    ),
)
