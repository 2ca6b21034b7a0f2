from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.ingestion.access_log import AccessLine, parse_access_line
from insights.domain.ingestion.log_lines import MAX_LINE, LineSplitter
from insights.domain.ingestion.page_views import SkipReason, is_asset, skip_reason

COMMON = '192.0.2.7 - frank [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.0" 200 2326'
COMBINED = COMMON + ' "https://example.org/from" "Mozilla/5.0 (X11)"'
OCT_10 = int(datetime(2000, 10, 10, 20, 55, 36, tzinfo=UTC).timestamp() * 1000)


def test_a_common_line_has_no_referrer_and_no_agent() -> None:
    assert parse_access_line(COMMON) == AccessLine("192.0.2.7", OCT_10, "GET", "/a?b=c", 200)


def test_a_combined_line_has_both() -> None:
    line = parse_access_line(COMBINED)
    assert line is not None
    assert (line.referrer, line.user_agent) == ("https://example.org/from", "Mozilla/5.0 (X11)")


def test_fields_that_a_custom_format_adds_are_left_aside() -> None:
    assert parse_access_line(COMBINED + ' "203.0.113.9" 0.004 upstream') == parse_access_line(COMBINED)


def test_a_dash_is_an_absent_value() -> None:
    line = parse_access_line('::1 - - [10/Oct/2000:13:55:36 +0000] "-" 408 - "-" "-"')
    assert line is not None
    assert (line.address, line.method, line.target, line.referrer, line.user_agent) == ("::1", "", "", "", "")


def test_escapes_of_both_servers_are_undone() -> None:
    line = parse_access_line(COMMON + r' "http://a/\xc3\xa9" "say \"hi\" \\ \x22\xff"')
    assert line is not None
    assert line.referrer == "http://a/é"
    assert line.user_agent == 'say "hi" \\ "\ufffd'


@pytest.mark.parametrize(
    "line",
    [
        "",
        "no log line",
        COMBINED.removesuffix('"'),
        COMBINED.replace("10/Oct", "31/Feb"),
        COMBINED.replace("Oct", "Okt"),
        COMBINED.replace("13:55", "24:55"),
        COMBINED.replace(" -0700", ""),
        COMBINED.replace("2000", "1969"),
        COMBINED.replace(" 200 ", " OK "),
        COMMON + " trailing",
        "\0" * 100,
    ],
)
def test_a_line_in_neither_format_is_none(line: str) -> None:
    assert parse_access_line(line) is None


@given(
    when=st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001 - the zone is drawn beside it
    minutes=st.integers(-14 * 60, 14 * 60),
)
def test_the_time_is_the_instant_that_was_logged(when: datetime, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    logged = when.replace(tzinfo=zone, microsecond=0)
    text = f"{logged:%d/%b/%Y:%H:%M:%S %z}"
    line = parse_access_line(f'h - - [{text}] "GET / HTTP/1.1" 200 1')
    assert line is not None
    assert line.time == int(logged.timestamp()) * 1000


@given(st.text(max_size=300))
def test_any_text_is_a_line_or_none(text: str) -> None:
    parse_access_line(text)
    parse_access_line(f'a - - [10/Oct/2000:13:55:36 +0000] "{text}" 200 1 "{text}" "{text}"')


def line_of(request: str, status: int = 200) -> AccessLine:
    line = parse_access_line(f'h - - [10/Oct/2000:13:55:36 +0000] "{request}" {status} 1')
    assert line is not None
    return line


@pytest.mark.parametrize(
    ("request_line", "status", "reason"),
    [
        ("GET / HTTP/1.1", 200, None),
        ("GET /docs/v1.2/intro HTTP/2.0", 204, None),
        ("GET /about.html?x=a.png HTTP/1.1", 304, None),
        ("GET /path with blanks HTTP/1.1", 200, None),
        ("GET /", 200, None),
        ("HEAD / HTTP/1.1", 200, SkipReason.NOT_GET),
        ("POST /a.css HTTP/1.1", 500, SkipReason.NOT_GET),
        (r"\x16\x03\x01", 400, SkipReason.NOT_GET),
        ("GET /old HTTP/1.1", 301, SkipReason.STATUS),
        ("GET /gone.png HTTP/1.1", 404, SkipReason.STATUS),
        ("GET /logo.PNG HTTP/1.1", 200, SkipReason.ASSET),
        ("GET /site.css?v=3 HTTP/1.1", 304, SkipReason.ASSET),
        ("GET /robots.txt HTTP/1.1", 200, SkipReason.ASSET),
    ],
)
def test_a_page_view_is_a_get_that_was_answered_and_is_no_asset(
    request_line: str, status: int, reason: SkipReason | None
) -> None:
    assert skip_reason(line_of(request_line, status)) is reason


@pytest.mark.parametrize("target", ["/", "/png", "/a.png/", "/a.b/c", "", "*", "/.well-known/x"])
def test_only_the_extension_of_the_last_segment_makes_an_asset(target: str) -> None:
    assert not is_asset(target)


@given(lines=st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line)), data=st.data())
def test_lines_are_the_same_however_the_bytes_are_cut(lines: list[bytes], data: st.DataObject) -> None:
    whole = b"\n".join(lines)
    splitter, found, rest = LineSplitter(), [], whole
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        found += splitter.feed(rest[:size])
        rest = rest[size:]
    found += splitter.close()
    expected = whole.split(b"\n")
    if expected[-1] == b"":
        expected.pop()
    assert found == [line.removesuffix(b"\r") for line in expected]


def test_an_endless_line_is_cut_and_keeps_no_more_than_its_limit() -> None:
    splitter = LineSplitter()
    for _ in range(100):
        assert splitter.feed(b"x" * 10_000) == []
    assert splitter.feed(b"\nnext\n") == [b"x" * (MAX_LINE + 1), b"next"]
