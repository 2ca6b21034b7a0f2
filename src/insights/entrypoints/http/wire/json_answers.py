"""Answers in a product's own shape, from the same errors as everywhere."""

from typing import Any, Final

import msgspec

from insights.entrypoints.http.ingestion.answers import Answer, Headers
from insights.entrypoints.http.problems import encode_problem

JSON: Final = (b"content-type", b"application/json")
_KEPT: Final = frozenset({b"retry-after", b"allow", b"cache-control"})


def json_answer(status: int, value: Any, *headers: tuple[bytes, bytes]) -> Answer:
    body = msgspec.json.encode(value)
    return Answer(status, [JSON, (b"content-length", str(len(body)).encode()), *headers], body)


def status_and_headers(error: BaseException, path: str) -> tuple[int, Headers]:
    """The status that an error has everywhere, and the headers that go with it whatever the body is."""
    status, headers, _ = encode_problem(error, path)
    kept = [pair for pair in headers if pair[0] in _KEPT]
    if status in {408, 413}:
        # The rest of the body is still to come, and is not waited for.
        kept.append((b"connection", b"close"))
    return status, kept
