"""Who a visitor is and what they have agreed to: from a real browser to a real server's answers."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import AGENT
from tests.browser.stored import props, rows, settle, wait_for, website
from tests.builders.server import Server, Site, new_site

pytestmark = pytest.mark.browser

STORED = "JSON.stringify(Object.keys(localStorage).sort())"
HELD = ["[]", '["insights_consent"]', '["insights_consent","insights_visitor"]']
"""What the tracker keeps in the browser: nothing, a choice, a choice and an id."""


def visitors(site: Site) -> int:
    return site.total("visitors")


def test_who_is_named_is_named_in_every_event_until_they_sign_out(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site) as origin:
        page.goto(f"{origin.address}/a")
        page.evaluate("insights.identify('ada', {plan: 'pro'}); insights('bought')")
        page.evaluate("insights.identify('ada'); insights('bought')")
        page.evaluate("insights.reset(); insights('bought')")
        settle(site, page)
        assert page.evaluate(STORED) == HELD[0]
    assert wait_for(site, "identify", 1, *props("plan")) == [("pro",)]
    wait_for(site, "bought", 3)
    assert visitors(site) == 1, "identify links what the same browser did"


def test_groups_and_registered_properties_go_with_every_event(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site) as origin:
        page.goto(f"{origin.address}/a")
        page.evaluate(
            """insights.group("company", "acme");
            insights.register({theme: "dark", seats: 3});
            insights("one", {properties: {seats: 4}});
            insights.register({theme: null});
            insights.group("company", null);
            insights("two")"""
        )
        page.evaluate("history.pushState({}, '', '/b')")
        settle(site, page)
    names = props("groups.company", "theme", "seats")
    assert wait_for(site, "one", 1, *names) == [("acme", "dark", "4")]
    assert wait_for(site, "two", 1, *names) == [("(none)", "(none)", "3")]
    assert wait_for(site, "pageview", 2, "event:page", *props("seats")) == [("/a", "(none)"), ("/b", "3")]


def test_without_consent_nothing_is_sent_until_it_is_given(tracker: Path, server: Server, page: Page) -> None:
    site = new_site(server)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/api/" in request.url else None)
    with website(site, 'data-consent="none"') as origin:
        page.goto(f"{origin.address}/a")
        page.evaluate("insights('before'); insights.identify('ada')")
        page.evaluate("history.pushState({}, '', '/b')")
        page.wait_for_load_state("networkidle")
        assert page.evaluate(STORED) == HELD[0]
        assert sent == []
        page.evaluate("insights.consent('cookieless'); insights('after')")
        wait_for(site, "after", 1)
        assert page.evaluate(STORED) == HELD[1]
        page.goto(f"{origin.address}/c")
        assert wait_for(site, "pageview", 2, "event:page") == [("/b",), ("/c",)]
    wait_for(site, "identify", 1)
    wait_for(site, "before", 0)


def test_full_consent_keeps_a_visitor_until_it_is_taken_back(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site, 'data-consent="cookieless"') as origin:
        page.goto(f"{origin.address}/a")
        page.evaluate("insights.consent('full'); insights.identify('ada'); insights.register({plan: 'pro'})")
        page.evaluate("insights('known')")
        wait_for(site, "known", 1, *props("plan"))
        assert page.evaluate(STORED) == HELD[2]
        kept = page.evaluate("localStorage.insights_visitor")
        page.goto(f"{origin.address}/b")
        page.evaluate("insights('later')")
        assert wait_for(site, "later", 1, *props("plan")) == [("pro",)]
        assert page.evaluate("localStorage.insights_visitor") == kept
        page.evaluate("insights.consent('none'); insights('never')")
        page.wait_for_function("!('insights_visitor' in localStorage)")
        page.goto(f"{origin.address}/c")
        page.evaluate("insights('never')")
        page.evaluate("insights.consent('cookieless'); insights('again')")
        wait_for(site, "again", 1)
        assert page.evaluate(STORED) == HELD[1]
    wait_for(site, "never", 0)
    assert rows(site, "pageview", "event:page") == [("/a",), ("/b",), ("/c",)]


def test_with_full_consent_two_browsers_alike_are_two_visitors(
    tracker: Path, server: Server, chromium: Browser
) -> None:
    site = new_site(server)
    with website(site, 'data-consent="full"') as origin:
        for _ in range(2):
            context = chromium.new_context(user_agent=AGENT)
            page = context.new_page()
            for path in ("/a", "/b"):
                with page.expect_response("**/api/v1/events"):
                    page.goto(f"{origin.address}{path}")
            context.close()
        wait_for(site, "pageview", 4)
    assert visitors(site) == 2


def test_who_opts_out_is_left_out_on_every_page_whatever_else_is_said(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site) as origin:
        page.goto(f"{origin.address}/a")
        wait_for(site, "pageview", 1)
        page.evaluate("insights.optOut(); insights('never')")
        page.wait_for_function("localStorage.insights_consent === 'out'")
        page.goto(f"{origin.address}/b")
        page.evaluate("insights.consent('full'); insights('never')")
        page.evaluate("insights.optOut(false); insights('back')")
        wait_for(site, "back", 1)
        assert page.evaluate(STORED) == HELD[0]
    wait_for(site, "never", 0)
    assert rows(site, "pageview", "event:page") == [("/a",), ("/b",)]


SIGNALS = {
    "Global Privacy Control": "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})",
    "Do Not Track": "Object.defineProperty(navigator, 'doNotTrack', {value: '1'})",
}


@pytest.mark.parametrize("signal", SIGNALS.values(), ids=SIGNALS)
@pytest.mark.parametrize("attributes", ["", 'data-consent="full"'])
def test_who_asks_not_to_be_counted_sends_nothing_at_all(
    tracker: Path, server: Server, page: Page, signal: str, attributes: str
) -> None:
    """Headless Chromium has neither signal; the properties are those that other browsers have."""
    site = new_site(server)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/api/" in request.url else None)
    page.add_init_script(signal)
    with website(site, attributes) as origin:
        page.goto(f"{origin.address}/a")
        page.evaluate("insights('signup'); insights.consent('full')")
        page.evaluate("history.pushState({}, '', '/b')")
        page.wait_for_load_state("networkidle")
        assert "insights_visitor" not in page.evaluate(STORED)
        page.goto(f"{origin.address}/c")
        page.wait_for_load_state("networkidle")
        assert sent == []


def test_the_page_may_leave_privacy_signals_to_the_projects_policy(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    page.add_init_script(SIGNALS["Global Privacy Control"])
    with website(site, 'data-signals="ignore"') as origin:
        page.goto(f"{origin.address}/a")
        wait_for(site, "pageview", 1)


@pytest.mark.parametrize(("hosts", "count"), [("0.0.1 other.example", 1), ("7.0.0.1 example.com", 0)])
def test_only_pages_of_allowed_hosts_send_anything(
    tracker: Path, server: Server, page: Page, hosts: str, count: int
) -> None:
    site = new_site(server)
    with website(site, f'data-hosts="{hosts}"') as origin:
        page.goto(f"{origin.address}/a")
        page.wait_for_load_state("networkidle")
        wait_for(site, "pageview", count)


def test_a_mode_of_consent_that_there_is_not_is_said_on_the_console_and_taken_for_none(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site, 'data-consent="yes"') as origin:
        with page.expect_console_message(lambda line: "none, cookieless or full, not all" in line.text):
            page.goto(f"{origin.address}/a")
            page.evaluate("insights.consent('all')")
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("heading")).to_have_text("/a")
        wait_for(site, "pageview", 0)
