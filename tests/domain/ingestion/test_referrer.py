"""What is kept of a referrer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.ingestion.referrer import NOTHING, SCHEMES, read_referrer, same_site


@pytest.mark.parametrize(
    ("text", "page", "host"),
    [
        ("https://www.Example.org/Blog?q=secret#part", "https://www.example.org/Blog", "example.org"),
        ("http://user:password@example.org:8080/", "http://example.org:8080/", "example.org"),
        ("https://example.org", "https://example.org", "example.org"),
        ("https://example.org./a", "https://example.org/a", "example.org"),
        ("http://[2001:db8::1]:80/x", "http://[2001:db8::1]:80/x", "2001:db8::1"),
        ("android-app://com.example.app/", "android-app://com.example.app/", "com.example.app"),
    ],
)
def test_a_referrer_is_kept_as_scheme_host_and_path(text: str, page: str, host: str) -> None:
    assert (read_referrer(text).page, read_referrer(text).host) == (page, host)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org/a",
        "about:blank",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "http://[::1",
        "https://example.org:99999999/",
        "$direct",
    ],
)
def test_what_is_no_address_of_a_page_is_nothing(text: str) -> None:
    assert read_referrer(text) == NOTHING


@given(st.text() | st.tuples(st.sampled_from(sorted(SCHEMES)), st.text()).map("://".join))
def test_no_text_brings_it_down_nor_passes_a_query_or_a_password(text: str) -> None:
    read = read_referrer(text)
    assert not set("?#") & set(read.page)
    assert read == read_referrer(read.page) or read == NOTHING


def test_spam_is_told_by_the_domain_and_its_subdomains_and_by_no_lookalike() -> None:
    assert read_referrer("https://semalt.com/x").spam
    assert read_referrer("http://www.keywords-monitoring.semalt.com/").spam
    assert not read_referrer("https://notsemalt.com/").spam
    assert not read_referrer("https://example.org/semalt.com").spam


def test_only_www_is_the_same_site() -> None:
    assert same_site("example.org", "www.example.org")
    assert same_site("example.org", "example.org")
    assert not same_site("app.example.org", "example.org")
