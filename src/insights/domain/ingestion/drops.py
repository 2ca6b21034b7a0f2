"""The closed lists of why an event was not stored."""

from enum import StrEnum

import msgspec


class DropReason(StrEnum):
    """Accepted, then left out by policy; counted per project and day and shown to its owners."""

    BOT = "bot"
    REFERRER_SPAM = "referrer_spam"
    ORIGIN_NOT_ALLOWED = "origin_not_allowed"
    PRIVACY_SIGNAL = "privacy_signal"
    DUPLICATE = "duplicate"


class RejectReason(StrEnum):
    """Refused at the door; the sender is told which item, and why."""

    INVALID = "invalid"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    TOO_OLD = "too_old"


class Drop(msgspec.Struct, array_like=True, frozen=True):
    """So many events of a project left out for one reason, on the UTC day of `received` (ms)."""

    project: str
    reason: DropReason
    received: int
    count: int = 1


class Rejection(msgspec.Struct, frozen=True):
    """A refused item of a batch: its index, the reason, and a sentence that names field, rule and value."""

    index: int
    reason: RejectReason
    message: str
