"""Script tags of other products, only their host changed: what their pages call is recorded."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.stored import props, wait_for
from tests.browser.website import Website
from tests.builders.server import Server, Site, new_site

pytestmark = pytest.mark.browser

EARLY = "window.plausible = function () { (plausible.q = plausible.q || []).push(arguments) };"
INIT = "plausible.init = function (options) { plausible.o = options || {} };"
MARKED = """<button class="big plausible-event-name=Sign+up plausible-event-plan=pro"><b>Go</b></button>
<form class="plausible-event-name=Asked" onsubmit="return false"><input type="submit" value="Ask"></form>
<button data-umami-event="sign up" data-umami-event-plan="pro"><b>Umami</b></button>
<a href="https://elsewhere.example/there?q=1" onclick="event.preventDefault()">Out</a>"""


@pytest.fixture
def site(server: Server, tracker: Path) -> Site:
    return new_site(server, f"{uuid.uuid4().hex}.example")


def alias(site: Site, name: str) -> str:
    with site.server.client(site.token) as client:
        changed = client.patch(f"/api/v1/projects/{site.project['id']}", json={"aliases": [name]})
    assert changed.status_code == 200, changed.text
    return name


def tag(site: Site, path: str, attributes: str = "", before: str = "") -> Website:
    head = f'<script>{before}</script><script defer src="{site.server.url}{path}" {attributes}></script>'
    return Website(head, MARKED)


def plausible(site: Site, path: str = "/js/script.tagged-events.js") -> Website:
    calls = "plausible('Early', { props: { step: 1 } })"
    return tag(site, path, f'data-domain="{site.project["domain"]}"', f"{EARLY} {calls}")


def umami(site: Site, attributes: str = "") -> Website:
    return tag(site, "/script.js", f'data-website-id="{alias(site, str(uuid.uuid4()))}" {attributes}')


def posted(page: Page) -> list[str]:
    """What the page sends from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


def call(page: Page, script: str) -> Any:
    """Awaits what it returns."""
    return page.evaluate(script)


def test_plausibles_tag_counts_pages_calls_and_marked_elements(site: Site, page: Page) -> None:
    with plausible(site) as website:
        page.goto(f"{website.address}/docs?utm_source=news")
        money = "{ props: { plan: 'pro' }, revenue: { currency: 'EUR', amount: '39.95' } }"
        call(page, f"plausible('Purchase', {money})")
        call(page, "new Promise((callback) => plausible('Told', { u: location.origin + '/own', callback }))")
        call(page, "history.pushState({}, '', '/next')")
        for text in ("Go", "Out"):
            page.get_by_text(text, exact=True).click()
        page.get_by_role("button", name="Ask").click()
        assert wait_for(site, "pageview", 2, "event:page") == [("/docs",), ("/next",)]
        assert wait_for(site, "Early", 1, *props("step")) == [("1",)]
        assert wait_for(site, "Purchase", 1, *props("plan")) == [("pro",)]
        assert wait_for(site, "Told", 1, "event:page") == [("/own",)]
        assert wait_for(site, "Sign up", 1, "event:page", *props("plan")) == [("/next", "pro")]
        assert wait_for(site, "Asked", 1, "event:page") == [("/next",)]
        assert wait_for(site, "outbound", 1, *props("url")) == [("https://elsewhere.example/there",)]
    [[money]] = site.query(["total_revenue"])["results"][0]["metrics"]
    assert (money["value"], money["currency"]) == ("39.95", "EUR")


def test_plausibles_newer_tag_begins_when_it_is_told_to(site: Site, page: Page) -> None:
    name = alias(site, f"pa-{uuid.uuid4().hex[:12]}")
    early = f"{EARLY} {INIT} plausible.init({{ hashBasedRouting: true }})"
    with tag(site, f"/js/{name}.js", before=early) as website:
        page.goto(f"{website.address}/app#/inbox")
        call(page, "plausible('Signup')")
        wait_for(site, "Signup", 1)
        assert wait_for(site, "pageview", 1, "event:page") == [("/app#/inbox",)]
    with tag(site, f"/js/{name}.js") as website:
        page.goto(f"{website.address}/late")
        call(page, "plausible.init()")
        assert wait_for(site, "pageview", 2, "event:page") == [("/app#/inbox",), ("/late",)]


def test_umamis_tag_counts_pages_calls_marked_elements_and_persons(site: Site, page: Page) -> None:
    with umami(site) as website:
        page.goto(f"{website.address}/docs")
        call(page, "umami.track('signup', { plan: 'free' }).then(() => 0)")
        call(page, "umami.track('bought', { plan: 'pro', revenue: 39.95, currency: 'EUR' })")
        call(page, "umami.track({ url: '/own', title: 'Own' })")
        call(page, "umami.track((payload) => ({ ...payload, name: 'whole', data: { on: payload.title } }))")
        page.get_by_text("Umami").click()
        call(page, "umami.identify('ada', { plan: 'pro' })")
        assert wait_for(site, "pageview", 2, "event:page") == [("/docs",), ("/own",)]
        assert wait_for(site, "signup", 1, *props("plan")) == [("free",)]
        assert wait_for(site, "bought", 1, *props("plan", "revenue")) == [("pro", "(none)")]
        assert wait_for(site, "whole", 1, *props("on")) == [("Page /docs",)]
        assert wait_for(site, "sign up", 1, *props("plan")) == [("pro",)]
        assert wait_for(site, "identify", 1, *props("plan")) == [("pro",)]
    assert site.query(["visitors"])["results"][0]["metrics"] == [1]


@pytest.mark.parametrize("entry", ["plausible_ignore", "umami.disabled"])
def test_who_has_left_themselves_out_stays_out(entry: str, site: Site, page: Page) -> None:
    page.add_init_script(f"localStorage.setItem('{entry}', 'true')")
    sent = posted(page)
    with plausible(site) if entry.startswith("plausible") else umami(site) as website:
        page.goto(website.address)
        call(page, "window.plausible ? plausible('Signup') : umami.track('signup')")
        page.goto("about:blank")
    assert sent == []


MATOMO = """<script>
var _paq = window._paq = window._paq || [];
COMMANDS
_paq.push(['trackPageView']);
_paq.push(['enableLinkTracking']);
(function() {
    var u = "SERVER/";
    _paq.push(['setTrackerUrl', u + 'matomo.php']);
    _paq.push(['setSiteId', 'SITE']);
    var d = document, g = d.createElement('script'), s = d.getElementsByTagName('script')[0];
    g.async = true; g.src = u + 'matomo.js'; s.parentNode.insertBefore(g, s);
})();
</script>"""


def matomo(site: Site, commands: str = "") -> Website:
    """The snippet as Matomo's settings hand it out, with commands of the page's own before it."""
    facts = {"SERVER": site.server.url, "SITE": alias(site, uuid.uuid4().hex[:8]), "COMMANDS": commands}
    head = MATOMO
    for name, fact in facts.items():
        head = head.replace(name, fact)
    return Website(head, MARKED)


def test_matomos_snippet_counts_what_its_page_tells(site: Site, page: Page) -> None:
    with matomo(site, "_paq.push(['setCustomDimension', 1, 'blue'])") as website:
        page.goto(f"{website.address}/docs")
        call(page, "_paq.push(['trackEvent', 'Video', 'play', 'Intro', 3], ['trackGoal', 7])")
        call(page, "history.pushState({}, '', '/silent')")
        call(page, "_paq.push(['setCustomUrl', '/own'], ['setDocumentTitle', 'Own'], ['trackPageView'])")
        call(page, "_paq.push(['trackSiteSearch', 'shoes', false, 4])")
        call(page, "_paq.push(() => null, [() => null], ['noSuchCommand'])")
        page.get_by_text("Out").click()
        call(page, "_paq.push(['setUserId', 'ada'])")
        wait_for(site, "identify", 1)
        assert wait_for(site, "pageview", 2, "event:page") == [("/docs",), ("/own",)]
        played = wait_for(site, "play", 1, *props("category", "dimension1", "name", "value"))
        assert played == [("Video", "blue", "Intro", "3")]
        wait_for(site, "goal 7", 1)
        assert wait_for(site, "search", 1, *props("keyword", "results")) == [("shoes", "4")]
        assert wait_for(site, "outbound", 1, *props("url")) == [("https://elsewhere.example/there",)]


def test_matomos_snippet_waits_for_consent_where_its_page_requires_it(site: Site, page: Page) -> None:
    sent = posted(page)
    with matomo(site, "_paq.push(['requireConsent'])") as website:
        page.goto(f"{website.address}/asked")
        page.wait_for_function("!Array.isArray(_paq)")
        page.goto(f"{website.address}/agreed")
        page.wait_for_function("!Array.isArray(_paq)")
        assert sent == []
        call(page, "_paq.push(['rememberConsentGiven'])")
        wait_for(site, "pageview", 1)
        page.goto(f"{website.address}/later")
        assert wait_for(site, "pageview", 2, "event:page") == [("/agreed",), ("/later",)]
        call(page, "_paq.push(['forgetConsentGiven'], ['trackEvent', 'a', 'unwanted'])")
        page.goto(f"{website.address}/forgotten")
        page.wait_for_function("!Array.isArray(_paq)")
        call(page, "_paq.push(['setConsentGiven'], ['trackEvent', 'a', 'wanted'])")
        wait_for(site, "wanted", 1)
        assert wait_for(site, "pageview", 3, "event:page")[1:] == [("/forgotten",), ("/later",)]
        wait_for(site, "unwanted", 0)


MANUAL: dict[str, tuple[Callable[[Site], Website], str]] = {
    "plausible": (
        lambda site: plausible(site, "/js/script.manual.js"),
        "plausible('pageview', { u: location.origin + '/told' })",
    ),
    "umami": (lambda site: umami(site, 'data-auto-track="false"'), "umami.track({ url: '/told' })"),
    "ours": (
        lambda site: tag(site, "/js/insights.js", f'data-project="{site.key}" data-pages="off"'),
        "insights('pageview', { url: location.origin + '/told' })",
    ),
}


@pytest.mark.parametrize("product", MANUAL)
def test_pages_that_count_themselves_are_not_counted_beside(product: str, site: Site, page: Page) -> None:
    tagged, tell = MANUAL[product]
    with tagged(site) as website:
        page.goto(f"{website.address}/docs")
        call(page, "history.pushState({}, '', '/next')")
        call(page, tell)
        call(page, "insights('settled')")
        wait_for(site, "settled", 1)
        assert wait_for(site, "pageview", 1, "event:page") == [("/told",)]


NOT_UNDERSTOOD: dict[str, Callable[[Site], Website]] = {
    "exclusions": lambda site: plausible(site, "/js/script.exclusions.js"),
    "transformRequest": lambda site: tag(
        site, "/js/pa-x.js", before=f"{EARLY} {INIT} plausible.init({{ transformRequest: () => null }})"
    ),
    "data-before-send": lambda site: umami(site, 'data-before-send="filter"'),
    "setCustomRequestProcessing": lambda site: matomo(
        site, "_paq.push(['setCustomRequestProcessing', String])"
    ),
}


@pytest.mark.parametrize("setting", NOT_UNDERSTOOD)
def test_what_would_withhold_events_and_is_not_understood_withholds_all(
    setting: str, site: Site, page: Page
) -> None:
    sent, said = posted(page), list[str]()
    page.on("console", lambda message: said.append(message.text))
    with NOT_UNDERSTOOD[setting](site) as website:
        with page.expect_console_message():
            page.goto(website.address)
        page.evaluate("window.plausible?.('Signup'), window.umami?.track('signup'), 0")
        page.goto("about:blank")
    assert said == [f"insights: {setting} is not understood, so nothing is sent"]
    assert sent == []


def test_beside_our_own_tag_nothing_is_counted_twice(site: Site, page: Page) -> None:
    own = f'<script defer src="{site.server.url}/js/insights.js" data-project="{site.key}"></script>'
    with plausible(site) as website:
        website.head = own + website.head
        page.goto(f"{website.address}/both")
        call(page, "insights('settled')")
        wait_for(site, "settled", 1)
        wait_for(site, "pageview", 1)
