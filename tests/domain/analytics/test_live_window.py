"""The live window counts what the definition of the numbers counts, at any moment and in any order."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from insights.domain.analytics.live import WINDOW_MS, Sighting, shown, sighting_of
from insights.domain.analytics.live_window import LiveWindow
from insights.domain.analytics.query import MetricValue, Order, Period, Query
from insights.domain.analytics.reference import evaluate
from insights.domain.analytics.visitor_links import VisitorLink, people
from insights.domain.ingestion.event import Event
from insights.domain.ingestion.names import NOT_INTERACTIVE, RESERVED
from tests.builders.analytics import PROJECT, an_event

NOW = 1_795_219_200_500

VISITS = {
    (visitor, country): n for n, (visitor, country) in enumerate((v, c) for v in (1, 2, 3) for c in "AB")
}


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Around the edges of the window at some moments of a test. A visit has one country."""
    visitor, country = draw(st.sampled_from(sorted(VISITS)))
    return an_event(
        NOW + draw(st.sampled_from((-WINDOW_MS - 2_000, -WINDOW_MS, -WINDOW_MS + 500, -1_000, 0, 700))),
        draw(st.sampled_from(("pageview", "pageview", "Signup", "engagement"))),
        visitor_id=visitor,
        session_id=VISITS[visitor, country],
        path=draw(st.sampled_from(("/", "/a", "/b"))),
        country=country * 2,
    )


Rows = list[tuple[str, tuple[MetricValue, ...]]]


def defined(
    events: Sequence[Event], now: int, dimension: str, *metrics: str, said: Sequence[VisitorLink] = ()
) -> Rows:
    """As the definition answers for the 300 seconds up to the end of the running one."""
    end = (now // 1000 + 1) * 1000
    query = Query(
        project=PROJECT,
        timezone="UTC",
        period=Period(end - WINDOW_MS, end),
        metrics=metrics,
        dimensions=(dimension,) if dimension else (),
        order_by=tuple(Order(metric, "desc") for metric in metrics) if dimension else (),
    )
    return [("".join(row.dimensions), row.metrics) for row in evaluate(query, events, said).rows]


@given(st.lists(events(), max_size=12), st.lists(events(), max_size=12), st.integers(0, 400))
def test_it_equals_the_definition_at_every_moment(
    stored: list[Event], streamed: list[Event], seconds: int
) -> None:
    window = LiveWindow([sighting_of(event) for event in stored], NOW)
    for event in [*streamed, *stored]:  # what is stored comes again
        window.add(sighting_of(event), NOW + 900)
    for now in (NOW + 900, NOW + 900 + seconds * 1000):
        snapshot = window.snapshot(now)
        known = [event for event in [*stored, *streamed] if event.time // 1000 > NOW // 1000 - 300]
        assert defined(known, now, "", "visitors", "pageviews") == [
            ("", (snapshot.visitors, snapshot.pageviews))
        ]
        pages = [(row.path, (row.visitors, row.pageviews)) for row in snapshot.top_pages]
        assert pages == defined(known, now, "event:page", "visitors", "pageviews")
        countries = {row.country: row.visitors for row in snapshot.top_countries}
        assert countries == {
            code: metrics[0] for code, metrics in defined(known, now, "visit:country", "visitors")
        }


@given(st.lists(events(), max_size=8), st.lists(events(), max_size=8), st.data())
def test_visitors_who_turn_out_to_be_one_person_are_one_before_and_after(
    early: list[Event], late: list[Event], data: st.DataObject
) -> None:
    pairs = data.draw(st.lists(st.permutations((1, 2, 3, 9)), max_size=4))
    said = [VisitorLink(PROJECT, a, b, n, "e") for n, (a, b, *_) in enumerate(pairs)]
    window = LiveWindow([], NOW)
    for event in early:
        window.add(sighting_of(event), NOW + 900)
    window.follow(people(said))
    for event in late:
        window.add(sighting_of(event), NOW + 900)
    snapshot = window.snapshot(NOW + 900)
    known = [event for event in [*early, *late] if event.time // 1000 > NOW // 1000 - 300]
    assert defined(known, NOW + 900, "", "visitors", said=said) == [("", (snapshot.visitors,))]
    pages = [(row.path, (row.visitors, row.pageviews)) for row in snapshot.top_pages]
    assert pages == defined(known, NOW + 900, "event:page", "visitors", "pageviews", said=said)


def view(id_: str, time: int, visitor: int = 1, path: str = "/") -> Sighting:
    return Sighting(id_, "pageview", time, visitor, path)


def test_what_comes_late_counts_until_its_own_time_is_over() -> None:
    window = LiveWindow([], NOW)
    assert window.add(view("late", NOW - WINDOW_MS + 2_000), NOW)
    assert not window.add(view("too late", NOW - WINDOW_MS), NOW)
    assert window.snapshot(NOW).pageviews == 1
    assert window.snapshot(NOW + 3_000).pageviews == 0


def test_an_empty_window_holds_nothing() -> None:
    window = LiveWindow([view("stored", NOW)], NOW)
    for number in range(1_000):
        window.add(view(f"{number}", NOW + number, visitor=number, path=f"/{number}"), NOW + number)
    window.follow({1: 2, 3: 2_000})
    window.snapshot(NOW + 2 * WINDOW_MS)
    for held in (window._everyone, window._pages, window._countries):
        assert (held.count, held._last, held._seen_in) == ({}, {}, {})
    assert (window._views.total, window._views._in, window._seeded, window._who) == ({}, {}, set(), {})


def test_ten_pages_are_shown_those_with_most_visitors_first() -> None:
    views = [view(f"{page} {n}", NOW, n, f"/{page:02}") for page in range(12) for n in range(page % 3 + 1)]
    pages = LiveWindow(views, NOW).snapshot(NOW).top_pages
    paths = [page.path for page in pages]
    assert paths == ["/02", "/05", "/08", "/11", "/01", "/04", "/07", "/10", "/00", "/03"]


def test_events_are_shown_without_what_tells_of_the_visitor() -> None:
    for name in RESERVED | {"Signup"}:
        event = shown(Sighting("id", name, NOW, 2**63, "/a", "DE"))
        assert (event is None) == (name in NOT_INTERACTIVE)
        assert event is None or set(event.__struct_fields__) == {"name", "path", "country", "time"}
