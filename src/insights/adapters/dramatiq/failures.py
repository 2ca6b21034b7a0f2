"""What the brokers' errors mean for a queue. No text of theirs is repeated that could hold a password."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import redis
from dramatiq.errors import BrokerConnectionError
from pika.exceptions import AMQPError, ConnectionBlockedTimeout, NackError

from insights.application.ports.event_queue import QueueFull
from insights.domain.errors import Unavailable

RETRY_SECONDS: Final = 2


@contextmanager
def redis_answering() -> Iterator[None]:
    """Raises Unavailable, or QueueFull where Redis has no memory left."""
    try:
        yield
    except redis.OutOfMemoryError as error:
        raise QueueFull("The queue's Redis has no memory left.", RETRY_SECONDS) from error
    except redis.ResponseError as error:
        if "OOM" in str(error):
            raise QueueFull("The queue's Redis has no memory left.", RETRY_SECONDS) from error
        raise Unavailable(f"The queue's Redis refuses: {error}.", RETRY_SECONDS) from error
    except (redis.RedisError, BrokerConnectionError, OSError) as error:
        raise Unavailable(f"The queue's Redis does not answer ({_named(error)}).", RETRY_SECONDS) from error


@contextmanager
def rabbitmq_answering() -> Iterator[None]:
    """Raises Unavailable, or QueueFull where RabbitMQ takes nothing for want of memory or disk."""
    try:
        yield
    except NackError as error:
        raise QueueFull("RabbitMQ refused the message.", RETRY_SECONDS) from error
    except ConnectionBlockedTimeout as error:
        raise QueueFull("RabbitMQ has run out of memory or disk.", RETRY_SECONDS) from error
    # pika lets some of its assertions out when a connection dies under it.
    except (AMQPError, BrokerConnectionError, OSError, AssertionError) as error:
        raise Unavailable(f"RabbitMQ does not answer ({_named(error)}).", RETRY_SECONDS) from error


def _named(error: BaseException) -> str:
    """Dramatiq wraps the client's error, which says more."""
    inner = error.args[0] if isinstance(error, BrokerConnectionError) and error.args else error
    return type(inner).__name__ if isinstance(inner, BaseException) else type(error).__name__
