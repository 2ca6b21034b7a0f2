"""What is told of the quality of a project's data: counts by day, and samples that name nobody."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec

from insights.domain.ingestion.event import Event, SentEvent
from insights.domain.ingestion.refusal import Refusal

OTHERS: Final = "others"
"""Stands for SDKs past the number that is told apart."""
SKEWS: Final = (0, 1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000, 86_400_000)
"""The lower ends of the buckets in which clocks are ahead or behind, in milliseconds."""
MOST_FIELDS: Final = 30
_PLAIN_NAME: Final = re.compile(r"(?!.*\d{5})[A-Za-z_$][A-Za-z0-9_.$-]{0,39}\Z")
"""A key that may be shown: others may be somebody's address or number."""
_HIDDEN: Final = "…"


class NoteKind(StrEnum):
    STORED = "stored"
    REJECTED = "rejected"
    """`detail` is the reason."""
    DROPPED = "dropped"
    """`detail` is the reason. Drops themselves are counted with their delivery; notes only have samples."""
    SKEW = "skew"
    """`detail` is the bucket, in milliseconds; one for each request that says when it was sent."""


class Note(msgspec.Struct, frozen=True):
    """So many of one kind, of one SDK, on one day of one project."""

    project: str
    day: str
    """UTC date, `2026-11-21`."""
    kind: NoteKind
    sdk: str
    """Name and version; empty when the sender did not say."""
    detail: str = ""
    count: int = 1
    last_at: int = 0
    """When the last of them came, in milliseconds since the epoch."""
    sample: str = ""
    """JSON of a `Sample`, or empty."""


class Sample(msgspec.Struct, frozen=True):
    """One event that was refused or left out: its fields, and of their values only what kind they are."""

    message: str = ""
    """The rule that it broke, without the value."""
    fields: dict[str, str] = {}


def skew_bucket(milliseconds: int) -> int:
    """The bucket's end that is nearer to nothing, with the sign of the skew: how far the clock is behind."""
    size = max(step for step in SKEWS if step <= abs(milliseconds))
    return size if milliseconds > 0 else -size


def quantile(counts: Mapping[int, int], share: float) -> int | None:
    """The smallest value that at least this share of all do not exceed; None of none."""
    seen, total = 0, sum(counts.values())
    for value in sorted(counts):
        seen += counts[value]
        if seen >= share * total:
            return value
    return None


def refused_sample(refused: Refusal, sent: object) -> Sample:
    """`sent`: what was refused; nothing of it is known when it could not even be read."""
    field = ".".join(_shown(part) for part in refused.field.split(".", 1))
    message = f"{field} {refused.rule}".strip()
    return Sample(message, masked(sent) if isinstance(sent, SentEvent) else {})


def masked(event: SentEvent | Event) -> dict[str, str]:
    """Each field that has a value, by name, with what kind of value it is."""
    names = event.__struct_fields__
    return dict(_first(_kinds("", {name: getattr(event, name) for name in names})))


def _kinds(prefix: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if value is None or value == "" or value == {}:
            continue
        if name == "properties" and not prefix:
            yield from _kinds("properties.", value)
        else:
            yield prefix + _shown(name), _kind(value)


def _kind(value: object) -> str:
    if isinstance(value, msgspec.Raw):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return "unreadable"
    if isinstance(value, str):
        return f"text of {len(value)} characters"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "list" if isinstance(value, list | tuple) else "object"


def _shown(name: str) -> str:
    return name if not name or _PLAIN_NAME.match(name) else _HIDDEN


def _first(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for _, pair in zip(range(MOST_FIELDS), pairs, strict=False):
        yield pair
