"""The dashboard of an installation that lies below a prefix of somebody's application."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import register
from tests.browser.website import Website
from tests.builders.embedding import served_example

pytestmark = pytest.mark.browser

HOST = """
from contextlib import asynccontextmanager

from fastapi import FastAPI

from insights import AsyncInsights

insights = AsyncInsights("data", registration="open")


@asynccontextmanager
async def lifespan(app):
    async with insights:
        yield


app = FastAPI(lifespan=lifespan)
app.mount("/tools/insights", insights.asgi())
"""


@pytest.fixture
def address(built: None, tracker: Path, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "host.py").write_text(HOST)
    with served_example(tmp_path, "host:app", tmp_path) as client:
        yield str(client.base_url).rstrip("/")


def test_everything_of_the_dashboard_works_below_a_prefix(page: Page, address: str) -> None:
    complaints: list[str] = []
    outside: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("request", lambda asked: "/tools/insights/" in asked.url or outside.append(asked.url))

    page.goto(f"{address}/tools/insights/app/projects/new")
    register(page, "ada@example.com")
    page.get_by_label("Name").fill("My site")
    page.get_by_label("Domain").fill("example.com")
    page.get_by_role("button", name="Create project").click()

    expect(page.get_by_role("status")).to_contain_text("Waiting for the first event")
    with Website(page.locator("pre").first.inner_text()) as website:
        visitor = page.context.new_page()
        visitor.goto(f"{website.address}/welcome")
        page.get_by_role("button", name="See the numbers").click()
        expect(page.get_by_text("1 visitor now")).to_be_visible()
        visitor.close()
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="API keys").click()
    page.reload()
    expect(page.get_by_role("heading", name="API keys")).to_be_visible()
    expect(page).to_have_url(re.compile("/tools/insights/app/projects/[^/]+/settings/keys$"))
    expect(page.locator("header img")).to_have_js_property("complete", True)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert complaints == outside == []
