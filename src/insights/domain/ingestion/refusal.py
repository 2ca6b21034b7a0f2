"""A sent event that breaks a rule: raised where the rule stands, told to the sender by index."""

import re
from typing import Final

import msgspec

from insights.domain.errors import Fault
from insights.domain.ingestion import limits
from insights.domain.ingestion.drops import Rejection, RejectReason

_WHERE: Final = re.compile(r"(?P<rule>.*?)(?: - at `\$\.?(?P<path>.*)`)?\Z", re.DOTALL)
_KIND: Final = re.compile(r"Expected `(?P<kinds>[^`]+)`, got `[^`]+`\Z")
_MISSING: Final = re.compile(r"Object missing required field `(?P<name>[^`]+)`\Z")
_WORDS: Final = {"str": "string", "int": "integer", "float": "number", "decimal": "number"}


class Refused(Exception):
    """One field of one event breaks a rule."""

    def __init__(self, reason: RejectReason, field: str, rule: str, value: object) -> None:
        super().__init__(f"{field or 'the event'} {rule}, not {shown(value)}")
        self.reason = reason
        self.field = field
        self.rule = rule


class Refusal(msgspec.Struct, frozen=True, gc=False):
    """The same, with the place of its event among those sent."""

    index: int
    reason: RejectReason
    field: str
    message: str
    rule: str = ""
    """Of the message, what says nothing of the value."""

    def rejection(self) -> Rejection:
        return Rejection(self.index, self.reason, self.message)

    def fault(self, alone: bool) -> Fault:
        """`alone`: the event was the whole body, so its fields stand at the top."""
        if alone:
            return Fault(self.field, self.message)
        return Fault(f"events[{self.index}]" + (f".{self.field}" if self.field else ""), self.message)


def refusal(index: int, refused: Refused) -> Refusal:
    return Refusal(index, refused.reason, refused.field, str(refused), refused.rule)


def complaint(error: msgspec.ValidationError) -> Fault:
    """What msgspec has against a value, in our words: the path, and a rule that reads on from it."""
    found = _WHERE.match(str(error))
    rule, path = (found["rule"], found["path"] or "") if found else (str(error), "")
    if kind := _KIND.match(rule):
        kinds = [_WORDS.get(one, one) for one in kind["kinds"].split(" | ")]
        return Fault(path, f"must be of type {' or '.join(kinds)}")
    if missing := _MISSING.match(rule):
        return Fault(f"{path}.{missing['name']}".lstrip("."), "must be given")
    return Fault(path, f"must be readable ({rule[:1].lower()}{rule[1:]})")


def shown(value: object) -> str:
    """A value as a message may repeat it: as JSON where it is of JSON, in one line, cut."""
    try:
        text = msgspec.json.encode(value).decode()
    except (TypeError, ValueError, RecursionError):
        text = repr(value)
    return text if len(text) <= limits.SHOWN else text[: limits.SHOWN] + "…"
