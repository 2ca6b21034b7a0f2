"""What `insights doctor` finds of services, asked of real ones."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
import redis as redis_client
from tests.builders.event_store import fresh_mongodb, mongo_url
from tests.builders.mail_server import PASSWORD as MAIL_PASSWORD
from tests.builders.mail_server import USER, mail_server, signing_in
from tests.builders.services.clickhouse import drop_clickhouse, fresh_clickhouse
from tests.builders.services.postgres import drop_database, fresh_database, plain
from tests.builders.services.process import free_port
from tests.builders.services.redis import Redis
from tests.builders.services.session import Service

from insights.adapters.clickhouse.server import open_server
from insights.adapters.sqlalchemy.schema import migrate
from insights.entrypoints.diagnosis import Finding, State, examine
from insights.entrypoints.diagnosis.clickhouse import clickhouse as examine_clickhouse
from insights.entrypoints.diagnosis.findings import Check, unencrypted
from insights.entrypoints.diagnosis.mongodb import mongodb
from insights.entrypoints.diagnosis.rabbitmq import rabbitmq as examine_rabbitmq
from insights.entrypoints.diagnosis.redis import redis_as_queue, redis_as_state
from insights.entrypoints.diagnosis.relational import database, postgresql, replica
from insights.entrypoints.diagnosis.services import event_store, queue, shared_state
from insights.entrypoints.diagnosis.smtp import mail
from insights.entrypoints.redaction import redacted
from insights.entrypoints.settings import MailUrl, Settings

NAME, PASSWORD = "owner", "s3cret-word"


class ForgetfulRedis(Redis):
    """As a cache is set up."""

    name = "redis-cache"

    def command(self) -> list[str]:
        given = dict(zip(*[iter(super().command()[1:])] * 2, strict=True))
        given |= {"--appendonly": "no", "--maxmemory-policy": "allkeys-lru"}
        return [super().command()[0], *(word for pair in given.items() for word in pair)]


@pytest.fixture
def forgetful_redis() -> Iterator[Redis]:
    server = ForgetfulRedis()
    try:
        server.start()
        yield server
    finally:
        server.remove()


def wrong(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.state is not State.WELL]


def test_a_redis_that_keeps_everything_is_well_as_a_queue(redis: Service) -> None:
    findings = list(redis_as_queue("Event queue", redis.url))
    assert wrong(findings) == []
    assert findings[0].found.startswith("Redis ")
    assert findings[0].found.endswith(" ms")


def test_messages_that_no_worker_could_read_are_a_warning(tmp_path: Path, redis: Service) -> None:
    settings = Settings(data_dir=tmp_path, queue_url=redis.url)
    with redis_client.Redis.from_url(redis.url) as client:
        client.flushdb()
        assert [found for found in wrong(list(queue(settings))) if "read" in found.found] == []
        client.hset("insights:queue:recording.XQ.msgs", "one", "unreadable")
        (found,) = [found for found in wrong(list(queue(settings))) if "read" in found.found]
        client.flushdb()
    assert found.state is State.WARNING
    assert found.found.startswith("1 messages")


def test_a_redis_that_may_forget_is_bad_as_a_queue_and_well_for_state(forgetful_redis: Redis) -> None:
    found = wrong(list(redis_as_queue("Event queue", forgetful_redis.url)))
    assert [finding.state for finding in found] == [State.BAD, State.BAD]
    assert [finding.mend for finding in found] == [
        "Set appendonly yes in redis.conf.",
        "Set maxmemory-policy noeviction.",
    ]
    assert wrong(list(redis_as_state("Shared state", forgetful_redis.url))) == []


def test_rabbitmq_tells_its_version(rabbitmq: Service) -> None:
    (finding,) = examine_rabbitmq("Event queue", rabbitmq.url)
    assert finding.state is State.WELL
    assert finding.found.startswith("RabbitMQ ")


async def test_mongodb_lacks_its_indexes_until_a_store_was_opened(mongo: Service) -> None:
    (well, missing) = list(mongodb("Event store", mongo_url(mongo.url)))
    assert well.state is State.WELL
    assert well.found.startswith("MongoDB ")
    assert "indexes not made yet: questions, received, visits" in missing.found
    async with fresh_mongodb(mongo.url) as store:
        opened = mongo_url(mongo.url, store.events.collection.database.name)
        assert wrong(list(mongodb("Event store", opened))) == []


async def test_clickhouse_lacks_its_schema_until_a_store_was_opened(clickhouse: Service) -> None:
    url = fresh_clickhouse(clickhouse.url)
    well, lacking = examine_clickhouse("Event store", url)
    assert well.state is State.WELL
    assert well.found.startswith("ClickHouse ")
    assert "steps of the schema missing" in lacking.found
    await (await asyncio.to_thread(open_server, url)).close()
    assert wrong(list(examine_clickhouse("Event store", url))) == []
    drop_clickhouse(url)


def test_postgresql_tells_what_it_lacks(postgres: Service) -> None:
    url = fresh_database(postgres.url)
    lacking = wrong(list(postgresql(url)))
    assert [finding.mend for finding in lacking] == ["insights migrate"]
    migrate(url)
    findings = list(postgresql(url))
    assert wrong(findings) == []
    assert findings[0].found.startswith("PostgreSQL ")
    with psycopg.connect(plain(url), autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off'.encode())
    (careless,) = wrong(list(postgresql(url)))
    assert careless.state is State.BAD
    assert "synchronous_commit off" in careless.found
    drop_database(url)


def test_a_replica_that_follows_nobody_is_warned_of(postgres: Service, tmp_path: Path) -> None:
    well, alone = replica(Settings(data_dir=tmp_path, database_replica_url=postgres.url))
    assert well.found.startswith("PostgreSQL ")
    assert (alone.state, "follows no other server" in alone.found) == (State.WARNING, True)
    assert list(replica(Settings(data_dir=tmp_path))) == []


async def test_a_mail_server_that_takes_the_password_is_well_and_another_is_told_of(tmp_path: Path) -> None:
    async with mail_server(authenticator=signing_in, auth_require_tls=False, auth_required=True) as server:
        good = f"smtp://{USER}:{quote(MAIL_PASSWORD, safe='')}@127.0.0.1:{server.port}?tls=none"
        (well,) = await mail_findings(tmp_path, good)
        assert well.state is State.WELL
        assert well.found.startswith(f"127.0.0.1:{server.port}, signed in as {USER}, ")
        (refused,) = await mail_findings(tmp_path, good.replace(f"{USER}:", f"{USER}:{PASSWORD}"))
        assert refused.state is State.BAD
        assert PASSWORD not in repr(refused)
    (away,) = await mail_findings(tmp_path, good)
    assert away.state is State.BAD
    assert await mail_findings(tmp_path, "outbox://") == []
    assert server.received == []


async def mail_findings(folder: Path, url: str) -> list[Finding]:
    settings = Settings(data_dir=folder, mail_url=MailUrl(url))
    return await asyncio.to_thread(lambda: list(mail(settings)))


AWAY = [
    ("database_url", "postgresql+psycopg", database),
    ("database_replica_url", "postgresql+psycopg", replica),
    ("events_url", "clickhouse", event_store),
    ("events_url", "mongodb", event_store),
    ("queue_url", "redis", queue),
    ("queue_url", "amqp", queue),
    ("state_url", "redis", shared_state),
]


@pytest.mark.parametrize(("setting", "scheme", "check"), AWAY)
def test_a_service_that_is_away_is_bad_and_its_password_is_not_told(
    tmp_path: Path, setting: str, scheme: str, check: Check
) -> None:
    url = f"{scheme}://{NAME}:{PASSWORD}@127.0.0.1:{free_port()}/1"
    (finding,) = check(Settings(data_dir=tmp_path, **{setting: url}))
    assert finding.state is State.BAD
    assert "127.0.0.1" in finding.found
    assert "host, port, user and password" in finding.mend
    assert PASSWORD not in repr(finding)


def test_every_check_is_told_of_before_it_is_made(tmp_path: Path) -> None:
    told: list[str] = []
    settings = Settings(data_dir=tmp_path, events_url=f"mongodb://u:{PASSWORD}@127.0.0.1:{free_port()}/x")
    findings = list(examine(settings, told.append))
    assert told == [
        "Python", "Disk", "Secret key", "Database", "Replica", "Event store", "Queue", "Shared state", "Mail",
        "Owner", "Places", "Assets",
    ]  # fmt: skip
    bad = {finding.about for finding in wrong(findings) if finding.state is State.BAD}
    assert {"Event store", "Owner"} <= bad
    assert PASSWORD not in repr(findings)


def test_a_way_that_leaves_the_machine_without_encryption_is_warned_of() -> None:
    (warned,) = unencrypted("Event store", "mongodb://u:p@db.example.com/x", "Add tls=true to the URL")
    assert warned.state is State.WARNING
    assert "db.example.com is not encrypted" in warned.found
    assert list(unencrypted("Event store", "mongodb://u:p@127.0.0.1:1/x", "")) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mongodb://u:p@h:1/d?tls=true", "mongodb://…@h:1/d?tls=true"),
        ("no postgresql://u:p/w@a@h/d here", "no postgresql://…@h/d here"),
        ("redis://h/0?password=x&db=1", "redis://h/0?password=…&db=1"),
        ("mongodb://h/?tlsCertificateKeyFilePassword=x", "mongodb://h/?tlsCertificateKeyFilePassword=…"),
        ("nothing of the kind, a@b", "nothing of the kind, a@b"),
    ],
)
def test_what_opens_the_door_is_left_out_of_urls(text: str, shown: str) -> None:
    assert redacted(text) == shown
