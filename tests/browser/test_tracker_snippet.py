"""The line that the dashboard offers does what was chosen for it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.stored import wait_for
from tests.browser.website import Website
from tests.builders.server import Server, new_site

pytestmark = pytest.mark.browser


def test_the_line_for_a_page_is_put_together_from_what_is_chosen_and_works(
    app: App, tracker: Path, server: Server, tmp_path: Path
) -> None:
    site = new_site(server)
    page = app.page
    app.open_project(site)
    line = page.locator("pre").first
    plain = line.inner_text()
    assert "data-with" not in plain
    page.get_by_text("Options", exact=True).click()
    for choice in ("All clicks", "Pages that are not found", "Keep unsent events"):
        page.get_by_label(choice).check()
    expect(line).to_contain_text('data-with="clicks missing" data-clicks="all" data-storage>')
    app.examine(tmp_path / "options.png")
    with Website(line.inner_text()) as website:
        visitor = page.context.new_page()
        visitor.goto(f"{website.address}/missing/page")
        wait_for(site, "404", 1)
        visitor.wait_for_function(
            "performance.getEntriesByType('resource').some(({name}) => name.endsWith('/js/clicks.js'))"
        )
        visitor.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        visitor.get_by_role("heading").click()
        wait_for(site, "click", 1)
        visitor.close()
    page.get_by_label("All clicks").uncheck()
    expect(line).to_contain_text('data-with="missing" data-storage>')
