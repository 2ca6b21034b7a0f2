"""What becomes of other products' events that break a rule of ours."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.ingestion import limits
from insights.domain.ingestion.event import Money, SentEvent
from insights.domain.ingestion.mend import mended
from insights.domain.ingestion.shape import Arrival, shape
from tests.builders.accepting import NOW

ARRIVAL = Arrival("p", NOW, trusted=True)


def sent(properties: dict[str, Any] | None = None, **fields: Any) -> SentEvent:
    raw = {key: msgspec.Raw(msgspec.json.encode(value)) for key, value in (properties or {}).items()}
    return SentEvent(**{"name": "signup", "properties": raw, **fields})


def test_what_is_too_long_is_cut_and_the_rest_is_kept() -> None:
    event = shape(
        mended(
            sent(
                {"k" * 400: "v" * 3_000, "plain": 1},
                name="n" * 200,
                id="i" * 200,
                user_id="u" * 400,
                url="https://example.com/" + "a" * 3_000,
                sdk="s" * 90,
                previous_id="only with identify",
            )
        ),
        ARRIVAL,
    )
    assert (len(event.name), len(event.id), len(event.user_id)) == (limits.NAME, limits.ID, limits.PERSON)
    assert len(event.sdk) == limits.SDK
    assert (event.hostname, len(event.path)) == ("example.com", limits.URL - len("https://example.com"))
    assert event.properties == {"k" * limits.PROPERTY_KEY: "v" * limits.PROPERTY_VALUE, "plain": 1}


def test_what_cannot_be_read_is_left_out() -> None:
    event = shape(
        mended(
            sent(
                {"id": 2**70, "none": None, "": "nameless"},
                url="about:blank",
                timestamp="yesterday",
                language="x" * 50,
                revenue=Money(Decimal("1.5"), "GOLD"),
                engaged_ms=-5,
            )
        ),
        ARRIVAL,
    )
    assert (event.hostname, event.time, event.language, event.revenue) == ("", NOW, "", None)
    assert (event.engaged_ms, event.properties) == (0, {"id": str(2**70)})


def test_of_too_many_properties_the_first_are_kept() -> None:
    many = {"nested": {f"p{i:03}": i for i in range(70)}, "last": True}
    properties = shape(mended(sent(many)), ARRIVAL).properties
    assert list(properties) == [f"nested.p{i:03}" for i in range(limits.PROPERTIES)]


@pytest.mark.parametrize("timestamp", ["2026-11-21T02:00:00Z", None])
def test_what_breaks_no_rule_is_not_changed(timestamp: str | None) -> None:
    good = sent(
        {"a": {"b": {"c": {"d": 1}}}, "list": [1, 2], "text": "x", "yes": True, "half": 0.5},
        url="https://example.com/a?utm_source=b",
        timestamp=timestamp,
        revenue=Money(Decimal("12.50"), "EUR"),
        engaged_ms=1_000,
    )
    assert shape(mended(good), ARRIVAL) == shape(good, ARRIVAL)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(
    st.dictionaries(st.text(max_size=400), anything, max_size=70),
    st.text(max_size=3_000),
    st.text(max_size=80),
    st.integers(-(2**70), 2**70),
)
def test_whatever_was_sent_can_be_kept(
    properties: dict[str, Any], url: str, timestamp: str, engaged: int
) -> None:
    clean = msgspec.json.decode(msgspec.json.encode(properties))
    shape(mended(sent(clean, url=url, timestamp=timestamp, engaged_ms=engaged)), ARRIVAL)


@pytest.mark.parametrize(
    ("name", "user_id", "kept"),
    [("identify", "u1", "x" * limits.PERSON), ("identify", None, None), ("a", "u1", None)],
)
def test_a_previous_id_is_kept_where_it_may_stand(name: str, user_id: str | None, kept: str | None) -> None:
    event = mended(sent(name=name, user_id=user_id, previous_id="x" * 400))
    assert event.previous_id == kept
    shape(event, ARRIVAL)
