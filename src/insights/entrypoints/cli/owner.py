"""The way from a command to who owns the data directory: the running server, or the command itself."""

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from insights.domain.errors import Conflict, Forbidden, InsightsError, Invalid, NotFound, Unavailable
from insights.entrypoints.settings import Settings

if TYPE_CHECKING:
    import httpx  # late: `insights serve` has no use for it

KINDS: dict[int, type[InsightsError]] = {
    400: Invalid,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    503: Unavailable,
}


class OwnerClient:
    """Calls the control application of the running server; its problems become the product's errors."""

    def __init__(self, http: "httpx.Client") -> None:
        self.http = http
        """For what `call` does not cover, such as streams."""

    def call(self, method: str, path: str, json: object = None) -> Any:
        return _understood(self.http.request(method, path, json=json))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()


def connect(settings: Settings) -> OwnerClient | None:
    """None when no server runs on the data directory: the command may then open it itself."""
    if settings.scaled_out or not settings.socket_file.exists():
        return None
    import httpx

    http = httpx.Client(
        transport=httpx.HTTPTransport(uds=str(settings.socket_file)),
        base_url="http://insights",
        timeout=httpx.Timeout(None, connect=5),
    )
    try:
        http.get("/status").raise_for_status()
    except httpx.ConnectError:
        http.close()
        return None
    return OwnerClient(http)


def ask_owner(settings: Settings, method: str, path: str, json: object = None) -> Any:
    """One call of the control application, in the running server or, without one, in this process."""
    client = connect(settings)
    if client is None:
        return asyncio.run(_ask_here(settings, method, path, json))
    with client:
        return client.call(method, path, json)


async def _ask_here(settings: Settings, method: str, path: str, json: object) -> Any:
    import httpx

    from insights.entrypoints.http.control import create_control_app  # late: these bring the engine along
    from insights.entrypoints.installation import open_installation

    async with open_installation(settings) as installation:
        transport = httpx.ASGITransport(app=cast("Any", create_control_app(installation)))
        async with httpx.AsyncClient(transport=transport, base_url="http://insights") as http:
            answer = _understood(await http.request(method, path, json=json))
        await installation.background.relaying.relay.deliver_due()  # nobody else is there to do it
        return answer


def _understood(answer: "httpx.Response") -> Any:
    if answer.is_error:
        problem = answer.json()
        named = "".join(f"\n  {fault['path']}: {fault['message']}" for fault in problem.get("errors", ()))
        raise KINDS.get(answer.status_code, InsightsError)(problem["detail"] + named)
    return answer.json() if answer.content else None
