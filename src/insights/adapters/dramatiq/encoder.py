"""How the messages of recording lie at the broker: MessagePack, behind a head that can be read without it."""

from typing import Any, Final

import msgspec
from dramatiq import DecodeError, Encoder, get_encoder, set_encoder

ACTOR: Final = "record"
MARK: Final = b"\xc1"
"""Begins neither MessagePack nor UTF-8, so no message of another encoder begins with it."""
HEAD: Final = 9
"""Bytes: the mark, and when the message was written, in milliseconds since the epoch, big-endian."""


class Envelope(msgspec.Struct, array_like=True):
    """The fields of a Dramatiq message."""

    queue_name: str
    message_id: str
    message_timestamp: int
    options: dict[str, Any]
    args: tuple[int, int, bytes]
    """The delivery's id, how many events there are, and their Batch in MessagePack."""


class RecordingEncoder(Encoder):
    """Dramatiq knows one encoder per process. What is not ours goes to the one that was there before: the
    process may belong to a program with Dramatiq messages of its own."""

    def __init__(self, others: Encoder) -> None:
        self._others = others
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Envelope).decode

    def encode(self, data: dict[str, Any]) -> bytes:
        if data["actor_name"] != ACTOR:
            return self._others.encode(data)
        written = data["message_timestamp"]
        envelope = Envelope(data["queue_name"], data["message_id"], written, data["options"], data["args"])
        head: bytes = MARK + int(written).to_bytes(HEAD - 1, "big")
        return head + self._encode(envelope)

    def decode(self, data: bytes) -> dict[str, Any]:
        if data[:1] != MARK:
            return self._of_others(data)
        envelope = self._decode(memoryview(data)[HEAD:])
        return msgspec.structs.asdict(envelope) | {"actor_name": ACTOR, "kwargs": {}}

    def _of_others(self, data: bytes) -> dict[str, Any]:
        """Their errors would repeat the message, and be logged."""
        try:
            return self._others.decode(data)
        except Exception as error:
            told = f"no message ({type(error).__name__})"
            raise DecodeError(told, data, None) from None  # type: ignore[no-untyped-call]  # Dramatiq's


def use_encoder() -> None:
    """From now on in this process; doing it again changes nothing."""
    if not isinstance(get_encoder(), RecordingEncoder):
        set_encoder(RecordingEncoder(get_encoder()))


def written_at(head: bytes) -> int | None:
    """When a message was written, from its first bytes."""
    whole = len(head) == HEAD and head[:1] == MARK
    return int.from_bytes(head[1:], "big") if whole else None
