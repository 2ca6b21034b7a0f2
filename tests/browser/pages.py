"""What the tests of a project's pages share: a site with events and goals, and the way between pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.browser.app import App, wait_until
from tests.builders.server import Server, Site, new_site

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=5)
PAGES = 60


def event(name: str, visitor: str, path: str = "/", minutes: int = 0) -> dict[str, Any]:
    return {
        "name": name,
        "visitor_id": visitor,
        "url": f"https://example.com{path}",
        "timestamp": (NOON + timedelta(minutes=minutes)).isoformat(),
    }


def site_with_events(server: Server) -> Site:
    """Four visitors, one of whom signs up twice; a fifth looks at sixty articles."""
    site = new_site(server)
    views = [event("pageview", visitor, "/pricing") for visitor in "abcd"]
    signups = [event("signup", "a", minutes=minute) for minute in (1, 2)]
    articles = [event("pageview", "e", f"/articles/{n}", n // 10) for n in range(PAGES)]
    old = event("pageview", "z", "/pricing") | {"timestamp": (NOON - timedelta(days=4)).isoformat()}
    answer = site.send(*views, *signups, *articles, old)
    assert answer.json()["accepted"] == 7 + PAGES, answer.text
    wait_until(lambda: site.total("events", "all") == 7 + PAGES)
    return site


def create_goal(site: Site, **goal: str) -> None:
    with site.server.client(site.token) as client:
        answer = client.post(f"/api/v1/projects/{site.project['id']}/goals", json=goal)
        assert answer.status_code == 201, answer.text


def go(app: App, name: str) -> None:
    app.page.get_by_role("navigation", name="Project").get_by_role("link", name=name).click()


def go_settings(app: App, name: str) -> None:
    app.page.get_by_role("navigation", name="Settings").get_by_role("link", name=name).click()
