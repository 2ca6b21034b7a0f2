"""Asking a site as Plausible's Stats API is asked."""

from typing import Any

import httpx

from tests.builders.asked_site import Site

QUERY = "/api/v2/query"


async def ask(site: Site, **fields: Any) -> httpx.Response:
    wire = {"site_id": "example.com", "metrics": ["visitors"], "date_range": "7d", **fields}
    wire = {key: value for key, value in wire.items() if value is not ...}
    return await site.client.post(QUERY, json=wire, headers=site.owner)


async def answered(site: Site, **fields: Any) -> dict[str, Any]:
    answer = await ask(site, **fields)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document
