"""The closed list of dimensions, one line each, and what stands for a value that is absent."""

from enum import StrEnum
from typing import Final

import msgspec

from insights.domain.analytics.countries import COUNTRY_NAMES


class Scope(StrEnum):
    """Where the value of a dimension comes from."""

    EVENT = "event"
    VISIT = "visit"
    PROPERTY = "property"
    """A property of the event; `column` is its key."""
    GOAL = "goal"
    """The names of the goals that the event reaches, so an event may have several values, or none."""
    TIME = "time"
    """The local bucket of the event or of the visit's first event; `column` is its length."""


class Reads(StrEnum):
    """Which event of a visit a `visit:` dimension is read from."""

    FIRST_EVENT = "first event"
    FIRST_PAGE = "first page view"
    LAST_PAGE = "last page view"


class Dimension(msgspec.Struct, frozen=True):
    name: str
    scope: Scope
    column: str = ""
    """The field of `Event`; a property's key; `minute`, `hour`, `day`, `week` or `month`."""
    absent: str = ""
    """Shown, and seen by filters, where the stored value is empty or there is no event to read."""
    reads: Reads = Reads.FIRST_EVENT
    names: dict[str, str] = {}
    """Stored values that are shown, and seen by filters, under another name."""

    def shown(self, stored: str) -> str:
        return self.names.get(stored, stored) or self.absent


NOT_SET: Final = "(not set)"
NO_SOURCE: Final = "Direct / None"
NO_PROPERTY: Final = "(none)"
PROPERTY_PREFIX: Final = "event:props:"
MAX_PROPERTY_KEY: Final = 300


def _visit(name: str, column: str = "", absent: str = NOT_SET) -> Dimension:
    return Dimension(f"visit:{name}", Scope.VISIT, column or name, absent)


def _page(name: str, column: str, reads: Reads) -> Dimension:
    return Dimension(f"visit:{name}", Scope.VISIT, column, reads=reads)


_LIST: Final = (
    Dimension("event:page", Scope.EVENT, "path"),
    Dimension("event:hostname", Scope.EVENT, "hostname"),
    Dimension("event:name", Scope.EVENT, "name"),
    Dimension("event:goal", Scope.GOAL),
    _page("entry_page", "path", Reads.FIRST_PAGE),
    _page("exit_page", "path", Reads.LAST_PAGE),
    _page("entry_page_hostname", "hostname", Reads.FIRST_PAGE),
    _page("exit_page_hostname", "hostname", Reads.LAST_PAGE),
    _visit("source", absent=NO_SOURCE),
    _visit("referrer"),
    _visit("channel"),
    _visit("utm_source"),
    _visit("utm_medium"),
    _visit("utm_campaign"),
    _visit("utm_content"),
    _visit("utm_term"),
    _visit("device"),
    _visit("screen"),
    _visit("browser"),
    _visit("browser_version"),
    _visit("os"),
    _visit("os_version"),
    _visit("country"),
    _visit("region"),
    _visit("city"),
    Dimension("visit:country_name", Scope.VISIT, "country", NOT_SET, names=COUNTRY_NAMES),
    _visit("region_name", "region"),
    _visit("city_name", "city"),
    Dimension("time:minute", Scope.TIME, "minute"),
    Dimension("time:hour", Scope.TIME, "hour"),
    Dimension("time:day", Scope.TIME, "day"),
    Dimension("time:week", Scope.TIME, "week"),
    Dimension("time:month", Scope.TIME, "month"),
)

DIMENSIONS: Final[dict[str, Dimension]] = {dimension.name: dimension for dimension in _LIST}
"""All but the properties, which have as many names as there are keys. `time` alone is resolved by parsing."""


def find_dimension(name: str) -> Dimension | None:
    """The dimension of this name, `event:props:<key>` included; None when there is none."""
    key = name.removeprefix(PROPERTY_PREFIX)
    if key != name and 0 < len(key) <= MAX_PROPERTY_KEY:
        return Dimension(name, Scope.PROPERTY, key, NO_PROPERTY)
    return DIMENSIONS.get(name)


def dimension_of(name: str) -> Dimension:
    """The dimension of a name that parsing has let through."""
    dimension = find_dimension(name)
    if dimension is None:
        raise KeyError(name)
    return dimension
