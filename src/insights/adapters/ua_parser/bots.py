"""Who is no visitor: crawlers, monitors, browsers without a screen, and HTTP libraries."""

from collections.abc import Callable

from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from ua_parser.core import Domain, Matcher, UserAgent
from ua_parser.lazy import UserAgentMatcher
from ua_parser.regex import Resolver

LIBRARIES = (
    r"^(?:AHC|Faraday|GuzzleHttp|HTTPie|Insomnia|Java|PHP|Postman\w*|Ruby|SuperAgent|got|reqwest)(?:/| |$)",
    r"^(?:Bun|Deno|node|undici)(?:/|$)",
    r"^(?:python-|lua-resty-http|hackney|Typhoeus|restsharp|RestSharp|fasthttp|unirest)",
    r"Lighthouse|Playwright|Puppeteer|Cypress/",
)
"""Clients of programs that the list of crawlers lacks. Not `Dart/` nor `CFNetwork/`: these are what the apps
of phones send for their visitors."""


def bot_detector() -> Callable[[str], bool]:
    """Patterns of monperrus/crawler-user-agents (MIT), matched by the engine of ua-parser, which looks for
    the words in all 1,500 of them at once: 2 µs where one alternation takes 400."""
    patterns = [entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA]
    matchers: list[Matcher[UserAgent]] = [UserAgentMatcher(each, "bot") for each in (*patterns, *LIBRARIES)]
    resolver = Resolver((matchers, [], []))
    return lambda user_agent: resolver(user_agent, Domain.USER_AGENT).user_agent is not None
