"""Some products' requests may be for several sites at once."""

from collections.abc import Iterable
from typing import Final

from insights.domain.errors import Invalid

MOST_SITES: Final = 50
"""Each is looked up, and one that is unknown each time anew: nobody may make one request cost thousands."""


def distinct_sites(named: Iterable[str]) -> list[str]:
    """Each once, in the order named. Raises Invalid."""
    sites = list(dict.fromkeys(named))
    if len(sites) > MOST_SITES:
        raise Invalid(f"One request may be for at most {MOST_SITES} sites, not {len(sites):,}.")
    return sites
