"""One process or several: which settings go together."""

from typing import Final

from insights.domain.errors import Fault, Invalid
from insights.entrypoints.settings import Settings

_SHARED: Final = {
    "database_url": ("postgresql",),
    "events_url": ("clickhouse", "mongodb"),
    "state_url": ("redis",),
}
_OWN: Final = {
    "database_url": "SQLite belongs to one process",
    "events_url": "the embedded engine belongs to one process",
    "state_url": "what one process remembers another does not know",
}


def check_shared_stores(settings: Settings) -> None:
    """Raises Invalid, naming all that is missing, where the queue is shared and something else is not."""
    if not settings.scaled_out:
        return
    faults = [
        Fault(f"INSIGHTS_{name.upper()}", f"must begin with {_choices(schemes)}: {_OWN[name]}")
        for name, schemes in _SHARED.items()
        if not str(getattr(settings, name)).startswith(schemes)
    ]
    if settings.secret_key is None:
        reason = "must be given, the same to every process: they sign and check each other's tokens"
        faults.append(Fault("INSIGHTS_SECRET_KEY", reason))
    if faults:
        listed = "; ".join(f"{fault.path} {fault.message}" for fault in faults)
        raise Invalid(
            f"With INSIGHTS_QUEUE_URL at a broker several processes share everything. {listed}.", faults
        )


def check_scaled_out(settings: Settings, process: str) -> None:
    """Raises Invalid where `insights serve` does the work of this process itself."""
    if not settings.scaled_out:
        raise Invalid(
            f"The {process} runs beside a server that shares its queue: set INSIGHTS_QUEUE_URL to redis://… "
            "or amqp://…. With the local queue `insights serve` does its work itself."
        )
    check_shared_stores(settings)


def _choices(schemes: tuple[str, ...]) -> str:
    return " or ".join(f"{scheme}://" for scheme in schemes)
