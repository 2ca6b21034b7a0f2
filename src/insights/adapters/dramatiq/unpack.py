"""From messages to deliveries."""

import logging
from collections.abc import Sequence

import msgspec

from insights.adapters.dramatiq.transport import Received
from insights.application.ports.event_queue import Batch, Delivery

log = logging.getLogger(__name__)

_decode = msgspec.msgpack.Decoder(Batch).decode


def unpack(messages: Sequence[Received]) -> list[Delivery]:
    """In the broker's thread. What cannot be read is set aside. Raises Unavailable; it may be called again
    with the same messages, which are then told to have been handled before."""
    readable: list[tuple[Received, Batch]] = []
    for one in messages:
        try:
            readable.append((one, _decode(one.body)))
        except msgspec.DecodeError:
            log.error("message %d cannot be read; it is set aside", one.id)
            one.intake.set_aside(one)
    before = _handled_before([one for one, _ in readable])
    return [Delivery(one.id, batch, redelivered=one.id in before) for one, batch in readable]


def _handled_before(messages: Sequence[Received]) -> set[int]:
    intakes = {id(one.intake): one.intake for one in messages}
    return set[int]().union(
        *(
            intake.handled_before([one for one in messages if one.intake is intake])
            for intake in intakes.values()
        )
    )
