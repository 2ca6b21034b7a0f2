import re
from functools import lru_cache
from typing import Final, final

from ua_parser.core import Domain, PartialResult
from ua_parser.loaders import load_builtins
from ua_parser.regex import Resolver

from insights.adapters.ua_parser.bots import bot_detector
from insights.adapters.ua_parser.names import BROWSERS, DESKTOPS, KNOWN_BY_MINOR, SYSTEMS
from insights.application.ports.enrichment import Agent, Agents

LONGEST = 512
"""Characters that are looked at: beyond them stand no names, and memory is bounded."""

UNKNOWN = Agent()

_TELEVISION: Final = re.compile(r"\bTV\b|SmartTV|GoogleTV|AppleTV|HbbTV|BRAVIA|CrKey|Web0S|\bAFT[A-Z]")
_TABLET: Final = re.compile(r"iPad|Tablet|PlayBook|Kindle|Silk/(?!.*Mobile)|Android(?!.*Mobi)")
_MOBILE: Final = re.compile(r"Mobi|iPhone|iPod|Windows Phone|Opera Mini")


@final
class UaParserAgents(Agents):
    """uap-core's rules on ua-parser's native engine: 20 µs for an agent not seen lately."""

    def __init__(self, remembered: int = 20_000) -> None:
        self._resolver = Resolver(load_builtins())
        self._is_bot = bot_detector()
        self._recall = lru_cache(remembered)(self._parse)

    def parse(self, user_agent: str) -> Agent:
        return self._recall(user_agent[:LONGEST])

    def _parse(self, user_agent: str) -> Agent:
        if not user_agent.strip():
            return UNKNOWN
        # The native engine takes UTF-8 only, which a lone surrogate has no form in.
        text = user_agent.encode("utf-8", "replace").decode()
        return _agent(self._resolver(text, Domain.ALL), self._is_bot(text))


def _agent(found: PartialResult, listed: bool) -> Agent:
    browser, os, device = found.user_agent, found.os, found.device
    browser_name = BROWSERS.get(browser.family, browser.family) if browser else ""
    os_name = SYSTEMS.get(os.family, os.family) if os else ""
    return Agent(
        browser=browser_name,
        browser_version=_version(browser_name, browser.major, browser.minor) if browser else "",
        os=os_name,
        os_version=_version(os_name, os.major, os.minor) if os else "",
        device=_device_class(found.string, os_name),
        bot=listed or (device is not None and device.family == "Spider"),
    )


def _version(name: str, major: str | None, minor: str | None) -> str:
    return f"{major}.{minor}" if major and minor and name in KNOWN_BY_MINOR else major or ""


def _device_class(user_agent: str, os: str) -> str:
    """Tablets first: an iPad says `Mobile` too. Televisions, consoles and watches are neither."""
    if _TELEVISION.search(user_agent):
        return ""
    if _TABLET.search(user_agent):
        return "Tablet"
    if _MOBILE.search(user_agent) or os == "iOS":
        return "Mobile"
    return "Desktop" if os in DESKTOPS else ""
