"""Which settings go together, and what is said of those that do not."""

import pytest
from typer.testing import CliRunner

from insights.domain.errors import Invalid
from insights.entrypoints.cli.app import app
from insights.entrypoints.deployment import check_scaled_out, check_shared_stores
from insights.entrypoints.settings import Secret, Settings

SHARED = {
    "database_url": "postgresql+psycopg://db/insights",
    "events_url": "mongodb://events/insights",
    "state_url": "redis://state",
    "secret_key": Secret("x" * 32),
}


@pytest.mark.parametrize("queue", ["redis://queue", "rediss://queue", "amqp://queue", "amqps://queue"])
def test_a_shared_queue_goes_with_stores_that_are_shared(queue: str) -> None:
    check_shared_stores(Settings(queue_url=queue, **SHARED))  # type: ignore[arg-type]  # by name
    check_scaled_out(Settings(queue_url=queue, **SHARED), "worker")  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("queue", ["", "local:///var/queue"])
def test_a_local_queue_goes_with_any_store(queue: str) -> None:
    check_shared_stores(Settings(queue_url=queue))
    check_shared_stores(Settings(queue_url=queue, **SHARED))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize("missing", list(SHARED))
def test_what_is_not_shared_beside_a_shared_queue_is_named(missing: str) -> None:
    given = {name: value for name, value in SHARED.items() if name != missing}
    with pytest.raises(Invalid) as refused:
        check_shared_stores(Settings(queue_url="redis://queue", **given))  # type: ignore[arg-type]  # by name
    (fault,) = refused.value.faults
    assert fault.path == f"INSIGHTS_{missing.upper()}"
    assert fault.path in str(refused.value)


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        check_shared_stores(Settings(queue_url="redis://queue"))
    assert len(refused.value.faults) == len(SHARED)


@pytest.mark.parametrize("process", ["worker", "scheduler"])
def test_processes_beside_a_server_want_a_shared_queue(process: str, tmp_path: object) -> None:
    result = CliRunner().invoke(app, [process, "--data-dir", str(tmp_path)])
    assert isinstance(result.exception, Invalid)
    assert "INSIGHTS_QUEUE_URL" in str(result.exception)
