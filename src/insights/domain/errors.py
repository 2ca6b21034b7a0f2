"""The five kinds of error that the product speaks in; the edge maps each to one problem response."""

from collections.abc import Sequence

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """One refused value: where it stands (`events[3].name`) and the rule it breaks, with the value."""

    path: str
    message: str


class InsightsError(Exception):
    """What every error of the product has in common: `str(error)` is a sentence for the caller."""


class NotFound(InsightsError):
    """It does not exist, or belongs to another organization: the caller cannot tell which."""


class Conflict(InsightsError):
    """It contradicts what is stored: a name taken, a state that does not allow it."""


class Invalid(InsightsError):
    """The input breaks a rule; `faults` names each place."""

    def __init__(self, detail: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.faults = tuple(faults)


class TooLarge(Invalid):
    """The input is larger than its stated limit."""


class Forbidden(InsightsError):
    """The caller is known, but may not do this."""


class Unauthenticated(Forbidden):
    """No credential, or one that is unknown, expired or revoked."""


class Unavailable(InsightsError):
    """It cannot be done now; trying again after `retry_after` seconds is safe."""

    def __init__(self, detail: str, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class RateLimited(Unavailable):
    """The caller has used up its share for now."""
