"""What Redis and RabbitMQ do differently, and the messages that pass between them and the queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from dramatiq import Message, MessageProxy

from insights.adapters.dramatiq.encoder import ACTOR


class Look(NamedTuple):
    """What lies at the broker and nobody has received."""

    waiting: int
    bytes_each: float | None = None
    """On average; None where the broker does not tell."""
    oldest: int | None = None
    """When the oldest was written; None where the broker does not tell."""
    attended: bool = True
    """Somebody receives messages."""
    room: int | None = None
    """Bytes that it may take in; None where it refuses by itself in time."""


class Transport(Protocol):
    """A broker. Everything blocks, belongs to one thread, and raises Unavailable while it is away."""

    def publish(self, message: Message[None]) -> None:
        """Return once the broker has it durably. Raises QueueFull."""
        ...

    def look(self) -> Look: ...

    def intake(self) -> "Intake":
        """Begin to receive, or go on with it after a failure."""
        ...

    def undecodable(self) -> int:
        """How many messages were set aside because nobody could read them."""
        ...

    def close(self) -> None: ...


class Intake(Protocol):
    """Where messages come from. `next` and `close` belong to the thread that receives, the rest to any."""

    def next(self) -> "Received | None":
        """The next message, or None after a moment without one."""
        ...

    def alive(self) -> bool:
        """What it received is still this process's to handle."""
        ...

    def handled_before(self, messages: Sequence["Received"]) -> set[int]:
        """The ids of those that were handed out before, maybe to another process. From now on these are."""
        ...

    def acknowledge(self, messages: Sequence["Received"]) -> None: ...

    def set_aside(self, message: "Received") -> None:
        """Nobody can read it: out of the queue, kept for an operator."""
        ...

    def close(self) -> None:
        """Return to the broker what was received and not acknowledged."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Received:
    """A message as it came; its batch is decoded only when it is handed out."""

    id: int
    events: int
    written: int
    """Milliseconds since the epoch."""
    body: bytes
    message: MessageProxy
    intake: Intake
    quiet: float = 0.0
    """Seconds to let pass before it is handed out: what its last holder had under way may not have ended."""


def recording_message(queue: str, id_: int, events: int, written: int, body: bytes) -> Message[None]:
    args = (id_, events, body)
    return Message(queue, ACTOR, args, {}, {}, message_timestamp=written)


def received(message: MessageProxy, intake: Intake, quiet: float = 0.0) -> Received:
    """Raises TypeError or ValueError for a message of another program."""
    id_, events, body = message.args
    return Received(id_, events, message.message_timestamp, body, message, intake, quiet)
