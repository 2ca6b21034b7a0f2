"""PostHog's published recorder, on a server that keeps recordings."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from playwright.sync_api import Page

from tests.browser.website import Website
from tests.builders.eventually import eventually
from tests.builders.server import new_site, running_server

START = "([host, key]) => posthog.init(key, { api_host: host, opt_out_useragent_filter: true })"


@pytest.mark.browser
def test_what_is_recorded_is_kept(tmp_path: Path, bundled: Callable[[str], str], page: Page) -> None:
    with (
        running_server(tmp_path / "data", {"INSIGHTS_RECORDINGS_DAYS": "30"}) as server,
        Website(f"<script>{bundled('posthog-recorder.js')}</script>") as website,
    ):
        site = new_site(server)
        page.goto(f"{website.address}/docs")
        with page.expect_response(lambda response: "/e/" in response.url):
            page.evaluate(START, [server.url, site.key])
        page.mouse.click(100, 100)
        page.goto("about:blank")
        eventually(lambda: _recorded(server.data_dir, site.project["id"]), "a part is there")
        server.kill()
        kinds = {event["type"] for event in _recorded(server.data_dir, site.project["id"])}
    assert {4, 2} <= kinds, "the address and the whole page, which any player begins with"


def _recorded(data_dir: Path, project: str) -> list[dict[str, Any]]:
    with sqlite3.connect(data_dir / "insights.sqlite") as database:
        found = database.execute("SELECT events FROM recordings WHERE project_id = ?", (project,)).fetchall()
    return [event for (packed,) in found for event in json.loads(zstandard.decompress(packed))]
