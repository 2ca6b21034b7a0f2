"""The HTTP application at a place inside another one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from insights.domain.errors import Unavailable
from insights.entrypoints.http.asgi import AsgiApp, Message, Receive, Scope, Send
from insights.entrypoints.http.problems import encode_problem

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mounted:
    """ASGI. Where the host names a prefix, as `root_path`, paths are read and redirects written with it."""

    open: Callable[[], Awaitable[object]]
    close: Callable[[], Awaitable[object]]
    app: Callable[[], Awaitable[AsgiApp]]
    """The application as opened; raises Unavailable while it is not."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        try:
            app = await self.app()
        except Unavailable as error:
            await _refuse(error, scope, receive, send)
            return
        prefix = scope.get("root_path", "").rstrip("/")
        await app(without(prefix, scope), receive, _redirecting(prefix, send) if prefix else send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """A host that sends this wants to be told how it went."""
        await receive()
        try:
            await self.open()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})


def without(prefix: str, scope: Scope) -> Scope:
    """The scope as at the root. Hosts differ in whether `path` holds the prefix, as it should, or not."""
    path = scope["path"]
    if prefix and (path == prefix or path.startswith(f"{prefix}/")):
        path = path[len(prefix) :]
    return {**scope, "path": path or "/", "root_path": ""}


def bridged(app: AsgiApp, home: asyncio.AbstractEventLoop) -> AsgiApp:
    """`app`, which lives in the loop `home` of another thread, for callers in this one."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        here = asyncio.get_running_loop()

        async def receive_there() -> Message:
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_awaited(receive()), here))

        async def send_there(message: Message) -> None:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_awaited(send(message)), here))

        call = _awaited(app(scope, receive_there, send_there))
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(call, home))

    return call


async def _awaited(work: Awaitable[T]) -> T:
    """What is awaitable as the coroutine that another loop can be given."""
    return await work


def _redirecting(prefix: str, send: Send) -> Send:
    async def redirect(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [(name, _moved(prefix, name, value)) for name, value in message["headers"]]
        await send(message)

    return redirect


def _moved(prefix: str, name: bytes, value: bytes) -> bytes:
    at_the_root = name.lower() == b"location" and value.startswith(b"/") and not value.startswith(b"//")
    return prefix.encode() + value if at_the_root else value


async def _refuse(error: Unavailable, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1013, "reason": str(error)[:120]})
        return
    status, headers, body = encode_problem(error, scope["path"])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
