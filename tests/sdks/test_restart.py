"""A server that is killed and started again while clients have something to send."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from posthog import Posthog
from rudderstack.analytics.client import Client as RudderClient
from segment.analytics import Client

from tests.builders.server import Server, new_site, running_server

CLIENTS: dict[str, Callable[[str, str], Any]] = {
    "posthog": lambda key, host: Posthog(key, host=host, max_retries=10),
    "posthog, v1": lambda key, host: Posthog(key, host=host, max_retries=10, capture_mode="v1"),
    "rudderstack": lambda key, host: RudderClient(key, host=host),
    "segment": lambda key, host: Client(key, host=host),
}


def track(client: Any, number: int) -> None:
    if isinstance(client, Posthog):
        client.capture("signup", distinct_id=f"user-{number}")
    else:
        client.track(f"user-{number}", "signup")


@pytest.mark.journey
def test_what_clients_send_around_a_restart_is_there_once(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        sites = {name: new_site(server) for name in CLIENTS}
        clients = {name: CLIENTS[name](site.key, server.url) for name, site in sites.items()}
        for client in clients.values():
            track(client, 1)
            client.flush()
        _restarted_under(server, clients)
        for client in clients.values():
            client.flush()
            client.shutdown()
        for name, site in sites.items():
            site.wait_for("events", 21)
            assert site.total("visitors") == 21, name


def _restarted_under(server: Server, clients: dict[str, Any]) -> None:
    server.kill()
    for client in clients.values():
        for number in range(2, 22):
            track(client, number)
    server.start()
