"""From the event as sent to the event as stored: limits, cuts and corrections."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.errors import Invalid
from insights.domain.ingestion.drops import RejectReason
from insights.domain.ingestion.event import Event, SentEvent
from insights.domain.ingestion.moment import clock_skew, read_instant
from insights.domain.ingestion.refusal import Refused
from insights.domain.ingestion.shape import Arrival, shape
from tests.builders.accepting import NOW

ARRIVAL = Arrival("project", NOW)
DAY = 86_400_000


def shaped(arrival: Arrival = ARRIVAL, /, **fields: Any) -> Event:
    return shape(msgspec.json.decode(msgspec.json.encode({"name": "a"} | fields), type=SentEvent), arrival)


def refused(arrival: Arrival = ARRIVAL, /, **fields: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        shaped(arrival, **fields)
    return caught.value


def at(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()


def test_an_event_with_a_name_alone_happened_on_receipt() -> None:
    expected = Event(project="project", id="", name="a", time=NOW, received=NOW, visitor_id=0)
    assert shaped() == expected


@pytest.mark.parametrize(
    ("field", "longest"),
    [("name", 120), ("id", 128), ("user_id", 300), ("visitor_id", 300), ("language", 35), ("sdk", 80)],
)
def test_texts_have_a_longest_length(field: str, longest: int) -> None:
    shaped(**{field: "ä" * longest})
    error = refused(**{field: "ä" * (longest + 1)})
    assert (error.reason, error.field) == (RejectReason.TOO_LONG, field)
    assert f"{field} must have 1 to {longest} characters" in str(error)


def test_a_previous_id_of_a_user_has_a_longest_length() -> None:
    shaped(name="identify", user_id="u", previous_id="ä" * 300)
    error = refused(name="identify", user_id="u", previous_id="ä" * 301)
    assert (error.reason, error.field) == (RejectReason.TOO_LONG, "previous_id")


@pytest.mark.parametrize("lacking", [{"name": "signup", "user_id": "u"}, {"name": "identify"}])
def test_a_previous_id_stands_only_where_a_user_is_identified(lacking: dict[str, str]) -> None:
    error = refused(**lacking, previous_id="p")
    assert (error.reason, error.field) == (RejectReason.INVALID, "previous_id")
    assert 'previous_id may only be sent with the name identify and a user_id, not "p"' in str(error)
    shaped(**lacking, previous_id="")


@pytest.mark.parametrize("field", ["name", "id"])
def test_an_empty_name_or_id_is_refused(field: str) -> None:
    assert refused(**{field: ""}).reason is RejectReason.INVALID


def test_title_and_referrer_are_cut() -> None:
    event = shaped(title="t" * 501, referrer="https://a.example/" + "r" * 2_000)
    assert (len(event.title), len(event.referrer)) == (500, 2_000)


def test_a_time_is_corrected_by_how_far_the_clock_is_off() -> None:
    skew = clock_skew(at(NOW - 3_600_000), NOW)
    event = shaped(Arrival("p", NOW, skew), timestamp=at(NOW - 3_605_000))
    assert event.time == NOW - 5_000


@given(st.integers(NOW - 5_000 * DAY, NOW + 5_000 * DAY), st.integers(-9_000 * DAY, 9_000 * DAY))
def test_no_time_lies_after_receipt_or_ten_years_before_it(sent: int, skew: int) -> None:
    arrival = Arrival("p", NOW, skew)
    if sent + skew < NOW - 3_653 * DAY:
        assert refused(arrival, timestamp=at(sent)).reason is RejectReason.TOO_OLD
    else:
        assert shaped(arrival, timestamp=at(sent)).time == min(NOW, sent + skew)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("2026-11-21T03:00:00Z", NOW),
        ("2026-11-21T04:00:00.0019+01:00", NOW + 1),
        ("2026-11-20 22:00:00-05:00", NOW),
        ("2026-11-21t03:00:00z", NOW),
    ],
)
def test_times_are_rfc_3339(text: str, milliseconds: int) -> None:
    assert read_instant("timestamp", text) == milliseconds


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21",
        "2026-11-21T03:00:00",
        "1795230000",
        "now",
        '"',
        "\\",
        "2026-13-01T00:00:00Z",
        "2" * 2_000,
    ],
)
def test_other_times_are_refused(text: str) -> None:
    error = refused(timestamp=text)
    assert (error.reason, error.field) == (RejectReason.INVALID, "timestamp")
    with pytest.raises(Invalid) as whole:
        clock_skew(text, NOW)
    assert [fault.path for fault in whole.value.faults] == ["sent_at"]


def test_properties_are_flattened_to_three_levels_and_arrays_kept_as_json() -> None:
    event = shaped(
        properties={
            "text": "x",
            "number": 1.5,
            "yes": True,
            "none": None,
            "list": [1, {"a": None}],
            "a": {"b": {"c": {"d": 1}, "e": 2, "none": None}, "list": []},
        }
    )
    assert event.properties == {
        "text": "x",
        "number": 1.5,
        "yes": True,
        "list": '[1,{"a":null}]',
        "a.b.c": '{"d":1}',
        "a.b.e": 2,
        "a.list": "[]",
    }


@pytest.mark.parametrize("integer", [2**63 - 1, -(2**63) + 1])
def test_integers_of_64_bits_are_kept(integer: int) -> None:
    assert shaped(properties={"n": integer}).properties == {"n": integer}


@pytest.mark.parametrize("number", ["9223372036854775808", "-9223372036854775809", "1e999", "9" * 5_000])
def test_numbers_that_no_store_can_keep_are_refused(number: str) -> None:
    sent = msgspec.json.decode(f'{{"name": "a", "properties": {{"n": {number}}}}}'.encode(), type=SentEvent)
    with pytest.raises(Refused, match=r"properties\.n must be"):
        shape(sent, ARRIVAL)


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({f"k{number}": 1 for number in range(51)}, RejectReason.TOO_MANY),
        ({"a": {f"k{number}": 1 for number in range(51)}}, RejectReason.TOO_MANY),
        ({"k" * 301: 1}, RejectReason.TOO_LONG),
        ({"k" * 150: {"k" * 150: 1}}, RejectReason.TOO_LONG),
        ({"": 1}, RejectReason.INVALID),
        ({"k": "v" * 2_001}, RejectReason.TOO_LONG),
        ({"k": ["v" * 2_000]}, RejectReason.TOO_LONG),
    ],
)
def test_properties_past_a_limit_are_refused(properties: dict[str, Any], reason: RejectReason) -> None:
    error = refused(properties=properties)
    assert error.reason is reason
    assert len(str(error)) < 600


def test_properties_at_their_limits_are_kept() -> None:
    properties = {f"{number:0300}": "v" * 2_000 for number in range(50)}
    assert shaped(properties=properties).properties == properties


PLAIN = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)


NESTED = st.recursive(PLAIN, lambda i: st.lists(i) | st.dictionaries(st.text(max_size=5), i), max_leaves=8)


@given(st.dictionaries(st.text(max_size=5), NESTED, max_size=8))
def test_any_properties_become_flat_values_or_are_refused(properties: dict[str, Any]) -> None:
    sent = msgspec.json.decode(json.dumps({"name": "a", "properties": properties}).encode(), type=SentEvent)
    try:
        event = shape(sent, ARRIVAL)
    except Refused:
        return
    assert len(event.properties) <= 50
    assert {type(value) for value in event.properties.values()} <= {str, int, float, bool}


@pytest.mark.parametrize(
    ("sent", "amount"), [("12.50", "12.5"), (12.5, "12.5"), ("-0.0001", "-0.0001"), ("1e3", "1000"), (0, "0")]
)
def test_revenue_is_exact(sent: Any, amount: str) -> None:
    event = shaped(revenue={"amount": sent, "currency": "eur"})
    assert (event.revenue, event.currency) == (Decimal(amount), "EUR")


@pytest.mark.parametrize(
    "revenue",
    [
        {"amount": "0.00001", "currency": "EUR"},
        {"amount": "100000000000000", "currency": "EUR"},
        {"amount": "1e999999999", "currency": "EUR"},
        {"amount": "NaN", "currency": "EUR"},
        {"amount": "-Infinity", "currency": "EUR"},
        {"amount": "1", "currency": "XYZ"},
        {"amount": "1", "currency": ""},
        {"amount": "1", "currency": "XXX"},
    ],
)
def test_other_money_is_refused(revenue: dict[str, str]) -> None:
    assert refused(revenue=revenue).field.startswith("revenue.")


@pytest.mark.parametrize(
    ("width", "kind"),
    [
        (-1, ""),
        (0, ""),
        (575, "Mobile"),
        (576, "Tablet"),
        (991, "Tablet"),
        (992, "Laptop"),
        (1439, "Laptop"),
        (1440, "Desktop"),
        (10**30, "Desktop"),
    ],
)
def test_a_screen_is_classed_by_its_width(width: int, kind: str) -> None:
    assert shaped(screen={"width": width, "height": 1}).screen == kind


@pytest.mark.parametrize(("sent", "kept"), [(-5, 0), (0, 0), (99.9, 99), (100, 100), (1e300, 100)])
def test_scroll_depth_is_clamped_to_percent(sent: float, kept: int) -> None:
    assert shaped(scroll_depth=sent).scroll_depth == kept


@pytest.mark.parametrize("engaged", [-1, 30 * DAY + 1])
def test_engagement_is_never_negative_nor_longer_than_a_month(engaged: int) -> None:
    assert refused(engaged_ms=engaged).field == "engaged_ms"
    assert shaped(engaged_ms=30 * DAY).engaged_ms == 30 * DAY


@pytest.mark.parametrize("fields", [{"ip": "192.0.2.1"}, {"user_agent": "Mozilla/5.0"}])
def test_only_a_trusted_sender_names_address_and_agent(fields: dict[str, str]) -> None:
    assert "ingest scope" in str(refused(**fields))
    shaped(Arrival("p", NOW, trusted=True), **fields)


@pytest.mark.parametrize("ip", ["", "1.2.3", "example.com", "1.2.3.4/8"])
def test_an_address_that_is_none_is_refused(ip: str) -> None:
    assert refused(Arrival("p", NOW, trusted=True), ip=ip).field == "ip"
