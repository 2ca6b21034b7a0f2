"""Histories of events, and queries over them, drawn at random around moments where clocks change.

`cases()` draws a query and a history that meet; an engine is right when it answers each as
`insights.domain.analytics.reference.evaluate` does.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from insights.domain.accounts.project import Goal, GoalKind, Project
from insights.domain.analytics.dimensions import DIMENSIONS, Scope, dimension_of
from insights.domain.analytics.metrics import METRICS
from insights.domain.analytics.query import (
    All,
    Any,
    Condition,
    Filter,
    GoalCondition,
    Not,
    Operator,
    Order,
    Period,
    Query,
)
from insights.domain.analytics.requirements import unmet_needs
from insights.domain.ingestion.event import Event, PropertyValue

PROJECT = "0196f000-0000-7000-8000-000000000001"
OTHER_PROJECT = "0196f000-0000-7000-8000-000000000002"

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000

ANCHORS = tuple(
    int(moment.timestamp() * 1000)
    for moment in (
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # Europe goes forward
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # and back
        datetime(2026, 4, 4, 15, 0, tzinfo=UTC),  # Lord Howe goes back, by half an hour
        datetime(2025, 12, 31, 23, 0, tzinfo=UTC),  # the ISO week and the year part
    )
)
TIMEZONES = (
    "UTC",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "America/New_York",
)

PATHS = ("/", "/", "/blog/a", "/blog/a/b", "/p/Ünïcode", "/100%_of", '/it\'s \\ "quoted"', "/(x)[y]", "")
TEXTS = ("", "Google", "google", "Straße", "İzmir", "ΟΔΟΣ", "日本", "🙂", "a.b*c", "it's", "tab\tnl\nx")
COLUMNS: dict[str, Sequence[str]] = {
    "path": PATHS,
    "hostname": ("example.com", "Example.com", "sub.example.com", ""),
    "source": ("", "Google", "Direct / None", "t.co"),
    "referrer": ("", "https://t.co/x"),
    "channel": ("", "Direct", "Organic Search"),
    "utm_source": TEXTS,
    "utm_medium": ("", "cpc", "CPC"),
    "utm_campaign": TEXTS,
    "utm_content": ("", "A"),
    "utm_term": ("", "z"),
    "browser": ("", "Firefox", "Chrome"),
    "browser_version": ("", "9", "10"),
    "os": ("", "GNU/Linux", "iOS"),
    "os_version": ("", "17.4"),
    "device": ("", "Desktop", "Mobile"),
    "screen": ("", "Laptop"),
    "country": ("", "DE", "CI", "ZZ"),
    "region": ("", "Bayern"),
    "city": ("", "München", "(not set)"),
}
NAMES = (
    "pageview",
    "pageview",
    "pageview",
    "engagement",
    "engagement",
    "Signup",
    "click",
    "scroll",
    "404",
    "Käufe",
)
PROPERTY_KEYS = ("plan", "a.b", "schlüssel", "it's")
PROPERTY_VALUES: Sequence[PropertyValue] = (
    "pro",
    "Pro",
    "",
    "(none)",
    "ß",
    True,
    False,
    0,
    3,
    -7,
    0.5,
    2**53,
)
VISITORS = (1, 2, 3, 2**63 + 5, 2**64 - 1)
SESSIONS = (12, 12, 16, 20, 20, 6, 3, 1, 0)
GAPS = (0, 1, 999, 12_345, 29 * MINUTE, 29 * MINUTE, 3 * HOUR, 20 * HOUR)
PATTERNS = ("^/", "a|b", "b.*", "[a-c]/", r"\.", "(?:o|ü)", "^$", "g+le$", "t.nl.x", "n?")
VALUES = (*PATHS, *TEXTS, "STRASSE", "Germany", "(none)", "(not set)", "true", "3", "o", "E")


def a_project(timezone: str = "UTC", identity: str = PROJECT) -> Project:
    return Project(
        id=identity,
        organization_id="0196f000-0000-7000-8000-0000000000aa",
        name="Example",
        domain="example.com",
        timezone=timezone,
        public_key="pk_example",
    )


def a_goal(name: str, kind: GoalKind, match: str, value: str | None = None) -> Goal:
    return Goal(id=f"goal {name}", project_id=PROJECT, name=name, kind=kind, match=match, value=value)


GOALS = (
    a_goal("Any page", GoalKind.PAGE, "**"),
    a_goal("Blog", GoalKind.PAGE, "/blog/*", "2.50 EUR"),
    a_goal("Käufe", GoalKind.EVENT, "Käufe"),
    a_goal("Odd page", GoalKind.PAGE, "/(x)[y]"),
    a_goal("Signup", GoalKind.EVENT, "Signup", "0.125 KWD"),
)

_ids = (f"e{n:03}" for n in range(10**9))


def an_event(time: int, name: str = "pageview", **fields: object) -> Event:
    """An event of `PROJECT`; visitor 1 and session 1 unless told otherwise, ids in the order made."""
    usual = {"id": next(_ids), "project": PROJECT, "received": time, "visitor_id": 1, "session_id": 1}
    return Event(name=name, time=time, **(usual | fields))  # type: ignore[arg-type]  # the test names the fields


@st.composite
def histories(draw: DrawFn, anchor: int | None = None) -> list[Event]:
    """Events of two projects in no order: visits over midnight and over days, late events, equal times.

    How many sessions there are is drawn; what is in them follows from a drawn seed.
    """
    around = draw(st.sampled_from(ANCHORS)) if anchor is None else anchor
    chance = Random(draw(st.integers(0, 2**32)))
    sessions = [_session(chance, around) for _ in range(draw(st.sampled_from(SESSIONS)))]
    events = [event for session in sessions for event in session]
    chance.shuffle(events)
    for number, event in enumerate(events):
        event.id = f"event {number:03}"
    chance.shuffle(events)
    return events


def _session(chance: Random, anchor: int) -> list[Event]:
    project = chance.choice((PROJECT, PROJECT, PROJECT, OTHER_PROJECT))
    visitor = chance.choice(VISITORS)
    session = visitor % 7 * 100 + chance.randint(1, 30)
    at = anchor + chance.randint(-2 * 24 * 60, 2 * 24 * 60) * MINUTE + chance.choice((0, 1, 59_999))
    visit = _values(chance)
    events = []
    for _ in range(chance.choice((1, 1, 2, 3, 5))):
        if chance.random() < 0.2:
            visit = _values(chance)
        events.append(_event(chance, project, visitor, session, at, visit))
        at += chance.choice(GAPS)
    return events


def _values(chance: Random) -> dict[str, str]:
    return {column: chance.choice(values) for column, values in COLUMNS.items()}


def _event(chance: Random, project: str, visitor: int, session: int, at: int, visit: dict[str, str]) -> Event:
    name = chance.choice(NAMES)
    engagement = name == "engagement"
    paid = name in ("Signup", "Käufe", "pageview") and chance.random() < 0.5
    keys = chance.sample(PROPERTY_KEYS, chance.randint(0, 2))
    return Event(
        project=project,
        id="",
        name=name,
        time=at,
        received=at + chance.choice((0, 5, 2 * DAY)),
        visitor_id=visitor,
        session_id=session,
        properties={key: chance.choice(PROPERTY_VALUES) for key in keys},
        revenue=Decimal(chance.randint(-5_000, 500_000)).scaleb(-2) if paid else None,
        currency=chance.choice(("EUR", "KWD")) if paid else "",
        engaged_ms=chance.choice((0, 1, 1500, 90_000)) if engagement else 0,
        scroll_depth=chance.choice((None, chance.randint(0, 100))) if engagement else None,
        **(visit | {"path": chance.choice(PATHS)}),
    )


FILTERABLE = tuple(
    name for name, dimension in DIMENSIONS.items() if dimension.scope not in (Scope.TIME, Scope.GOAL)
) + tuple(f"event:props:{key}" for key in PROPERTY_KEYS)


@st.composite
def conditions(draw: DrawFn) -> Condition:
    operator = draw(st.sampled_from(Operator))
    by_pattern = operator in (Operator.MATCHES, Operator.MATCHES_NOT)
    name = draw(st.sampled_from((*FILTERABLE, "event:page", "event:name")))
    values = st.sampled_from(PATTERNS if by_pattern else _likely_values(name))
    return Condition(
        operator,
        name,
        tuple(draw(st.lists(values, min_size=1, max_size=3))),
        case_sensitive=draw(st.booleans()),
    )


def _likely_values(name: str) -> list[str]:
    dimension = dimension_of(name)
    own = NAMES if name == "event:name" else COLUMNS.get(dimension.column, ("pro", "true", "3"))
    return [dimension.shown(value) for value in own if dimension.shown(value)] * 3 + [*filter(None, VALUES)]


def filters() -> SearchStrategy[Filter]:
    def combined(inner: SearchStrategy[Filter]) -> SearchStrategy[Filter]:
        several = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.builds(Not, inner) | st.builds(All, several) | st.builds(Any, several)

    return st.recursive(conditions(), combined, max_leaves=4)


@st.composite
def periods(draw: DrawFn, anchor: int) -> Period:
    start = anchor + (draw(st.integers(0, 84)) - 60) * HOUR + draw(st.sampled_from((0, 0, 15 * MINUTE, 1)))
    length = draw(st.sampled_from((4 * DAY, 2 * DAY, DAY, 40 * DAY, HOUR)))
    return Period(start, start + length)


@st.composite
def queries(draw: DrawFn, anchor: int | None = None) -> Query:
    """Queries that parsing could have made: every metric's needs are met and the order is complete."""
    around = draw(st.sampled_from(ANCHORS)) if anchor is None else anchor
    names = (*DIMENSIONS, *(f"event:props:{key}" for key in PROPERTY_KEYS))
    dimensions = tuple(draw(st.lists(st.sampled_from(names), max_size=3, unique=True)))
    dimensions = draw(st.sampled_from((dimensions, dimensions, ("visit:exit_page",), ("event:page",))))
    by_goal = st.lists(
        st.sampled_from((*GOALS[2:], *GOALS[:2])), min_size=1, max_size=3, unique_by=lambda goal: goal.name
    )
    conditions_ = draw(st.lists(filters() | st.builds(GoalCondition, by_goal.map(tuple)), max_size=2))
    asked = tuple(conditions_)
    possible = [name for name in METRICS if not unmet_needs(name, dimensions, asked)]
    metrics = tuple(draw(st.lists(st.sampled_from(possible), min_size=1, max_size=6, unique=True)))
    paged = draw(st.booleans())
    return Query(
        project=PROJECT,
        timezone=draw(st.sampled_from(TIMEZONES)),
        period=draw(periods(around)),
        metrics=metrics,
        dimensions=dimensions,
        filters=asked,
        order_by=draw(_orders(metrics, dimensions)),
        limit=draw(st.integers(1, 3)) if paged else 10_000,
        offset=draw(st.integers(0, 2)) if paged else 0,
        goals=GOALS,
        exact=True,
        total_rows=draw(st.booleans()),
    )


def _orders(metrics: tuple[str, ...], dimensions: tuple[str, ...]) -> SearchStrategy[tuple[Order, ...]]:
    order = st.builds(Order, st.sampled_from(metrics + dimensions), st.sampled_from(("asc", "desc")))
    return st.lists(order, min_size=1, max_size=3, unique_by=lambda each: each.by).map(tuple)


@st.composite
def cases(draw: DrawFn) -> tuple[Query, list[Event]]:
    """A query and a history around the same moment."""
    anchor = draw(st.sampled_from(ANCHORS))
    return draw(queries(anchor)), draw(histories(anchor))
