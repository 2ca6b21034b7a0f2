"""A scaled-out installation: real server, worker and scheduler processes over real services."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pika
import redis
from dramatiq.common import xq_name

from insights.adapters.dramatiq.queue import QUEUE
from insights.adapters.dramatiq.redis_intake import NAMESPACE
from tests.builders.event_store import mongo_url
from tests.builders.eventually import COMMAND_SECONDS, eventually
from tests.builders.server import STOP_SECONDS, Server, clean_environment
from tests.builders.services.clickhouse import fresh_clickhouse
from tests.builders.services.postgres import fresh_database

HEAL_SECONDS = 120
SECRET = "one key for all processes of this installation"


@dataclass
class Installation:
    """Processes that share everything but their machine's folder."""

    folder: Path
    env: Mapping[str, str]
    processes: dict[str, Server] = field(default_factory=dict)

    def add(self, role: str, name: str) -> Server:
        """Not started yet."""
        self.processes[name] = Server(self.folder / name, self.env, role=role)
        return self.processes[name]

    def start(self) -> None:
        """All that was added, at once."""
        for one in self.processes.values():
            one.launch()
        for one in self.processes.values():
            one.wait_until_ready()

    def stop(self) -> dict[str, int]:
        """All of them, politely; their exit codes."""
        for one in self.processes.values():
            assert one.process
            one.process.terminate()
        return {name: one.process.wait(STOP_SECONDS) for name, one in self.processes.items() if one.process}

    def states(self) -> list[str]:
        """What each process says about itself: `up`, `degraded` or `down`; or `away`."""
        return [one.state() for one in self.processes.values()]

    def wait_until_up(self) -> None:
        eventually(lambda: set(self.states()) == {"up"}, "all are up again", HEAL_SECONDS)

    def queued(self) -> int:
        """Messages that wait for a worker, or are with one, be it a dead one."""
        broker = self.env["INSIGHTS_QUEUE_URL"]
        if broker.startswith("redis"):
            with redis.Redis.from_url(broker) as client:
                return int(client.hlen(f"{NAMESPACE}:{QUEUE}.msgs"))
        with closing(pika.BlockingConnection(pika.URLParameters(broker))) as connection:
            waiting = connection.channel().queue_declare(QUEUE, passive=True).method.message_count
        workers = (one for one in self.processes.values() if one.role == "worker")
        return int(waiting + sum(one.metric("insights_queue_messages") for one in workers))

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """One `insights` command on the same stores."""
        return subprocess.run(
            [sys.executable, "-m", "insights", *words, "--data-dir", str(self.folder / "commands")],
            env={**clean_environment(), **self.env}, capture_output=True, text=True, check=False,
            timeout=COMMAND_SECONDS,
        )  # fmt: skip


def shared_settings(postgres: str, redis: str, queue: str, events: str) -> dict[str, str]:
    """Settings of an installation of its own within the services: its databases are new and empty."""
    on_clickhouse = events.startswith("clickhouse")
    return {
        "INSIGHTS_DATABASE_URL": fresh_database(postgres),
        "INSIGHTS_STATE_URL": redis,
        "INSIGHTS_QUEUE_URL": queue,
        "INSIGHTS_EVENTS_URL": fresh_clickhouse(events) if on_clickhouse else mongo_url(events),
        "INSIGHTS_SECRET_KEY": SECRET,
        "INSIGHTS_RATE_LIMIT_ENABLED": "false",
        "INSIGHTS_ROLLUP_INTERVAL": "1",
    }


def empty(broker: str) -> None:
    """No message of an earlier installation is left: all of them name their queue alike."""
    if broker.startswith("redis"):
        with redis.Redis.from_url(broker) as client:
            client.flushdb()
        return
    with closing(pika.BlockingConnection(pika.URLParameters(broker))) as connection:
        channel = connection.channel()
        for queue in (QUEUE, xq_name(QUEUE)):
            channel.queue_delete(queue)


@contextmanager
def installation(folder: Path, env: Mapping[str, str]) -> Iterator[Installation]:
    """Migrated; whatever runs of it at the end is stopped."""
    folder.mkdir()
    whole = Installation(folder, env)
    with ExitStack() as stack:
        stack.callback(_end, whole)
        migrated = whole.command("migrate")
        assert migrated.returncode == 0, migrated.stderr
        yield whole


def _end(whole: Installation) -> None:
    running = [one for one in whole.processes.values() if one.process and one.process.poll() is None]
    for one in running:
        assert one.process
        one.process.terminate()
    for one in running:
        assert one.process
        try:
            one.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            one.kill()
