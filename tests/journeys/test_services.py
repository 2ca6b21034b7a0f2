"""The servers that other tests lean on: private, real, kept over a kill, and gone with the session."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.builders.eventually import eventually
from tests.builders.services.postgres import drop_database, fresh_database, plain
from tests.builders.services.process import PrivateService
from tests.builders.services.rabbitmq import RabbitMq
from tests.builders.services.redis import Redis
from tests.builders.services.session import Service, session_service, stopped

pytestmark = pytest.mark.journey
SECONDS = 30

A_SESSION = """
import time
from tests.builders.services.redis import Redis
server = Redis()
server.start()
print(server.port, server.folder, flush=True)
time.sleep(600)
"""


def redis_says(server: Service, command: str) -> str:
    port = int(server.url.rsplit(":")[-1].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        connection.sendall(f"{command}\r\n".encode())
        return connection.recv(1000).decode()


def test_redis_keeps_what_it_was_told_over_a_kill(redis: Service) -> None:
    assert redis_says(redis, "SET colour blue") == "+OK\r\n"
    redis.kill()
    redis.start()
    assert redis_says(redis, "GET colour") == "$4\r\nblue\r\n"


def test_postgres_keeps_what_it_committed_over_a_kill(postgres: Service) -> None:
    url = fresh_database(postgres.url)
    with psycopg.connect(plain(url)) as connection:
        connection.execute("CREATE TABLE colours AS SELECT 'blue' AS colour")
    postgres.kill()
    postgres.start()
    with psycopg.connect(plain(url)) as connection:
        assert connection.execute("SELECT colour FROM colours").fetchall() == [("blue",)]
    drop_database(url)


def test_a_stopped_server_refuses_until_it_is_started_again(postgres: Service) -> None:
    with stopped(postgres), pytest.raises(psycopg.OperationalError):
        psycopg.connect(plain(postgres.url))
    with psycopg.connect(plain(postgres.url)) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_rabbitmq_answers_again_after_a_kill(rabbitmq: Service) -> None:
    rabbitmq.kill()
    rabbitmq.start()
    if isinstance(rabbitmq, RabbitMq):
        assert rabbitmq.answers()


def make_a_table(url: str) -> None:
    with psycopg.connect(plain(url)) as connection:
        connection.execute("CREATE TABLE made (n int)")


def test_fresh_databases_are_copies_that_know_nothing_of_each_other(postgres: Service) -> None:
    first, second = (fresh_database(postgres.url, make_a_table) for _ in range(2))
    with psycopg.connect(plain(first)) as connection:
        connection.execute("INSERT INTO made VALUES (1)")
    with psycopg.connect(plain(second)) as connection:
        assert connection.execute("SELECT count(*) FROM made").fetchone() == (0,)
    for url in (first, second):
        drop_database(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(plain(first))


def test_a_server_that_the_environment_names_is_used_and_left_alone(
    redis: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSIGHTS_TEST_REDIS_URL", redis.url)
    (outside,) = session_service(Redis)
    assert outside.url == redis.url
    for act in (outside.start, outside.stop, outside.kill):
        with pytest.raises(pytest.skip.Exception, match="INSIGHTS_TEST_REDIS_URL"):
            act()
    assert redis_says(redis, "PING") == "+PONG\r\n"


def test_a_server_ends_with_its_session_even_when_that_is_killed() -> None:
    session = subprocess.Popen([sys.executable, "-c", A_SESSION], stdout=subprocess.PIPE, text=True)
    assert session.stdout is not None
    with session.stdout:
        port, folder = session.stdout.readline().split()
    assert listens(int(port))
    session.send_signal(signal.SIGKILL)
    session.wait(SECONDS)
    eventually(lambda: not listens(int(port)) and not Path(folder).exists(), f"{folder} is gone")


def listens(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


def why_it_does_not_start(server: PrivateService) -> str:
    with pytest.raises(AssertionError) as said:
        server.start()
    return str(said.value)


def test_a_server_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.builders.services.process.START_SECONDS", 0.5)
    server: PrivateService = Redis()
    (server.folder / "appendonlydir").write_text("not a folder")
    try:
        eventually(lambda: "appendonlydir" in why_it_does_not_start(server), "it says what is wrong")
    finally:
        server.remove()
