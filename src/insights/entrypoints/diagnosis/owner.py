"""The process that owns the data directory, and what it says of its stores."""

from collections.abc import Iterator

from insights.entrypoints.cli.owner import ask_owner
from insights.entrypoints.data_dir import owner_of
from insights.entrypoints.diagnosis.findings import Finding, State
from insights.entrypoints.settings import Settings

LAG_SECONDS = 60


def owner(settings: Settings) -> Iterator[Finding]:
    """Through the running server if there is one; else the stores are opened here, which proves them."""
    pid = owner_of(settings.data_dir)
    if pid is not None and not settings.socket_file.exists():
        mend = "Wait if it is starting; else stop that process."
        yield Finding("Owner", State.BAD, f"process {pid} holds the data directory without serving", mend)
        return
    status = ask_owner(settings, "GET", "/status")
    running = f"a server is running, process {status['pid']}, version {status['version']}"
    shared = "nobody: several processes share the stores; opened for this check"
    alone = shared if settings.scaled_out else "no server is running; opened for this check"
    yield Finding("Owner", State.WELL, running if pid else alone)
    for name, dependency in status["health"]["dependencies"].items():
        state = State.WELL if dependency["state"] == "up" else State.BAD
        yield Finding(name.capitalize(), state, f"{dependency['state']}, {dependency['latency_ms']} ms")
    lag = status["queue_oldest_age_ms"] / 1000
    waiting = f"{status['queue_events']} events wait to be recorded"
    if pid and lag > LAG_SECONDS:
        mend = "The recorder lags: look for errors in the server's log."
        yield Finding("Queue", State.WARNING, f"{waiting}, the oldest for {lag:.0f} s", mend)
    else:
        yield Finding("Queue", State.WELL, waiting)
    yield _messages(status["messages"])


def _messages(backlog: dict[str, int]) -> Finding:
    """Mail and other effects that follow from what was stored."""
    found = f"{backlog['waiting']} wait to be delivered, {backlog['failed']} were given up"
    if backlog["failed"]:
        mend = "`insights users mails --failed` says why; mend it and add --again."
        return Finding("Messages", State.WARNING, found, mend)
    return Finding("Messages", State.WELL, found)
