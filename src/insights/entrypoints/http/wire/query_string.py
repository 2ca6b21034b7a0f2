"""Hits that come as query strings and forms."""

from typing import Final
from urllib.parse import parse_qsl

from insights.domain.errors import Invalid
from insights.domain.ingestion.text import clean_text

MOST_PARAMETERS: Final = 500


def parameters(query: bytes) -> dict[str, str]:
    """Of a repeated one the last; empty ones are left out. Raises Invalid for too many."""
    try:
        pairs = parse_qsl(query.decode(errors="replace"), max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise Invalid(f"A hit must have at most {MOST_PARAMETERS} parameters.") from None
    return {name: clean_text(text) for name, text in pairs}
