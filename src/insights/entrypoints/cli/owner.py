"""The way from a command to the server that runs on the same data directory."""

from types import TracebackType
from typing import Any, Self

import httpx

from insights.domain.errors import InsightsError, Invalid, NotFound, Unavailable
from insights.entrypoints.settings import Settings

KINDS: dict[int, type[InsightsError]] = {400: Invalid, 404: NotFound, 503: Unavailable}


class OwnerClient:
    """Calls the control application of the running server; its problems become the product's errors."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        """For what `call` does not cover, such as streams."""

    def call(self, method: str, path: str, json: object = None) -> Any:
        answer = self.http.request(method, path, json=json)
        if answer.is_error:
            raise KINDS.get(answer.status_code, InsightsError)(answer.json()["detail"])
        return answer.json() if answer.content else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()


def connect(settings: Settings) -> OwnerClient | None:
    """None when no server runs on the data directory: the command may then open it itself."""
    if not settings.socket_file.exists():
        return None
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
