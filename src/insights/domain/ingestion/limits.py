"""How large what is sent may be. Title, referrer and agent are cut to their limit; all else is refused."""

from typing import Final

BODY_BYTES: Final = 1_048_576
"""As it comes over the wire, compressed or not."""
DECOMPRESSED_BYTES: Final = 4 * 1_048_576
EVENTS: Final = 1_000
NAME: Final = 120
ID: Final = 128
"""Of an event."""
PERSON: Final = 300
"""Of a visitor id, a user id or a previous id."""
URL: Final = 2_000
TITLE: Final = 500
REFERRER: Final = 2_000
LANGUAGE: Final = 35
"""As long as a BCP 47 tag is in practice."""
SDK: Final = 80
USER_AGENT: Final = 1_000
"""Cut, so that no header makes every queued event large."""
PROPERTIES: Final = 50
PROPERTY_KEY: Final = 300
PROPERTY_VALUE: Final = 2_000
PROPERTY_DEPTH: Final = 3
"""Objects nested deeper are kept as JSON text, as arrays are."""
INTEGER: Final = 2**63 - 1
AMOUNT: Final = 10**14
"""Amounts lie strictly between minus and plus this, with at most `AMOUNT_DECIMALS`: they fit 18 digits."""
AMOUNT_DECIMALS: Final = 4
ENGAGED_MS: Final = 30 * 86_400_000
AGE_MS: Final = 3_653 * 86_400_000
"""Ten years: what claims to be older is refused, as it is nearly always a broken clock or unit."""
SHOWN: Final = 100
"""Characters of a refused value that its message repeats."""
