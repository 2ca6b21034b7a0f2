"""Agents that name the program which sends, not the visitor for whom it sends."""

import re
from functools import lru_cache
from typing import Final

from insights.domain.ingestion import limits

_LIBRARIES: Final = (
    "AHC|aiohttp|Apache-HttpAsyncClient|Apache-HttpClient|axios|Bun|curl|Dart|Deno|fasthttp|Faraday|"
    "Go-http-client|got|GuzzleHttp|hackney|HTTPie|http\\.rb|httpx|hyper|insomnia|Java|Java-http-client|"
    "libcurl|libwww-perl|LWP::Simple|lua-resty-http|Mozilla/5\\.0 Umami|node|node-fetch|node-superagent|"
    "okhttp|PHP|"
    "PostmanRuntime|python-httpx|python-requests|python-urllib3|Python|Python-urllib|reqwest|RestSharp|"
    "Ruby|superagent|Typhoeus|undici|unirest|ureq|Wget"
)
_SDKS: Final = "analytics-[a-z-]+|posthog-[a-z-]+"
"""How SDKs of Segment, RudderStack and PostHog call themselves, whatever their language."""
_PROGRAM: Final = re.compile(rf"(?:{_LIBRARIES}|{_SDKS})(?:[/ ;]|$)", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def is_transport(user_agent: str) -> bool:
    """Whether an HTTP library or an SDK on top of one says this of itself. Browsers and crawlers do not."""
    return _PROGRAM.match(user_agent) is not None


@lru_cache(maxsize=4_096)
def program_of(user_agent: str) -> str:
    """The program that sends and its version, as `curl/8.14.1`; empty for browsers and crawlers."""
    return user_agent.split(maxsplit=1)[0][: limits.SDK] if is_transport(user_agent) else ""
