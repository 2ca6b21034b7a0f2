"""A private ClickHouse server.

Its own program is in no package that tests could install, so this is the engine behind its HTTP interface:
see `clickhouse_server`. `INSIGHTS_TEST_CLICKHOUSE_URL` names a real server instead.
"""

import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import clickhouse_connect

from tests.builders import clickhouse_server
from tests.builders.services.process import PrivateService


class ClickHouse(PrivateService):
    """Serves several processes at once. What it has acknowledged survives a kill."""

    name = "clickhouse"
    account = "insights:pass word"

    @property
    def url(self) -> str:
        return f"clickhouse://insights:pass%20word@127.0.0.1:{self.port}/default"

    def command(self) -> list[str]:
        program = str(Path(clickhouse_server.__file__))
        return [sys.executable, program, str(self.folder / "data"), str(self.port), self.account]

    def answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/ping")
            return connection.getresponse().status == 200
        finally:
            connection.close()


def fresh_clickhouse(server_url: str) -> str:
    """The URL of a new, empty database on the server."""
    name = f"insights_{uuid4().hex}"
    with clickhouse_connect.get_client(dsn=server_url) as client:
        client.command(f"CREATE DATABASE {name}")
    return urlsplit(server_url)._replace(path=f"/{name}").geturl()


def drop_clickhouse(url: str) -> None:
    name = urlsplit(url).path.removeprefix("/")
    with clickhouse_connect.get_client(dsn=urlsplit(url)._replace(path="").geturl()) as client:
        client.command(f"DROP DATABASE {name} SYNC")
