"""While a large body is read, others are answered."""

import asyncio
import gzip
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from insights.adapters.local_queue.queue import LocalQueue
from insights.entrypoints.http.ingestion import body as bodies
from insights.entrypoints.http.ingestion import collect
from insights.entrypoints.http.ingestion.aside import LARGE, LARGE_PACKED
from insights.entrypoints.http.wire.posthog import doors as posthog
from tests.builders.accepting import KEY
from tests.builders.collecting import Collecting

SECONDS = 30.0
"""A bound for what never comes, not a measure."""
FILLING = "x" * 100
OURS = {"project": KEY, "events": [{"name": "signup", "properties": {"text": FILLING}}] * 1_000}
SIGNUP = {"event": "signup", "distinct_id": "u1", "properties": {"text": FILLING}}
POSTHOG = {"api_key": KEY, "batch": [SIGNUP] * 3_000}
SMALL = {"project": KEY, "name": "signup"}


class Held:
    """A step of reading that is not done until somebody else has been answered."""

    def __init__(self, step: Callable[..., Any]) -> None:
        self.step = step
        self.begun, self.answered = threading.Event(), threading.Event()

    def __call__(self, *given: Any, **named: Any) -> Any:
        if not self.begun.is_set():
            self.begun.set()
            assert self.answered.wait(SECONDS), "nobody else was answered meanwhile"
        return self.step(*given, **named)


CASES: dict[str, tuple[Any, str, str, bytes, dict[str, str]]] = {
    "a batch of ours": (
        collect,
        "decode_body",
        "/api/v1/events",
        json.dumps(OURS).encode() + b" " * LARGE,
        {},
    ),
    "another product's": (posthog, "read_body", "/batch/", json.dumps(POSTHOG).encode(), {}),
    "a compressed one": (
        bodies,
        "plain_body",
        "/batch/",
        gzip.compress(json.dumps(POSTHOG).encode(), 0),
        {"content-encoding": "gzip"},
    ),
}


@pytest.mark.parametrize("case", CASES)
async def test_others_are_answered_meanwhile(
    case: str, queue: LocalQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, name, path, body, headers = CASES[case]
    assert len(body) > (LARGE_PACKED if headers else LARGE)
    held = Held(getattr(module, name))
    monkeypatch.setattr(module, name, held)
    async with Collecting(queue).client() as client:
        large = asyncio.create_task(client.post(path, content=body, headers=headers))
        await asyncio.to_thread(held.begun.wait, SECONDS)
        small = await client.post("/api/v1/events", json=SMALL)
        held.answered.set()
        answer = await large
    assert (small.status_code, answer.status_code) == (202, 202 if path == "/api/v1/events" else 200)
