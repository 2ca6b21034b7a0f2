"""Requests that published clients sent, to be sent again byte for byte."""

import json
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "data/wire"
_OF_THE_CONNECTION = {"host", "connection", "content-length", "x-capture-transport"}


@dataclass(frozen=True)
class Captured:
    method: str
    target: str
    """Path and query."""
    headers: dict[str, str]
    """Names in lower case; without those that belong to the connection."""
    body: bytes
    json: Any
    """What the body means, where the recorder could tell."""


def captured(file: str) -> Sequence[Captured]:
    """In the order in which they came."""
    requests = json.loads((FOLDER / file).read_text())["requests"]
    return [_request(each) for each in requests]


def _request(each: dict[str, Any]) -> Captured:
    headers = {name.lower(): value for name, value in each["headers"].items()}
    return Captured(
        each["method"],
        each.get("raw_target") or each["path"],
        {name: value for name, value in headers.items() if name not in _OF_THE_CONNECTION},
        b64decode(each["body_raw_b64"] or ""),
        each.get("body_json"),
    )
