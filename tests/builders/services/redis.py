"""A private Redis that keeps what it is told: an append-only file, and nothing evicted."""

import socket

from tests.builders.services.process import PrivateService
from tests.builders.services.programs import program


class Redis(PrivateService):
    """Loses at most the last second when it is killed, as with `appendfsync everysec` in earnest."""

    name = "redis"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        settings = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        start = [program("redis-server", "redis-server")]
        return start + [word for name, value in settings.items() for word in (f"--{name}", value)]

    def answers(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(b"PING\r\n")
            # While the file is read it answers -LOADING.
            return connection.recv(64).startswith(b"+PONG")
