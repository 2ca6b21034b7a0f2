"""Every acknowledged event is there exactly once, however often the server is killed in between."""

import random
import threading
import time
import uuid
from pathlib import Path

import httpx
import pytest

from tests.builders.server import BROWSER, Server, Site, new_site, running_server

pytestmark = pytest.mark.journey

KILLS = 10
CLIENTS = 4


class Client(threading.Thread):
    """Sends small batches, and each again until it is acknowledged, as a tracker does."""

    def __init__(self, server: Server, key: str, done: threading.Event) -> None:
        super().__init__(daemon=True)
        self.server, self.key, self.done = server, key, done
        self.acknowledged: set[str] = set()
        self.attempts = 0

    def run(self) -> None:
        with httpx.Client(timeout=10, headers={"user-agent": BROWSER}) as http:
            while not self.done.is_set():
                ids = [uuid.uuid4().hex for _ in range(random.randint(1, 20))]
                self.send_until_acknowledged(http, ids)

    def send_until_acknowledged(self, http: httpx.Client, ids: list[str]) -> None:
        events = [{"id": id_, "name": "pageview", "url": "https://example.com/"} for id_ in ids]
        while True:
            self.attempts += 1
            try:
                answer = http.post(
                    f"{self.server.url}/api/v1/events", json={"project": self.key, "events": events}
                )
            except httpx.TransportError:
                time.sleep(0.02)
                continue
            if answer.status_code == 202:
                assert answer.json() == {"accepted": len(ids), "rejected": []}
                self.acknowledged.update(ids)
                return
            assert answer.status_code in (429, 503), answer.text
            time.sleep(0.02)


def test_ten_kills_at_random_moments_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    with running_server(tmp_path / "data", {"INSIGHTS_RATE_LIMIT_ENABLED": "false"}) as server:
        site = new_site(server)
        done = threading.Event()
        clients = [Client(server, site.key, done) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        kill_again_and_again(server)
        time.sleep(0.5)
        done.set()
        for client in clients:
            client.join(60)
            assert not client.is_alive()
        acknowledged = set().union(*(client.acknowledged for client in clients))
        assert len(acknowledged) > 100, "the clients hardly sent anything: this proves nothing"
        assert any(client.attempts > len(client.acknowledged) / 20 for client in clients)
        site.wait_for("pageviews", len(acknowledged), seconds=60)
        assert_each_once(site, len(acknowledged))


def kill_again_and_again(server: Server) -> None:
    chance = random.Random(20261121)
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.05, 1.5))
        server.kill()
        server.start()


def assert_each_once(site: Site, expected: int) -> None:
    """Stays so: what still comes out of the queue later would show here."""
    time.sleep(1)
    assert site.total("pageviews") == expected
