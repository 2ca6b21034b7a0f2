"""Sockets and the uvicorn servers on them: bound early, answered late, drained on the way out."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import uvicorn

from insights.domain.errors import Conflict, Invalid
from insights.entrypoints.http.asgi import AsgiApp

DRAIN_SECONDS = 2
"""How long requests under way may take to end once the server stops."""
BACKLOG = 2048
MOST_SAID = 4096
"""Bytes of one message to a WebSocket of ours: they only tell, and take nothing."""
PING_SECONDS = 20.0
"""A WebSocket is asked this often whether anybody is there, and has as long to answer."""


class _Server(uvicorn.Server):
    """The process has one place that handles signals, and it is not here."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def listening(app: AsgiApp, bound: socket.socket) -> AsyncIterator[None]:
    """Answer on the socket while the block runs; then refuse new connections and let open requests end."""
    server = _Server(
        uvicorn.Config(
            app,
            http="httptools",
            ws="websockets-sansio",
            ws_max_size=MOST_SAID,
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PING_SECONDS,
            ws_per_message_deflate=False,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=BACKLOG,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        while not (server.started or serving.done()):  # noqa: ASYNC110 (uvicorn tells by a flag only)
            await asyncio.sleep(0.005)
        if serving.done():
            await serving
        yield
    finally:
        server.should_exit = True
        await serving


def bind_tcp(host: str, port: int) -> socket.socket:
    """A taken port is told before anything is opened; whoever connects early waits for the start to end."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise Invalid(f"host: must be an address or name of this machine, got {host!r}") from error
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        raise Conflict(f"Cannot listen on {host} port {port}: {os.strerror(error.errno or 0)}.") from error
    return bound


def bind_unix(file: Path) -> socket.socket:
    """Only the owner may connect. Whoever holds the data directory may replace a socket left behind."""
    file.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        bound.bind(str(file))
    except OSError as error:
        bound.close()
        raise Invalid(f"Cannot make the socket {file}: {error.strerror or error}.") from error
    finally:
        os.umask(before)
    return bound


def url_of(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 (shown, not bound)
    return f"http://{shown}:{port}"
