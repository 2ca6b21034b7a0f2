"""Messages on RabbitMQ: durable queues, persistent messages, and a confirmation for each."""

from typing import Any, Final, final

from dramatiq import Message
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.common import xq_name
from pika import BasicProperties, DeliveryMode
from pika.exceptions import AMQPError, ConnectionBlockedTimeout, NackError

from insights.adapters.dramatiq.failures import rabbitmq_answering
from insights.adapters.dramatiq.rabbitmq_intake import REPEATED, RabbitMqIntake
from insights.adapters.dramatiq.transport import Intake, Look, Transport

HEARTBEAT_SECONDS: Final = 15
"""A dead connection is noticed on both sides within twice this; that of a killed process at once."""
CONNECT_SECONDS: Final = 3.0
BLOCKED_SECONDS: Final = 5.0
"""How long RabbitMQ may hold back a publisher, as it does when its memory or disk runs out."""
PERSISTENT: Final = BasicProperties(delivery_mode=DeliveryMode.Persistent)


class Broker(RabbitmqBroker):
    """Dramatiq's, but what nobody could read is kept until an operator has looked."""

    def _declare_xq_queue(self, queue_name: str) -> Any:
        return self.channel.queue_declare(queue=xq_name(queue_name), durable=True)


@final
class RabbitMqTransport(Transport):
    """Its thread's one connection is used at least once a second, by `look`, which keeps it alive."""

    def __init__(self, url: str, queue: str, quiet: float) -> None:
        self._broker = Broker(url=url, confirm_delivery=True, middleware=[])
        given: Any = self._broker.parameters
        for parameters in given if isinstance(given, list) else [given]:
            parameters.heartbeat = HEARTBEAT_SECONDS
            parameters.blocked_connection_timeout = BLOCKED_SECONDS
            parameters.socket_timeout = parameters.stack_timeout = CONNECT_SECONDS
            parameters.connection_attempts = 1
        self._queue = queue
        self._quiet = quiet

    def publish(self, message: Message[None]) -> None:
        with rabbitmq_answering():
            try:
                self._publish(message)
            except (NackError, ConnectionBlockedTimeout):
                raise
            except (AMQPError, OSError):
                # The connection may have died unnoticed. It may also have taken the message and died then.
                self._forget_connection()
                self._publish(message.copy(options={REPEATED: True}))

    def look(self) -> Look:
        with rabbitmq_answering():
            try:
                self._declare()
                found = self._broker.channel.queue_declare(self._queue, passive=True).method
            except (AMQPError, OSError):
                self._forget_connection()
                raise
        return Look(found.message_count, attended=found.consumer_count > 0)

    def intake(self) -> Intake:
        return RabbitMqIntake(self._broker, self._queue, self._quiet)

    def undecodable(self) -> int:
        with rabbitmq_answering():
            self._declare()
            found = self._broker.channel.queue_declare(xq_name(self._queue), passive=True)
        return int(found.method.message_count)

    def close(self) -> None:
        self._forget_connection()

    def _publish(self, message: Message[None]) -> None:
        self._declare()
        self._broker.channel.basic_publish("", self._queue, message.encode(), PERSISTENT, mandatory=True)

    def _declare(self) -> None:
        self._broker.declare_queue(self._queue, ensure=True)

    def _forget_connection(self) -> None:
        """The next call makes another, and declares the queue again should it be gone."""
        self._broker.queues_pending.add(self._queue)
        del self._broker.connection
