"""Addresses of pages, of hosts, and of subscribers."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.ingestion.address import plain_address, subscriber
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.hosts import host_allowed, origin_host
from insights.domain.ingestion.refusal import Refused
from insights.domain.ingestion.url import KEPT_PARAMETERS, Page, read_url


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://Example.COM:8443/A/b%20c?x=1#top", Page("example.com", "/A/b%20c", "")),
        ("https://user:secret@www.example.com", Page("www.example.com", "/", "")),
        ("http://example.com./", Page("example.com", "/", "")),
        ("//cdn.example.com/x", Page("cdn.example.com", "/x", "")),
        ("http://[2001:DB8::1]:80/x", Page("2001:db8::1", "/x", "")),
        ("https://bücher.example/ä", Page("bücher.example", "/ä", "")),
        ("app://screens/settings", Page("screens", "/settings", "")),
        ("https://example.com/app#/inbox/7?key=secret", Page("example.com", "/app#/inbox/7", "")),
        ("https://example.com?ref=x#!/inbox", Page("example.com", "/#!/inbox", "ref=x")),
        ("https://example.com/app#access_token=secret", Page("example.com", "/app", "")),
        ("/pricing", Page("", "/pricing", "")),
        ("pricing?ref=x", Page("", "/pricing", "ref=x")),
        ("?utm_source=news", Page("", "/", "utm_source=news")),
        (
            "/p?b=2&UTM_Source=A+b&email=me%40example.com&gclid=1&utm_term=&fbclid=%00%ff",
            Page("", "/p", "utm_source=A+b&gclid=1&fbclid=%EF%BF%BD"),
        ),
    ],
)
def test_a_url_is_taken_apart(url: str, page: Page) -> None:
    assert read_url(url) == page


@pytest.mark.parametrize(
    "url", ["http://", "https:///x", "mailto:me@example.com", "http://[::1", " ", "http://a b/"]
)
def test_what_is_no_address_of_a_page_is_refused(url: str) -> None:
    with pytest.raises(Refused) as error:
        read_url(url)
    assert (error.value.field, error.value.reason) == ("url", RejectReason.INVALID)


def test_a_url_has_a_longest_length() -> None:
    read_url("/" + "x" * 1_999)
    with pytest.raises(Refused) as error:
        read_url("/" + "x" * 2_000)
    assert error.value.reason is RejectReason.TOO_LONG


@given(st.text() | st.text().map(lambda text: f"https://example.com/{text}"))
def test_any_text_is_a_page_or_refused(url: str) -> None:
    try:
        page = read_url(url)
    except Refused:
        return
    assert page.path.startswith("/")
    assert page.hostname == page.hostname.lower()
    for name, value in parse_qsl(page.query):
        assert name in KEPT_PARAMETERS or name.startswith("utm_")
        assert "\0" not in value


@pytest.mark.parametrize(
    ("hostname", "allowed", "is_allowed"),
    [
        ("example.com", (), True),
        ("", ("example.com",), True),
        ("example.com", ("example.com",), True),
        ("example.com", ("Example.com",), True),
        ("www.example.com", ("example.com",), False),
        ("www.example.com", ("*.example.com",), True),
        ("a.b.example.com", ("*.example.com",), True),
        ("example.com", ("*.example.com",), False),
        ("evilexample.com", ("*.example.com", "example.com"), False),
        ("example.com.evil.test", ("example.com", "*.example.com"), False),
    ],
)
def test_hosts_are_allowed_by_name_or_by_what_they_end_in(
    hostname: str, allowed: tuple[str, ...], is_allowed: bool
) -> None:
    assert host_allowed(hostname, allowed) is is_allowed


@pytest.mark.parametrize(
    ("origin", "host"),
    [("https://Example.com:8443", "example.com"), ("null", ""), ("", ""), ("http://[::1", "")],
)
def test_an_origin_names_a_host(origin: str, host: str) -> None:
    assert origin_host(origin) == host


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" ::FFFF:203.0.113.7", "203.0.113.7"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("203.0.113.7:80", None),
        ("unknown", None),
        ("", None),
    ],
)
def test_an_address_has_one_spelling(text: str, plain: str | None) -> None:
    assert plain_address(text) == plain


def test_a_subscriber_is_an_ipv4_address_or_an_ipv6_network() -> None:
    assert subscriber("203.0.113.7") != subscriber("203.0.113.8")
    assert subscriber("2001:db8::1") == subscriber("2001:db8::ffff:1")
    assert subscriber("2001:db8::1") != subscriber("2001:db8:0:1::1")
    assert subscriber("") == ""
