"""What `insights doctor` looks at: each check says what it found and how to mend what is wrong."""

from collections.abc import Callable, Iterator
from typing import Final

from insights.domain.errors import InsightsError
from insights.entrypoints.diagnosis.findings import Check, Finding, State
from insights.entrypoints.diagnosis.machine import assets, disk, places, python, secret_key
from insights.entrypoints.diagnosis.owner import owner
from insights.entrypoints.diagnosis.relational import database, replica
from insights.entrypoints.diagnosis.services import event_store, queue, shared_state
from insights.entrypoints.diagnosis.smtp import mail
from insights.entrypoints.redaction import redacted
from insights.entrypoints.settings import Settings

__all__ = ["Finding", "State", "examine"]

CHECKS: Final[tuple[Check, ...]] = (
    python,
    disk,
    secret_key,
    database,
    replica,
    event_store,
    queue,
    shared_state,
    mail,
    owner,
    places,
    assets,
)


def examine(settings: Settings, begun: Callable[[str], None]) -> Iterator[Finding]:
    """One finding after the other; `begun` is told what is looked at next. A check that fails in a way nobody
    foresaw is a finding too."""
    for check in CHECKS:
        begun(_title(check))
        try:
            yield from check(settings)
        except InsightsError as error:
            yield Finding(_title(check), State.BAD, redacted(str(error)))
        except Exception as error:
            first_line = redacted(str(error)).partition("\n")[0]
            yield Finding(_title(check), State.BAD, f"{type(error).__name__}: {first_line}", "See the log.")


def _title(check: Check) -> str:
    return check.__name__.replace("_", " ").capitalize()
