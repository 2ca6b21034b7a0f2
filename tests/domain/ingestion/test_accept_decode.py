"""Bodies: what is read, what is refused, and that nothing else ever happens."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.errors import Invalid, TooLarge
from insights.domain.ingestion.decode import decode_body
from insights.domain.ingestion.event import SentEvent
from insights.domain.ingestion.refusal import Refusal
from insights.domain.ingestion.text import clean_json, clean_text


def events(body: bytes) -> list[SentEvent]:
    return [item for item in decode_body(body).items if isinstance(item, SentEvent)]


def refusals(body: bytes) -> list[Refusal]:
    return [item for item in decode_body(body).items if isinstance(item, Refusal)]


def test_a_batch_and_a_single_event_are_both_bodies() -> None:
    batch = decode_body(b'{"project": "p", "sent_at": "t", "events": [{"name": "a"}, {"name": "b"}]}')
    assert (batch.project, batch.sent_at, batch.alone) == ("p", "t", False)
    single = decode_body(b'{"project": "p", "name": "a", "url": "/x"}')
    (event,) = single.items
    assert isinstance(event, SentEvent)
    assert (single.project, single.alone, event.name, event.url) == ("p", True, "a", "/x")


def test_only_the_wrong_items_of_a_batch_are_refused() -> None:
    body = b"""{"project": "p", "events": [
        {"name": "a"}, {"name": 3}, {}, [], {"name": "b", "screen": {"width": "wide", "height": 1}},
        {"name": "c"}]}"""
    assert [event.name for event in events(body)] == ["a", "c"]
    assert [(one.index, one.field, one.message) for one in refusals(body)] == [
        (1, "name", "name must be of type string, not 3"),
        (2, "name", "name must be given, not {}"),
        (3, "", "the event must be of type object, not []"),
        (4, "screen.width", 'screen.width must be of type integer, not "wide"'),
    ]


def test_a_refused_value_is_shown_cut() -> None:
    (refusal,) = refusals(b'{"project": "p", "name": ["' + b"x" * 1_000 + b'"]}')
    assert len(refusal.message) < 200
    assert refusal.message.endswith("…")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b"nope", "not JSON"),
        (b'{"project": "p", "name": NaN}', "not JSON"),
        (b'{"project": "p", "name": "\xff"}', "not JSON"),
        (b"[]", "must be of type object"),
        (b'{"project": 4, "name": "a"}', "project must be of type string"),
        (b'{"project": "p", "events": {}}', "events must be of type array"),
        (b'{"project": "p", "events": []}', "no event"),
        (b"[" * 500_000, "must be of type object"),
        (b'{"project": "p", "events": [{"name": 1, "properties": ' + b'{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_a_body_that_is_not_of_this_shape_is_refused_whole(body: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        decode_body(body)


@pytest.mark.parametrize("wrong", [b"", b', {"name": 4}'])
def test_more_than_a_thousand_events_are_refused_whole(wrong: bytes) -> None:
    body = b'{"project": "p", "events": [' + b", ".join([b'{"name": "a"}'] * 1_001) + wrong + b"]}"
    with pytest.raises(TooLarge, match="at most 1,000 events"):
        decode_body(body)


def test_the_last_of_repeated_keys_counts() -> None:
    (event,) = events(b'{"project": "p", "name": "a", "name": "b"}')
    assert event.name == "b"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (rb"a\u0000b", "ab"),
        (rb"a\ud800b\uDFFF", "ab"),
        (rb"\ud83d\ude00", "\U0001f600"),
        (rb"\ud83d\ud83d\ude00", "\U0001f600"),
        (rb"\\u0000", r"\u0000"),
        (rb"\\\u0000x", r"\x"),
        (rb"\\\\ud800", r"\\ud800"),
        (rb"\u00e4\n", "ä\n"),
    ],
)
def test_nul_and_lone_surrogates_are_removed(sent: bytes, kept: str) -> None:
    (event,) = events(b'{"project": "p", "name": "' + sent + b'"}')
    assert event.name == kept


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_cleaned_json_reads_as_the_cleaned_text(text: str) -> None:
    read = msgspec.json.decode(clean_json(json.dumps(text).encode()))
    # A pair of surrogates, one beside the other, is one character to JSON.
    assert read == clean_text(text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore"))
    read.encode()
    assert "\0" not in read


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(Invalid):
        decode_body(body)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(SentEvent.__struct_fields__), JSON), JSON)
def test_any_json_in_any_field_is_read_or_refused_with_its_place(event: dict[str, Any], other: Any) -> None:
    body = json.dumps({"project": "p", "events": [event, other, {"name": "good"}]})
    items = decode_body(body.encode()).items
    assert len(items) == 3
    assert isinstance(items[2], SentEvent)
