"""Clicks that lead away, files and forms: from a real browser to a real server's answers."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.stored import props, settle, wait_for, website
from tests.builders.server import Server, new_site

pytestmark = pytest.mark.browser

BODY = """
<script>
  for (const type of ["click", "auxclick"]) addEventListener(type, (event) => event.preventDefault(), true);
</script>
<a id="out" href="https://other.example/deal?token=secret#part"><b>Out</b></a>
<a id="stopped" href="https://other.example/stopped" onclick="event.stopPropagation()">Stopped</a>
<a id="in" href="/inside">In</a>
<a id="mail" href="mailto:ada@example.com">Mail</a>
<a id="file" href="/files/report.PDF?token=secret">File</a>
<a id="named" href="/export/today" download>Named</a>
<a id="far" href="https://other.example/setup.exe">Far</a>
<svg width="90" height="20"><a id="drawn" href="/drawn"><text y="15">Drawn</text></a></svg>
<open-card></open-card>
<script>
  document.querySelector("open-card").attachShadow({mode: "open"}).innerHTML =
    '<a href="https://other.example/shadow"><i>Shadow</i></a>';
</script>
"""


def test_links_that_lead_away_and_files_are_told_apart(tracker: Path, server: Server, page: Page) -> None:
    site = new_site(server)
    with website(site, body=BODY) as origin:
        page.goto(f"{origin.address}/links")
        for name in ("out", "stopped", "in", "mail", "file", "named", "far", "drawn"):
            page.locator(f"#{name}").click()
        page.locator("open-card i").click()
        page.locator("#out").click(button="middle")
        page.locator("#out").click(button="right")
        settle(site, page)
    assert wait_for(site, "outbound", 4, "event:page", *props("url")) == [
        ("/links", "https://other.example/deal"),
        ("/links", "https://other.example/deal"),
        ("/links", "https://other.example/shadow"),
        ("/links", "https://other.example/stopped"),
    ]
    assert wait_for(site, "download", 3, *props("url")) == [
        (f"{origin.address}/export/today",),
        (f"{origin.address}/files/report.PDF",),
        ("https://other.example/setup.exe",),
    ]


def test_a_click_that_leaves_the_page_is_stored_though_the_page_is_gone(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site) as origin, website(site) as other:
        origin.body = f'<a href="{other.address.replace("127.0.0.1", "localhost")}/there">Go</a>'
        page.goto(f"{origin.address}/here")
        page.get_by_text("Go").click()
        page.wait_for_url("**/there")
        assert wait_for(site, "outbound", 1, "event:page") == [("/here",)]


FORMS = """
<form id="search" action="/found?token=secret">
  <input name="id" value="ada@example.com"><button>Find</button></form>
<form name="letter" method="post" action="/letter"><input name="action" required><button>Write</button></form>
"""


def test_a_form_that_is_sent_is_told_by_its_name_and_never_by_what_was_typed(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site, body=FORMS) as origin:
        page.goto(f"{origin.address}/ask")
        page.get_by_text("Write").click()
        page.get_by_text("Find").click()
        page.wait_for_url("**/found?id=*")
        wait_for(site, "pageview", 2)
        assert wait_for(site, "form", 1, "event:page", *props("form", "url")) == [
            ("/ask", "search", "/found")
        ]


def test_links_and_forms_are_left_alone_where_the_page_says_so(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site, 'data-links="off"', body=BODY) as origin:
        page.goto(f"{origin.address}/links")
        page.locator("#out").click()
        settle(site, page)
    wait_for(site, "outbound", 0)
