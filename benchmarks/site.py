"""An owner with a project on a running server, and bodies as that project's site would send them."""

import time
import uuid
from typing import Any

import httpx
import msgspec

from benchmarks.processes import Running
from insights.application.demo.site import PAGES


class Site(msgspec.Struct, frozen=True, kw_only=True):
    url: str
    email: str
    password: str
    token: str
    project: str
    key: str

    def count(self) -> int:
        """How many events a question finds."""
        question = {"project": self.project, "metrics": ["events"], "date_range": "all"}
        headers = {"authorization": f"Bearer {self.token}"}
        answer = httpx.post(f"{self.url}/api/v1/query", json=question, headers=headers, timeout=60)
        return int(answer.raise_for_status().json()["results"][0]["metrics"][0])


def new_site(url: str, timezone: str = "UTC") -> Site:
    with httpx.Client(base_url=url, timeout=30) as client:
        credentials = {"email": f"{uuid.uuid4().hex}@example.com", "password": uuid.uuid4().hex}
        owner = credentials | {"organization": "B"}
        token = client.post("/api/v1/auth/register", json=owner).raise_for_status().json()["access_token"]
        client.headers["authorization"] = f"Bearer {token}"
        new = {"name": "Benchmark", "domain": "northwind.example", "timezone": timezone}
        project = client.post("/api/v1/projects", json=new).raise_for_status().json()
    return Site(url=url, token=token, project=project["id"], key=project["public_key"], **credentials)


def signed_in(site: Site, url: str) -> Site:
    """The same on another address, with a token that holds now."""
    credentials = {"email": site.email, "password": site.password}
    answer = httpx.post(f"{url}/api/v1/auth/login", json=credentials, timeout=30).raise_for_status()
    return msgspec.structs.replace(site, url=url, token=answer.json()["access_token"])


def warm_up(server: Running, site: Site) -> None:
    """Once through everything, so that what is loaded at first use is loaded."""
    httpx.post(f"{site.url}/api/v1/events", json=single(site), timeout=60).raise_for_status()
    wait_until_recorded(server)
    site.count()


def wait_until_recorded(server: Running, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while waiting := server.queued_events():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{waiting} events still queued after {seconds} s")
        time.sleep(0.05)


def wait_until_counted(site: Site, events: int, seconds: float = 240) -> None:
    """By asking, as there is no telling what several processes have in hand."""
    deadline = time.monotonic() + seconds
    while (found := site.count()) < events:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{found} of {events} events are counted after {seconds} s")
        time.sleep(0.05)


def batch(site: Site, size: int) -> dict[str, Any]:
    """Page views of `size` visitors, without ids: the server gives each event one of its own."""
    return {"project": site.key, "events": [_page_view(number) for number in range(size)]}


def single(site: Site) -> dict[str, Any]:
    """One event as the tracker sends it."""
    return {"project": site.key, "events": [_page_view(0) | {"visitor_id": None}]}


def _page_view(number: int) -> dict[str, Any]:
    page = PAGES[number % len(PAGES)]
    return {
        "name": "pageview",
        "url": f"https://northwind.example{page.path}?utm_source=newsletter&utm_campaign=c{number % 7}",
        "title": page.title,
        "referrer": "https://www.google.com/",
        "visitor_id": f"visitor-{number}",
        "language": "en-GB",
        "screen": {"width": 1920, "height": 1080},
        "properties": {"plan": "yearly", "position": number},
    }
