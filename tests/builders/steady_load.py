"""Clients that send without pause and keep the id of every acknowledged event."""

import random
import threading
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.builders.server import BROWSER, Server, Site

NAMES = ("pageview", "signup", "purchase", "engagement")
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
AGAIN_SECONDS = 0.02
LONGEST_SECONDS = 120


class Client(threading.Thread):
    """Sends small batches, and each again until it is acknowledged, as a tracker does."""

    agent = BROWSER

    def __init__(self, server: Server, key: str, done: threading.Event, pause: float = 0) -> None:
        """`pause`: seconds between two batches."""
        super().__init__(daemon=True)
        self.server, self.key, self.done, self.pause = server, key, done, pause
        self.acknowledged: set[str] = set()
        self.attempts = 0
        self.answered = 0
        """Events of requests that were answered with 202, repeats of earlier ones included."""
        self.refused = 0
        """Requests answered with 503 or 429."""
        self.unknown = 0
        """Events of requests without a 202: taken or not, nobody knows."""
        self.broken: BaseException | None = None

    def run(self) -> None:
        try:
            with httpx.Client(timeout=10, headers={"user-agent": self.agent}) as http:
                while not self.done.is_set():
                    self.send_until_acknowledged(http, self.batch())
                    self.done.wait(self.pause)
        except BaseException as error:
            self.broken = error
            raise

    def batch(self) -> list[str]:
        """The ids of some events."""
        return [uuid.uuid4().hex for _ in range(random.randint(1, 20))]

    def event(self, id_: str) -> dict[str, Any]:
        return {"id": id_, "name": "pageview", "url": "https://example.com/"}

    def send_until_acknowledged(self, http: httpx.Client, ids: Sequence[str]) -> None:
        events = [self.event(id_) for id_ in ids]
        while True:
            self.attempts += 1
            try:
                answer = http.post(
                    f"{self.server.url}/api/v1/events", json={"project": self.key, "events": events}
                )
            except httpx.TransportError:
                self.unknown += len(ids)
                time.sleep(AGAIN_SECONDS)
                continue
            if answer.status_code == 202:
                assert answer.json() == {"accepted": len(ids), "rejected": []}
                self.answered += len(ids)
                self.acknowledged.update(ids)
                return
            assert answer.status_code in (429, 503), answer.text
            assert int(answer.headers["retry-after"]) > 0
            self.refused += 1
            self.unknown += len(ids)
            time.sleep(AGAIN_SECONDS)


class Customers(Client):
    """People who look around, sign up and buy; some of what they did is told hours late, and some twice."""

    def batch(self) -> list[str]:
        told_before = [next(iter(self.acknowledged))] if self.acknowledged else []
        return [*super().batch(), *told_before]

    def event(self, id_: str) -> dict[str, Any]:
        chance = random.Random(id_)
        name = chance.choice(NAMES)
        happened = datetime.now(UTC) - timedelta(minutes=chance.choice([0, 0, 1, 20, 31, 61, 300]))
        event: dict[str, Any] = {
            "id": id_,
            "name": name,
            "url": f"https://example.com/{chance.randrange(5)}",
            "timestamp": happened.isoformat(),
            "user_id": f"u{chance.randrange(40)}",
        }
        if name == "purchase":
            event["revenue"] = {
                "amount": chance.randrange(1, 999) / 100,
                "currency": chance.choice(["EUR", "JPY"]),
            }
        return event


class Bots(Client):
    """Whose page views are accepted and left out."""

    agent = BOT


class Inviter(threading.Thread):
    """Invites one person after another, each until it is known to have worked."""

    def __init__(self, site: Site, done: threading.Event, pause: float) -> None:
        super().__init__(daemon=True)
        self.site, self.done, self.pause = site, done, pause
        self.invited: list[str] = []
        self.refused = 0
        self.broken: BaseException | None = None

    def run(self) -> None:
        try:
            with self.site.server.client(self.site.token) as http:
                while not self.done.is_set():
                    self.invite(http, f"{uuid.uuid4().hex}@example.com")
                    self.done.wait(self.pause)
        except BaseException as error:
            self.broken = error
            raise

    def invite(self, http: httpx.Client, email: str) -> None:
        deadline = time.monotonic() + LONGEST_SECONDS
        while True:
            try:
                answer = http.post("/api/v1/invitations", json={"email": email, "role": "analyst"})
            except httpx.TransportError:
                time.sleep(AGAIN_SECONDS)
                continue
            if answer.status_code in (201, 409):  # Invited, or so already: the answer was lost.
                self.invited.append(email)
                return
            assert answer.status_code in (429, 503), answer.text
            assert time.monotonic() < deadline, answer.text
            self.refused += 1
            time.sleep(0.1)


class Load:
    """Customers, bots and maybe an inviter at one site, from the first event until it is ended."""

    def __init__(self, site: Site, pause: float, *, inviting: bool = True) -> None:
        self.done = threading.Event()
        self.customers = [Customers(site.server, site.key, self.done, pause) for _ in range(2)]
        self.bots = Bots(site.server, site.key, self.done, pause * 2)
        self.inviters = [Inviter(site, self.done, pause=0.3)] if inviting else []
        for one in self.threads:
            one.start()

    @property
    def threads(self) -> list[Client | Inviter]:
        return [*self.clients, *self.inviters]

    @property
    def clients(self) -> list[Client]:
        return [*self.customers, self.bots]

    @property
    def acknowledged(self) -> set[str]:
        """Ids of customers' events."""
        return set().union(*(one.acknowledged for one in self.customers))

    @property
    def invited(self) -> list[str]:
        return [email for one in self.inviters for email in one.invited]

    @property
    def refused(self) -> int:
        return sum(one.refused for one in self.clients)

    def end(self) -> None:
        """Everything under way is acknowledged first."""
        self.done.set()
        for one in self.threads:
            one.join(LONGEST_SECONDS)
            assert one.broken is None, f"{type(one).__name__} broke: {one.broken!r}"
            assert not one.is_alive(), f"{type(one).__name__} is still refused"
