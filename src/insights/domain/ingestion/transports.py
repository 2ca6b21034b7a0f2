"""Agents that name the program which sends, not the visitor for whom it sends."""

import re
from functools import lru_cache
from typing import Final

_LIBRARIES: Final = (
    "AHC|aiohttp|Apache-HttpAsyncClient|Apache-HttpClient|axios|Bun|curl|Dart|Deno|fasthttp|Faraday|"
    "Go-http-client|got|GuzzleHttp|hackney|HTTPie|http\\.rb|httpx|hyper|insomnia|Java|Java-http-client|"
    "libcurl|libwww-perl|LWP::Simple|lua-resty-http|node|node-fetch|node-superagent|okhttp|PHP|"
    "PostmanRuntime|python-httpx|python-requests|python-urllib3|Python|Python-urllib|reqwest|RestSharp|"
    "Ruby|superagent|Typhoeus|undici|unirest|ureq|Wget"
)
_PROGRAM: Final = re.compile(rf"(?:{_LIBRARIES})(?:[/ ;]|$)", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def is_transport(user_agent: str) -> bool:
    """Whether an HTTP library or an SDK on top of one says this of itself. Browsers and crawlers do not."""
    return _PROGRAM.match(user_agent) is not None
