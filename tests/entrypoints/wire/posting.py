"""Requests as SDKs make them, to doors over a real queue."""

import json
from base64 import b64encode
from typing import Any

import httpx

from insights.adapters.local_queue.queue import LocalQueue
from tests.builders.accepting import KEY
from tests.builders.collecting import Collecting

Json = dict[str, Any]


def basic(key: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(key.encode()).decode()}"}


async def post(
    queue: LocalQueue, path: str, body: Json | bytes, headers: dict[str, str] | None = None, **given: Any
) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"user-agent": "analytics-python/2.4.0"} | (basic(f"{KEY}:") if headers is None else headers)
    async with Collecting(queue, **given).client() as client:
        return await client.post(path, content=content, headers=sent)
