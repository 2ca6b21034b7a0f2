"""The dashboard as its tests use it: signing in, reading cards and rows, and asking axe."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from tests.builders.eventually import eventually
from tests.builders.server import Server, Site

AXE = Path(__file__).parents[2] / "dashboard/node_modules/axe-core/axe.min.js"
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (400|401|409|503)")
"""Chromium notes every refused request; that the page shows the refusal is tested by its words."""


def day_shown(day: datetime) -> str:
    """As the dashboard writes it. In British English September is `Sept`."""
    return f"{day:%-d %b %Y}".replace("Sep ", "Sept ")


def wait_until(true: Callable[[], bool]) -> None:
    """Recording runs behind acceptance."""
    eventually(true, "what was sent is there")


def register(page: Page, email: str) -> None:
    """From the page of the sign-in to the one that asks for a project."""
    page.get_by_role("link", name="Register").click()
    page.get_by_label("Organization").fill("Example")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="New project")).to_be_visible()


class App:
    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSED.match(message.text):
            self.complaints.append(message.text)

    def open(self, path: str = "/") -> None:
        self.page.goto(f"{self.server.url}/app{path}")

    def sign_in(self, site: Site) -> None:
        self.page.get_by_label("E-mail").fill(site.email)
        self.page.get_by_label("Password").fill(site.password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()

    def open_project(self, site: Site, search: str = "") -> None:
        self.open(f"/projects/{site.project['id']}{search}")
        self.sign_in(site)

    def card(self, label: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(rf"^{label}\b"))

    def expect_cards(self, **values: str) -> None:
        for label, value in values.items():
            expect(self.card(label.replace("_", " "))).to_contain_text(value)

    def table(self, section: str) -> Locator:
        return self.page.get_by_role("region", name=section)

    def expect_rows(self, section: str, *rows: str) -> None:
        """Each row's cells, joined by spaces, in order."""
        expect(self.table(section).locator("tbody tr")).to_have_count(len(rows))
        found = (
            self.table(section)
            .locator("tbody tr")
            .evaluate_all(
                "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()).join(' '))"
            )
        )
        assert found == list(rows)

    def axe_findings(self) -> list[str]:
        if not AXE.exists():
            pytest.skip("needs axe-core: npm ci in dashboard/")
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        result: dict[str, Any] = self.page.evaluate("axe.run()")
        return [f"{one['id']}: {node['html']}" for one in result["violations"] for node in one["nodes"]]

    def examine(self, picture: Path) -> None:
        """Nothing for axe to find, and nothing wider than the window; a picture is kept for looking at. What
        is dimmed, because it is about to be replaced, is waited for."""
        expect(self.page.locator(".opacity-60:not(.animate-ping)")).to_have_count(0)
        self.page.screenshot(path=picture, full_page=True)
        findings = self.axe_findings()
        assert findings == [], picture.name
        wait_until(lambda: self.sideways() <= 0)  # charts are drawn anew after the window's width has changed

    def sideways(self) -> int:
        """Pixels by which the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))
