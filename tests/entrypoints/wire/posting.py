"""Requests as SDKs make them, to doors over a real queue."""

import json
from base64 import b64encode
from typing import Any

import httpx

from insights.adapters.local_queue.queue import LocalQueue
from insights.application.ports.event_queue import Delivery
from insights.domain.ingestion.event import Accepted
from tests.builders.accepting import KEY
from tests.builders.collecting import Collecting

Json = dict[str, Any]


def basic(key: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(key.encode()).decode()}"}


async def stored(queue: LocalQueue) -> list[Accepted]:
    if not queue.depth().messages:
        return []
    deliveries: list[Delivery] = list(await queue.take(1_000))
    return [one for delivery in deliveries for one in delivery.batch.events]


async def post(
    queue: LocalQueue, path: str, body: Json | bytes, headers: dict[str, str] | None = None, **given: Any
) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"user-agent": "analytics-python/2.4.0"} | (basic(f"{KEY}:") if headers is None else headers)
    async with Collecting(queue, **given).client() as client:
        return await client.post(path, content=content, headers=sent)
