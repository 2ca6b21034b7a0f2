"""The collect paths in the API's description: they are bare ASGI, so nothing else can tell of them."""

import re
from typing import Any, Final

import msgspec

from insights.domain.ingestion.drops import DropReason, Rejection
from insights.domain.ingestion.event import SentEvent
from insights.entrypoints.http.problems import MEDIA_TYPE
from insights.entrypoints.http.wire.door import Door
from insights.entrypoints.http.wire.doors import DOORS

REF: Final = "#/components/schemas/Collect{name}"
EVENT: Final = {
    "name": "pageview",
    "url": "https://example.com/pricing?utm_source=newsletter",
    "referrer": "https://news.example.org/",
    "title": "Pricing",
    "screen": {"width": 1440, "height": 900},
    "language": "en-GB",
}
PURCHASE: Final = {
    "id": "0199f2a4-77c1-7a52-b6a2-1f0d3c5b7e91",
    "name": "purchase",
    "timestamp": "2026-11-21T09:30:00Z",
    "user_id": "customer-17",
    "properties": {"plan": "team", "seats": 5},
    "revenue": {"amount": "49.00", "currency": "EUR"},
}
PROBLEM: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
UNKNOWN_KEY: Final = {"description": "No project answers to the key.", "content": PROBLEM}
OTHER_PROJECT: Final = {"description": "The key in the header is another project's.", "content": PROBLEM}
KEY: Final = "pk_7dQ2mXbB4sVYtKfP"


class Batch(msgspec.Struct, kw_only=True):
    """Up to 1,000 events of one project."""

    project: str
    """The project's public key, an alias of it, or an API key with the scope `ingest`."""
    events: list[SentEvent]
    sent_at: str | None = None
    """The client's clock when it sent them; event times are corrected by how far it is off."""
    sdk: str | None = None
    """Of the events that name none themselves."""


class Receipt(msgspec.Struct, kw_only=True):
    """What became of a batch. Accepted means durable."""

    accepted: int
    rejected: list[Rejection] = []


def collect_schemas() -> dict[str, Any]:
    _, components = msgspec.json.schema_components(
        [Batch, SentEvent, Receipt, DropReason], schema_hook=_any_value, ref_template=REF
    )
    named = {f"Collect{name}": schema for name, schema in components.items()}
    single = {"required": ["project"], "properties": {"project": {"type": "string"}}}
    named["CollectSingle"] = {"allOf": [{"$ref": REF.format(name="SentEvent")}, single]}
    return named


def collect_paths() -> dict[str, Any]:
    return {
        "/api/v1/events": {"post": _post("CollectEvents", "Send one event or a batch", batch=True)},
        "/analytics/track": {"post": _post("TrackEvent", "Send one event", batch=False)},
        "/pixel.gif": {"get": _pixel()},
    } | {path: _of_product(path, door) for path, door in DOORS.items()}


def _of_product(path: str, door: Door) -> dict[str, Any]:
    """The body and the answer are the product's own, as its documentation has them."""
    told = f"In the format of {door.product}'s SDKs, answered as they expect it."
    return {
        method.lower(): {
            "tags": [door.product.value],
            "operationId": f"{door.kind.__name__}{method.title()}{_camel(path)}",
            "summary": door.summary,
            "description": told,
            "security": [],
            "responses": {
                status: {"description": told, "content": {each: {} for each in media.split()}}
                for status, media in door.answers.items()
            },
        }
        for method in door.kind.methods
    }


def _camel(path: str) -> str:
    return "".join(word.title() for word in re.findall(r"[A-Za-z0-9]+", path)) + "Slash" * path.endswith("/")


def _any_value(_kind: type) -> dict[str, Any]:
    """Property values are read late (`msgspec.Raw`): anything JSON has may stand there."""
    return {"description": "A string, number, boolean, or an object or array of such."}


def _post(operation: str, summary: str, *, batch: bool) -> dict[str, Any]:
    single = {"$ref": REF.format(name="Single")}
    schema = {"oneOf": [{"$ref": REF.format(name="Batch")}, single]} if batch else single
    examples = {"single": {"summary": "One page view", "value": {"project": KEY, **EVENT}}}
    if batch:
        value = {"project": KEY, "sent_at": "2026-11-21T09:30:05Z", "events": [EVENT, PURCHASE]}
        examples["batch"] = {"summary": "A batch with a purchase", "value": value}
    body = {"schema": schema, "examples": examples}
    return {
        "tags": ["Collect"],
        "operationId": operation,
        "summary": summary,
        "description": "JSON, also as `text/plain` (no preflight), also gzip. An accepted event may still be "
        "left out by policy; it then shows under the project's drops with one of the reasons: "
        + ", ".join(f"`{reason}`" for reason in DropReason)
        + ".",
        "security": [],
        "requestBody": {"required": True, "content": {"application/json": body, "text/plain": body}},
        "responses": {"202": _receipt(), "401": UNKNOWN_KEY, "403": OTHER_PROJECT},
    }


def _receipt() -> dict[str, Any]:
    schema = {"$ref": REF.format(name="Receipt")}
    example = {"accepted": 2, "rejected": []}
    return {
        "description": "The accepted events are durable; rejected ones are named with their reason.",
        "content": {"application/json": {"schema": schema, "example": example}},
    }


def _pixel() -> dict[str, Any]:
    image = {"description": "A transparent pixel, never cached.", "content": {"image/gif": {}}}
    fields = {"project": KEY, "name": "pageview", "url": EVENT["url"], "referrer": "", "title": ""}
    return {
        "tags": ["Collect"],
        "operationId": "Pixel",
        "summary": "Send one event by loading an image",
        "security": [],
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": name in ("project", "name"),
                "schema": {"type": "string"},
            }
            | ({"example": example} if example else {})
            for name, example in fields.items()
        ],
        "responses": {"200": image, "401": UNKNOWN_KEY, "403": OTHER_PROJECT},
    }
