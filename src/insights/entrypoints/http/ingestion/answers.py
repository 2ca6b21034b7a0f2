"""Answers of the collect paths: what every one carries, and what a refused body is told."""

import re
from typing import Final, NamedTuple

import msgspec

from insights.application.ingestion.accept import Outcome
from insights.domain.errors import Invalid
from insights.domain.ingestion.drops import Rejection
from insights.entrypoints.http.asgi import Send
from insights.entrypoints.http.problems import encode_problem

Headers = list[tuple[bytes, bytes]]


class Answer(NamedTuple):
    status: int
    headers: Headers
    body: bytes


class Receipt(msgspec.Struct, frozen=True):
    """Accepted means durable."""

    accepted: int
    rejected: list[Rejection]


_JSON: Final = (b"content-type", b"application/json")
_ONE: Final = msgspec.json.encode(Receipt(1, []))
_ACCEPTED_ONE: Final = Answer(202, [_JSON, (b"content-length", str(len(_ONE)).encode())], _ONE)
_HEADER_NAMES: Final = re.compile(rb"[A-Za-z0-9, _-]{1,2000}")
_USUAL: Final = b"authorization, content-type, content-encoding, x-request-id"
_ALWAYS: Final = [(b"vary", b"origin"), (b"x-content-type-options", b"nosniff")]
_FOR_ANY_ORIGIN: Final = [
    # Nothing here depends on cookies, and beacons come with them: without this they are reported as failed.
    (b"access-control-allow-credentials", b"true"),
    (b"access-control-expose-headers", b"retry-after, x-request-id"),
]


def preflight(asked: bytes) -> Answer:
    """Every header that is asked for is allowed: SDKs always have new ones, and none is trusted."""
    headers = [
        (b"access-control-allow-methods", b"POST, GET"),
        (b"access-control-allow-headers", asked if _HEADER_NAMES.fullmatch(asked) else _USUAL),
        (b"access-control-max-age", b"86400"),
    ]
    return Answer(204, headers, b"")


def receipt(outcome: Outcome) -> Answer:
    if outcome.accepted == 1 and not outcome.refusals:
        return _ACCEPTED_ONE
    rejected = [refusal.rejection() for refusal in outcome.refusals]
    body = msgspec.json.encode(Receipt(outcome.accepted, rejected))
    return Answer(202, [_JSON, (b"content-length", str(len(body)).encode())], body)


def none_accepted(outcome: Outcome, alone: bool, path: str) -> Answer:
    """A problem that also has the list that a receipt has, so that senders read one thing."""
    faults = [refusal.fault(alone) for refusal in outcome.refusals]
    detail = f"No event was accepted: {outcome.refusals[0].message}"
    if len(faults) > 1:
        detail += f", and {len(faults) - 1} more"
    status, headers, body = encode_problem(Invalid(f"{detail}.", faults), path)
    rejected = [refusal.rejection() for refusal in outcome.refusals]
    body = msgspec.json.encode(msgspec.json.decode(body) | {"rejected": rejected})
    kept = [pair for pair in headers if pair[0] != b"content-length"]
    return Answer(status, [*kept, (b"content-length", str(len(body)).encode())], body)


def problem(error: BaseException, path: str) -> Answer:
    status, headers, body = encode_problem(error, path)
    if status in {408, 413}:
        # The rest of the body is still to come, and is not waited for.
        headers.append((b"connection", b"close"))
    return Answer(status, headers, body)


async def send_answer(send: Send, answer: Answer, request_id: bytes, origin: bytes) -> None:
    headers = [*answer.headers, *_ALWAYS, (b"x-request-id", request_id)]
    if origin:
        headers += [(b"access-control-allow-origin", origin), *_FOR_ANY_ORIGIN]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
