"""What is recorded only where the page asks for it: from a real browser to a real server's answers."""

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.stored import props, settle, wait_for, website
from tests.builders.server import Server, new_site

pytestmark = pytest.mark.browser

CHUNKS = "clicks moves vitals errors missing"
READY = "() => performance.getEntriesByType('resource').some(({name}) => name.endsWith('/js/%s.js'))"


def visit(page: Page, address: str, *chunks: str) -> None:
    """Until the chunks are there and have begun."""
    page.goto(address)
    for chunk in chunks:
        page.wait_for_function(READY % chunk)
    # They begin in the task in which they are known to be there; two frames later that is past.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_nothing_more_is_fetched_or_recorded_than_the_page_asks_for(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/js/" in request.url else None)
    with website(site, body='<button data-insights-click="buy">Buy</button>') as origin:
        page.goto(f"{origin.address}/a")
        page.get_by_text("Buy").click()
        page.evaluate("setTimeout(() => { throw Error('oh') })")
        settle(site, page)
    assert fetched == [f"{server.url}/js/insights.js"]
    for name in ("click", "error", "mousemove", "web-vital", "404"):
        wait_for(site, name, 0)


BUTTONS = """
<main class="x1"><p>One</p><ul class="list-91">
  <li><button class="css-1f">First</button></li>
  <li><button class="css-2f" data-insights-click="Buy" data-insights-plan="pro" style="width: 200px">
    <b>Second</b></button></li>
</ul><div id="radix-:r1:"><a href="#" data-testid="more">More</a></div><p id="still">Text</p></main>
"""
SECOND = "main > ul > li:nth-of-type(2) > button"


def test_clicks_on_marked_elements_are_told_with_what_the_marks_say(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site, 'data-with="clicks"', BUTTONS) as origin:
        visit(page, f"{origin.address}/shop", "clicks")
        page.get_by_text("Second").click()
        page.get_by_text("First").click()
        settle(site, page)
        names = props("name", "plan", "selector")
        assert wait_for(site, "click", 1, "event:page", *names) == [("/shop", "Buy", "pro", SECOND)]
        assert page.locator(SECOND).inner_text() == "Second"


def test_all_clicks_are_told_with_a_selector_that_outlives_a_new_look_and_with_their_place(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site, 'data-with="clicks" data-clicks="all"', BUTTONS) as origin:
        visit(page, f"{origin.address}/shop", "clicks")
        page.get_by_text("Second").click(position={"x": 50, "y": 5})
        page.evaluate("for (const one of document.querySelectorAll('[class]')) one.className = 'other'")
        page.get_by_text("Second").click(position={"x": 50, "y": 5})
        page.get_by_text("More").click()
        page.locator("#still").click()
        settle(site, page)
        found = wait_for(site, "click", 4, *props("selector", "element_x"))
        button = page.get_by_text("Second").locator("..").bounding_box()
        assert button is not None
        xs = {x for selector, x in wait_for(site, "click", 4, *props("selector", "x")) if selector == SECOND}
    assert sorted(selector for selector, _ in found) == ["#still", 'a[data-testid="more"]', SECOND, SECOND]
    [x] = xs
    [share] = {share for selector, share in found if selector == SECOND}
    # Rounded each by itself, halves up.
    assert abs(int(share) - 100 * (int(x) - button["x"]) / button["width"]) <= 0.5


def test_movement_is_sampled_and_told_together_when_the_page_is_left(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site, 'data-with="moves"') as origin:
        visit(page, f"{origin.address}/a", "moves")
        for step in range(40):
            page.mouse.move(100 + step, 200)
            page.wait_for_timeout(10)
        page.goto(f"{origin.address}/b")
        [(path, points)] = wait_for(site, "mousemove", 1, "event:page", *props("points"))
    samples = [tuple(map(int, point.split(","))) for point in points.split(" ")]
    assert path == "/a"
    assert len(samples) >= 2
    assert all(100 <= x < 140 and y == 200 for _, x, y in samples)
    times = [time for time, _, _ in samples]
    assert times[0] == 0
    assert all(later - sooner >= 99 for sooner, later in pairwise(times))


def test_of_pages_outside_the_sample_no_movement_is_told(tracker: Path, server: Server, page: Page) -> None:
    site = new_site(server)
    with website(site, 'data-with="moves" data-moves="0"') as origin:
        visit(page, f"{origin.address}/a", "moves")
        page.mouse.move(100, 200)
        page.goto(f"{origin.address}/b")
        wait_for(site, "pageview", 2)
        wait_for(site, "mousemove", 0)


INTERACTED = """new Promise((done) =>
  new PerformanceObserver(done).observe({type: "first-input", buffered: true}))"""
"""Browsers measure an interaction some time after it."""


def test_web_vitals_are_told_once_for_the_page_that_was_loaded(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(
        site, 'data-with="vitals"', '<button onclick="this.textContent = 9">Press</button>'
    ) as origin:
        visit(page, f"{origin.address}/a", "vitals")
        page.get_by_text("Press").click()
        page.evaluate("history.pushState({}, '', '/b')")
        page.evaluate(INTERACTED)
        page.goto(f"{origin.address}/c")
        names = props("metric", "rating", "navigation")
        found = wait_for(site, "web-vital", 7, "event:page", *names)
    of_a = {metric for path, metric, _, navigation in found if path == "/a" and navigation == "navigate"}
    assert of_a == {"TTFB", "FCP", "LCP", "CLS", "INP"}
    assert {metric for path, metric, _, _ in found if path == "/c"} == {"TTFB", "FCP"}
    assert {rating for _, _, rating, _ in found} <= {"good", "needs-improvement", "poor"}


ERRORS = """
<script src="/script.js?token=secret"></script>
<script>
  const fail = (text) => setTimeout(() => { throw new TypeError(text) });
  const reject = (reason) => void Promise.reject(reason);
</script>
"""


def test_errors_that_nobody_caught_are_told_once_each(tracker: Path, server: Server, page: Page) -> None:
    site = new_site(server)
    with website(site, 'data-with="errors"', ERRORS) as origin:
        visit(page, f"{origin.address}/a?token=secret", "errors")
        page.evaluate("fail('no such plan'); reject(new RangeError('too far')); reject('gone')")
        page.evaluate("for (let n = 0; n < 3; n++) setTimeout(() => fail('no such plan'))")
        settle(site, page)
        found = wait_for(site, "error", 3, "event:page", *props("kind", "message"))
        assert found == [
            ("/a", "RangeError", "too far"),
            ("/a", "TypeError", "no such plan"),
            ("/a", "UnhandledRejection", "gone"),
        ]
        [(source, stack)] = [
            row[1:]
            for row in wait_for(site, "error", 3, *props("kind", "source", "stack"))
            if row[0] == "TypeError"
        ]
    assert source == f"{origin.address}/a"
    assert stack.startswith("TypeError: no such plan")
    assert "secret" not in stack


def test_a_loop_of_errors_is_cut_off(tracker: Path, server: Server, page: Page) -> None:
    site = new_site(server)
    with website(site, 'data-with="errors"') as origin:
        visit(page, f"{origin.address}/a", "errors")
        page.evaluate(
            """new Promise((done) => {
              for (let n = 0; n < 60; n++) setTimeout(() => { throw Error(`number ${n}`) });
              setTimeout(done, 50);
            })"""
        )
        settle(site, page)
    wait_for(site, "error", 20)


def test_pages_that_are_not_there_are_told_with_what_led_to_them(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    with website(site, 'data-with="missing"', '<a href="/missing/one">Broken</a>') as origin:
        page.goto(f"{origin.address}/here?token=secret")
        page.get_by_text("Broken").click()
        wait_for(site, "pageview", 2)
        origin.head = origin.head.replace("data-with", "data-missing data-with")
        page.goto(f"{origin.address}/said")
        names = ["event:page", *props("from")]
        found = wait_for(site, "404", 2, *names)
    assert found == [("/missing/one", f"{origin.address}/here"), ("/said", "(none)")]


def test_every_chunk_works_under_a_strict_content_security_policy(
    tracker: Path, server: Server, page: Page
) -> None:
    site = new_site(server)
    policy = f"default-src 'none'; script-src {server.url}; connect-src {server.url}"
    head = f'<meta http-equiv="content-security-policy" content="{policy}">'
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    with website(site, f'data-consent="full" data-with="{CHUNKS}"', head=head) as origin:
        visit(page, f"{origin.address}/missing/strict", "visitor", *CHUNKS.split())
        page.evaluate("insights.identify('ada')")
        page.mouse.move(9, 9)
        page.goto(f"{origin.address}/b")
        for name, count in {"pageview": 2, "404": 1, "identify": 1, "mousemove": 1}.items():
            wait_for(site, name, count)
    assert [text for text in complaints if "404 (Not Found)" not in text] == []
