"""What the validation server says of a body: the rules of the Measurement Protocol, and no more."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from insights.entrypoints.http.wire.ga4.protocol import Body, Told

MOST_EVENTS: Final = 25
MOST_PARAMS: Final = 25
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}\Z")
_RESERVED: Final = re.compile(r"firebase_|ga_|google_|gtag\.")
_RESERVED_PARAMS: Final = frozenset({"firebase_conversion"})


class Message(msgspec.Struct, rename="camel"):
    description: str
    validation_code: str
    field_path: str = ""


def messages_of(body: Body) -> Iterator[Message]:
    if not (body.client_id or body.app_instance_id):
        yield Message("There must be a client_id or an app_instance_id.", "VALUE_REQUIRED", "client_id")
    events = body.listed()
    if not events:
        yield Message("The request must have at least one event.", "VALUE_REQUIRED", "events")
    if len(events) > MOST_EVENTS:
        told = f"The request must have at most {MOST_EVENTS} events, not {len(events)}."
        yield Message(told, "EXCEEDED_MAX_ENTITIES", "events")
    for index, event in enumerate(events[:MOST_EVENTS]):
        yield from _of_event(event, f"events[{index}]")


def _of_event(event: Told, path: str) -> Iterator[Message]:
    if not event.name:
        yield Message("An event must have a name.", "VALUE_REQUIRED", f"{path}.name")
    elif not _NAME.match(event.name):
        rule = "must begin with a letter and hold 1 to 40 letters, digits and underscores"
        yield Message(f"The event's name {rule}.", "NAME_INVALID", f"{path}.name")
    elif _RESERVED.match(event.name):
        yield Message("The event's name has a reserved beginning.", "NAME_RESERVED", f"{path}.name")
    if len(event.params) > MOST_PARAMS:
        told = f"An event must have at most {MOST_PARAMS} parameters, not {len(event.params)}."
        yield Message(told, "EXCEEDED_MAX_ENTITIES", f"{path}.params")
    for name in event.params:
        if name in _RESERVED_PARAMS or not _NAME.match(name):
            rule = "must begin with a letter and hold 1 to 40 letters, digits and underscores"
            yield Message(f"The parameter's name {rule}.", "NAME_INVALID", f"{path}.params.{name[:40]}")
