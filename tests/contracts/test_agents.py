"""What `Agents` promises."""

# ruff: noqa: E501 - user agents are as long as they are

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from hypothesis import given
from hypothesis import strategies as st

from insights.application.ports.enrichment import Agent, Agents
from tests.builders.recording import AGENTS
from tests.contracts.registry import contract

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
IOS = "AppleWebKit/605.1.15 (KHTML, like Gecko)"

VISITORS = [
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/142.0.0.0 Safari/537.36", "Chrome 142", "Windows 10", "Desktop"),
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge 142", "Windows 10", "Desktop"),
    (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {IOS} Version/18.1 Safari/605.1.15", "Safari 18.1", "macOS 10.15", "Desktop"),
    ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox 144", "Ubuntu", "Desktop"),
    (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KIT} Chrome/142.0.0.0 Safari/537.36", "Chrome 142", "ChromeOS 14541", "Desktop"),
    (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {IOS} Version/18.1 Mobile/15E148 Safari/604.1", "Safari 18.1", "iOS 18.1", "Mobile"),
    (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {IOS} CriOS/142.0.0.0 Mobile/15E148 Safari/604.1", "Chrome 142", "iOS 18.1", "Mobile"),
    (f"Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) {IOS} Version/18.1 Mobile/15E148 Safari/604.1", "Safari 18.1", "iOS 18.1", "Tablet"),
    (f"Mozilla/5.0 (Linux; Android 10; K) {KIT} Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome 142", "Android 10", "Mobile"),
    (f"Mozilla/5.0 (Linux; Android 10; K) {KIT} Chrome/142.0.0.0 Safari/537.36", "Chrome 142", "Android 10", "Tablet"),
    (f"Mozilla/5.0 (Linux; Android 14; SM-S911B) {KIT} SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36", "Samsung Internet 26.0", "Android 14", "Mobile"),
    (f"Mozilla/5.0 (Linux; Android 10; CUBOT X30) {KIT} Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome 142", "Android 10", "Mobile"),
    ("MyApp/7 CFNetwork/1568.100.1 Darwin/24.0.0", "MyApp 7", "iOS 18.0", "Mobile"),
]  # fmt: skip

PROGRAMS = [
    "python-requests/2.32.3",
    "python-httpx/0.28.1",
    "python-urllib3/2.2",
    "curl/8.5.0",
    "Go-http-client/1.1",
    "node",
    "undici",
    "Java/17.0.1",
    "PostmanRuntime/7.43",
    "GuzzleHttp/7",
    "reqwest/0.12",
    "Ruby",
    f"Mozilla/5.0 (X11; Linux x86_64) {KIT} HeadlessChrome/142.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {KIT} Chrome/142.0.0.0 Safari/537.36 Chrome-Lighthouse",
    "Mozilla/5.0 (compatible; Unheard-of-Crawler/1.0; +https://example.org)",
]


agents = contract(Agents)


@pytest.mark.parametrize(("text", "browser", "os", "device"), VISITORS)
def test_a_visitor_has_browser_system_and_device(
    agents: Agents, text: str, browser: str, os: str, device: str
) -> None:
    agent = agents.parse(text)
    assert not agent.bot
    assert f"{agent.browser} {agent.browser_version}".strip() == browser
    assert f"{agent.os} {agent.os_version}".strip() == os
    assert agent.device == device


@pytest.mark.parametrize("text", PROGRAMS)
def test_a_program_is_a_bot(agents: Agents, text: str) -> None:
    assert agents.parse(text).bot


def test_every_crawler_that_the_list_has_seen_is_a_bot(agents: Agents) -> None:
    seen = [instance for entry in CRAWLER_USER_AGENTS_DATA for instance in entry["instances"]]
    assert len(seen) > 1_000
    assert [text for text in seen if len(text) <= 512 and not agents.parse(text).bot] == []


def test_a_television_is_none_of_the_devices(agents: Agents) -> None:
    text = f"Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) {KIT} Version/6.0 TV Safari/537.36"
    assert agents.parse(text).device == ""


@pytest.mark.parametrize("text", ["", "  "])
def test_an_absent_agent_says_nothing_and_is_no_bot(agents: Agents, text: str) -> None:
    assert agents.parse(text) == Agent()


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_is_answered_and_always_alike(text: str) -> None:
    assert AGENTS.parse(text) == AGENTS.parse(text)
