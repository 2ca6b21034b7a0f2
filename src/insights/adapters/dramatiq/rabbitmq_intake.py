"""Receiving from RabbitMQ."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final, final

from dramatiq.brokers.rabbitmq import RabbitmqBroker
from pika.exceptions import AMQPError

from insights.adapters.dramatiq.failures import rabbitmq_answering
from insights.adapters.dramatiq.transport import Intake, Received, received
from insights.domain.errors import Unavailable

log = logging.getLogger(__name__)

AHEAD: Final = 100
"""Messages received and not acknowledged; RabbitMQ cannot count their bytes."""
IDLE_MS: Final = 250
"""It tells of messages at once; this is how soon stopping is noticed."""
REPEATED: Final = "repeated"
"""An option of a message that may have been published once already, without our knowing."""


@final
class RabbitMqIntake(Intake):
    """One connection. When it ends, RabbitMQ gives what came over it to others, and acknowledging that here
    would be lost, or meant for another message with the same number: so each is bound to its connection."""

    def __init__(self, broker: RabbitmqBroker, queue: str, quiet: float) -> None:
        with rabbitmq_answering():
            try:
                self._consumer: Any = broker.consume(queue, prefetch=AHEAD, timeout=IDLE_MS)
            finally:
                del broker.connection  # this thread's own, on which the queue was declared
        self._quiet = quiet
        self._ended = False

    def next(self) -> Received | None:
        try:
            with rabbitmq_answering():
                message = next(self._consumer)
        except Unavailable:
            self._ended = True
            with suppress(AMQPError, OSError, AssertionError):
                self._consumer.connection.close()
            raise
        if message is None:
            return None
        try:
            return received(message, self, self._quiet if _came_before(message) else 0.0)
        except (TypeError, ValueError):
            log.error("a message of another program lies in the queue; it is set aside")
            self._consumer.nack(message)
            return None

    def alive(self) -> bool:
        return not self._ended

    def handled_before(self, messages: Sequence[Received]) -> set[int]:
        """RabbitMQ marks what it gave to anybody before."""
        return {one.id for one in messages if _came_before(one.message)}

    def acknowledge(self, messages: Sequence[Received]) -> None:
        """What cannot be acknowledged any more comes again."""
        for one in messages:
            self._settle(self._consumer.ack, one)

    def set_aside(self, message: Received) -> None:
        self._settle(self._consumer.nack, message)

    def close(self) -> None:
        if self._ended:
            return
        self._ended = True
        with rabbitmq_answering():
            self._consumer.close()

    def _settle(self, settle: Any, message: Received) -> None:
        if self._ended:
            return
        with suppress(Unavailable), rabbitmq_answering():
            settle(message.message)


def _came_before(message: Any) -> bool:
    """Or may have: somebody may be at work on it, or may have been a moment ago."""
    return bool(message.redelivered or REPEATED in message.options)
