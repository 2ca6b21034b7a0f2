from collections.abc import Iterator

import pika
from pika.exceptions import AMQPError

from insights.entrypoints.diagnosis.findings import (
    CONNECT_SECONDS,
    Finding,
    State,
    Stopwatch,
    out_of_reach,
    unencrypted,
)


def rabbitmq(about: str, url: str) -> Iterator[Finding]:
    try:
        parameters = pika.URLParameters(url)
        parameters.socket_timeout = parameters.stack_timeout = CONNECT_SECONDS
        parameters.blocked_connection_timeout = CONNECT_SECONDS
        connection = pika.BlockingConnection(parameters)
        latency = Stopwatch()
        connection.channel().close()
        # The library keeps what the server said of itself to itself.
        said = connection._impl.server_properties
        connection.close()
    except (AMQPError, OSError, ValueError, IndexError) as error:
        yield out_of_reach(about, url, error if str(error) else RuntimeError(type(error).__name__))
        return
    yield Finding(about, State.WELL, f"{said['product']} {said['version']}, {latency}")
    if not url.startswith("amqps"):
        yield from unencrypted(about, url, "Begin the URL with amqps://")
