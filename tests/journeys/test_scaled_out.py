"""Servers, workers and schedulers as processes of their own, under load, while one after another of all that
they are made of goes away: what was acknowledged is there once, and everything heals by itself."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders.both_ways import events_in, raw
from tests.builders.effects import assert_effects_once
from tests.builders.eventually import eventually
from tests.builders.scaled_out import Installation, empty, installation, shared_settings
from tests.builders.server import Server, new_site
from tests.builders.services.session import Service, stopped
from tests.builders.steady_load import Load

pytestmark = pytest.mark.journey

SOON_SECONDS = 120
KINDS = [("redis", "clickhouse"), ("rabbitmq", "mongo")]
"""Queue and event store; accounts are in PostgreSQL and what is shared in Redis."""

Say = Callable[[str, object], None]
"""A figure for the summary."""


@dataclass(frozen=True)
class Whole:
    installation: Installation
    services: dict[str, Service]
    """Those that are stopped and started."""

    @property
    def server(self) -> Server:
        return self.installation.processes["server"]


@pytest.fixture(scope="module", params=KINDS, ids=" and ".join)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A server, two workers, and two schedulers of which one leads. In the end all of them stop politely."""
    queue, events = request.param
    services = {name: request.getfixturevalue(name) for name in sorted({"postgres", "redis", queue})}
    for name in sorted({"redis", queue}):
        empty(services[name].url)
    postgres, redis, broker = (services[name].url for name in ("postgres", "redis", queue))
    env = shared_settings(postgres, redis, broker, request.getfixturevalue(events).url)
    with installation(tmp_path_factory.mktemp("scaled") / "installation", env) as opened:
        opened.add("serve", "server")
        for role in ("worker", "scheduler"):
            for number in (1, 2):
                opened.add(role, f"{role} {number}")
        opened.start()
        yield Whole(opened, services)
        assert opened.stop() == dict.fromkeys(opened.processes, 0)


@pytest.fixture
def say(record_property: Say) -> Say:
    return record_property


@contextmanager
def trouble(whole: Whole, what: str, say: Say) -> Iterator[Load]:
    """The block breaks something under load, and mends no more than an operator or a supervisor of processes
    would. All else has to heal; then it is looked at what became of every event."""
    site = new_site(whole.server, timezone="Asia/Kolkata")
    # The server that stands in for MongoDB takes some hundred events a second.
    load = Load(site, pause=0.3 if "mongo" in whole.installation.env["INSIGHTS_EVENTS_URL"] else 0.03)
    try:
        eventually(lambda: events_in(raw(site)) > 20, "events are recorded", SOON_SECONDS)
        yield load
        mended, before = time.monotonic(), len(load.acknowledged)
        whole.installation.wait_until_up()
        eventually(lambda: len(load.acknowledged) > before + 20, "events are taken again", SOON_SECONDS)
        load.end()
        sent = len(load.acknowledged)
        eventually(lambda: whole.installation.queued() == 0, "the queue is empty", SOON_SECONDS)
        eventually(lambda: events_in(raw(site)) >= sent, "all events are recorded", SOON_SECONDS)
    finally:
        load.done.set()
    seconds = time.monotonic() - mended
    say(what, f"{sent} events acknowledged, {load.refused} requests refused, healed in {seconds:.1f} s")
    assert_effects_once(site, load)


def test_a_worker_killed_in_mid_batch_loses_nothing_and_doubles_nothing(whole: Whole, say: Say) -> None:
    worker = whole.installation.processes["worker 1"]
    with trouble(whole, "worker killed", say) as load:
        eventually(lambda: worker.metric("insights_queue_oldest_age_seconds") > 0, "it is at work")
        worker.kill()
        worker.start()
    assert load.refused == 0


def test_a_server_killed_under_load_loses_nothing_and_doubles_nothing(whole: Whole, say: Say) -> None:
    with trouble(whole, "server killed", say):
        whole.server.kill()
        whole.server.start()


def test_a_scheduler_killed_while_it_leads_is_followed(whole: Whole, say: Say) -> None:
    one, other = (whole.installation.processes[f"scheduler {number}"] for number in (1, 2))
    eventually(lambda: leads(one) != leads(other), "one of them leads")
    leader, follower = (one, other) if leads(one) else (other, one)
    with trouble(whole, "leading scheduler killed", say) as load:
        leader.kill()
        eventually(lambda: leads(follower), "the other one leads")
        leader.start()
    assert not leads(leader)
    assert load.refused == 0


def leads(scheduler: Server) -> bool:
    log = scheduler.log_of_this_run
    return log.rfind('"event": "leading"') > log.rfind('"event": "no longer leading"')


def test_every_service_may_be_stopped_and_started_under_load(whole: Whole, say: Say) -> None:
    running = {name: one.process for name, one in whole.installation.processes.items()}
    for name, service in whole.services.items():
        with trouble(whole, f"{name} stopped and started", say), stopped(service):
            eventually(
                lambda: set(whole.installation.states()) != {"up"}, "its absence is seen", SOON_SECONDS
            )
    assert {name: one.process for name, one in whole.installation.processes.items()} == running
    assert "request failed" not in whole.server.log


def test_a_worker_on_a_database_that_lacks_migrations_says_so_and_ends(
    tmp_path: Path, postgres: Service, redis: Service, clickhouse: Service
) -> None:
    new = Installation(tmp_path, shared_settings(postgres.url, redis.url, redis.url, clickhouse.url))
    refused = new.command("worker")
    assert refused.returncode == 1
    assert "run `insights migrate`" in refused.stderr
