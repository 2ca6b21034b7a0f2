"""What a store on a server must do beyond the ports: bear outages, kills, lost answers, other processes."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from insights.adapters.clickhouse import embedded
from insights.adapters.clickhouse.embedded import EventStore
from insights.adapters.clickhouse.event_log import pieces, size_of
from insights.adapters.clickhouse.server import address, open_server
from insights.domain.errors import Invalid, Unavailable
from tests.adapters.clickhouse.test_embedded_store import SELECT_EVENT, read_back
from tests.builders.event_store import full_event, new_project, stored_event
from tests.builders.lost_answers import way_to
from tests.builders.services.clickhouse import ClickHouse, drop_clickhouse, fresh_clickhouse
from tests.builders.services.process import free_port
from tests.builders.services.session import Service, stopped


@asynccontextmanager
async def opened(server: Service, **options: Any) -> AsyncIterator[EventStore]:
    url = fresh_clickhouse(server.url)
    store = open_server(url, **options)
    yield store
    await store.close()
    drop_clickhouse(url)


@pytest.fixture
def private_clickhouse() -> Iterator[ClickHouse]:
    """One that a test may stop and kill."""
    server = ClickHouse()
    try:
        server.start()
        yield server
    finally:
        server.remove()


async def test_every_field_of_an_event_is_kept_exactly(clickhouse: Service) -> None:
    async with opened(clickhouse) as store:
        project = new_project()
        events = [full_event(project), stored_event(project, id="a")]
        await store.log.append(events)
        rows = await store.log.threads.call(lambda client: client.query(SELECT_EVENT).result_rows)
        assert [read_back(row) for row in rows] == events[::-1]


async def test_an_outage_is_unavailable_and_heals(private_clickhouse: ClickHouse) -> None:
    async with opened(private_clickhouse) as store:
        project = new_project()
        await store.log.append([stored_event(project)])
        with stopped(private_clickhouse):
            for call in (
                store.log.append([stored_event(project)]),
                store.log.stored([(project, "a")], since=0),
                store.reader.event_count(project),
                store.reader.first_event_time(project),
            ):
                with pytest.raises(Unavailable):
                    await call
            with pytest.raises(Unavailable, match="does not answer"):
                open_server(private_clickhouse.url)
        await store.log.append([stored_event(project)])
        assert await store.reader.event_count(project) == 2


async def test_an_append_whose_answer_is_lost_is_stored_once(clickhouse: Service) -> None:
    url = urlsplit(fresh_clickhouse(clickhouse.url))
    project = new_project()
    events = [stored_event(project) for _ in range(10)]
    with way_to((url.hostname or "", url.port or 8123), b"insert_deduplication_token=") as way:
        store = open_server(
            url._replace(netloc=f"{url.netloc.rpartition('@')[0]}@127.0.0.1:{way.port}").geturl()
        )
        way.losses = 1
        await store.log.append(events)
        assert (way.lost, await store.reader.event_count(project)) == (1, 10)

        way.losses = 3
        with pytest.raises(Unavailable):
            await store.log.append(later := [stored_event(project) for _ in range(5)])
        await store.log.append(later)
        assert (way.lost, await store.reader.event_count(project)) == (3, 15)
        await store.log.append([stored_event(project)])
        assert await store.reader.event_count(project) == 16
        await store.close()
    drop_clickhouse(url.geturl())


WRITER = """
import asyncio, sys
from insights.adapters.clickhouse.server import open_server
from tests.builders.event_store import stored_event

async def main():
    store = open_server(sys.argv[1])
    for n in range(int(sys.argv[3])):
        await store.log.append([stored_event(sys.argv[2], id=f"{sys.argv[4]} {n} {m}") for m in range(50)])
        assert await store.reader.event_count(sys.argv[2]) >= 50 * (n + 1)
        print("appended", flush=True)
    await store.close()

asyncio.run(main())
"""


def writer(url: str, project: str, appends: int, name: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, url, project, str(appends), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


async def test_several_processes_open_append_and_ask_at_once(clickhouse: Service) -> None:
    url, project = fresh_clickhouse(clickhouse.url), new_project()
    writers = [writer(url, project, 10, name) for name in "abc"]
    for each in writers:
        out, _ = await asyncio.to_thread(each.communicate)
        assert (each.returncode, out.count("appended")) == (0, 10)
    store = open_server(url)
    assert await store.reader.event_count(project) == 3 * 10 * 50
    await store.close()
    drop_clickhouse(url)


@pytest.mark.journey
async def test_what_was_appended_survives_a_kill_of_the_server(private_clickhouse: ClickHouse) -> None:
    project, acknowledged, tried = new_project(), 0, 0
    async with opened(private_clickhouse) as store:
        for kill_after in (1, 7, 13):
            batches = ([stored_event(project) for _ in range(50)] for _ in range(20))
            appends = [asyncio.create_task(store.log.append(batch)) for batch in batches]
            finished = asyncio.as_completed(appends)
            for _ in range(kill_after):
                await next(finished)
            private_clickhouse.kill()
            ended = await asyncio.gather(*appends, return_exceptions=True)
            assert all(isinstance(each, Unavailable) for each in ended if each is not None)
            acknowledged += ended.count(None)
            tried += len(appends)
            private_clickhouse.start()
        stored = await store.reader.event_count(project)
        assert acknowledged <= stored / 50 <= tried
        assert stored % 50 == 0


async def test_a_question_past_its_time_is_unavailable(
    clickhouse: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(embedded.READING, "max_execution_time", 1)
    endless = "SELECT count() FROM system.numbers WHERE NOT ignore(sipHash64(number))"
    async with opened(clickhouse) as store:
        with pytest.raises(Unavailable, match="longer than"):
            await store.reader.threads.call(lambda client: client.query(endless))
        assert await store.reader.event_count(new_project()) == 0


async def test_a_limit_that_the_server_does_not_know_is_left_out(
    clickhouse: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(embedded.READING, "no_such_limit", 1)
    async with opened(clickhouse) as store:
        assert await store.reader.event_count(new_project()) == 0


def test_an_address_is_read_from_a_url() -> None:
    full = address("clickhouse://me:p%40ss%2F@[::1]:9000/my%20db?secure=true&verify=false&ca_cert=/ca.pem")
    assert (full.host, full.port, full.user, full.password) == ("::1", 9000, "me", "p@ss/")
    assert (full.database, full.secure, full.verify, full.ca_cert) == ("my db", True, False, "/ca.pem")
    bare = address("clickhouse://h")
    assert (bare.port, bare.user, bare.password, bare.database) == (8123, "default", "", "default")
    assert (bare.secure, bare.verify, bare.ca_cert) == (False, True, None)
    tls = address("clickhouses://h")
    assert (tls.port, tls.secure) == (8443, True)
    assert "p@ss" not in f"{full!r} {full}"


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://u:s3cret@h", "must begin with `clickhouse://` or `clickhouses://`"),
        ("clickhouse://u:s3cret@/db", "must name a host"),
        ("clickhouse://u:s3cret@h:99999/db", "must name a port between 0 and 65535"),
        ("clickhouse://u:s3cret@h/db?compress=no", "`compress` is no option"),
    ],
)
def test_a_url_that_is_none_is_invalid_and_its_password_is_not_told(url: str, rule: str) -> None:
    with pytest.raises(Invalid, match=rule) as refused:
        open_server(url)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"user": "nobody:s3cret"}, "refuses the user or the password"),
        ({"path": "/nowhere"}, "has no such database"),
        ({"port": True}, "does not answer"),
    ],
)
def test_a_server_that_cannot_be_used_says_why(
    clickhouse: Service, change: dict[str, Any], reason: str
) -> None:
    parts = urlsplit(clickhouse.url)
    user, _, host = parts.netloc.rpartition("@")
    host = f"127.0.0.1:{free_port()}" if change.get("port") else host
    netloc = f"{change.get('user', user)}@{host}"
    url = parts._replace(netloc=netloc, path=change.get("path", parts.path)).geturl()
    with pytest.raises(Unavailable, match=reason) as refused:
        open_server(url)
    assert host in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_lists_are_asked_for_in_pieces_that_a_request_may_hold() -> None:
    keys = [("p", "🙂'\\" * 40), *(("p", f"{n:0128}") for n in range(2_000)), ("p", "x" * 200_000)]
    parts = list(pieces(keys))
    assert [key for part in parts for key in part] == keys
    assert all(sum(size_of(text) for key in part for text in key) <= 100_000 for part in parts[:-1])
    assert len(parts[-1]) == 1
    assert list(pieces([("p", 1), ("q", 2)])) == [[("p", 1), ("q", 2)]]
