"""How a property's value is compared and shown."""

import msgspec

from insights.domain.ingestion.event import PropertyValue


def property_text(value: PropertyValue) -> str:
    """Text as it is, numbers and booleans as their JSON text: `3`, `0.5`, `true`."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
