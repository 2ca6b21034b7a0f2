"""Watching a project of a real server, as a browser does."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.builders.eventually import PATIENCE
from tests.builders.server import Server, Site

Json = dict[str, Any]


def ticket(site: Site, credential: str | None = None, project: str | None = None) -> httpx.Response:
    with site.server.client(credential or site.token) as client:
        return client.post(f"/api/v1/projects/{project or site.project['id']}/live/ticket")


def address(server: Server, project: str, ticket: str) -> str:
    return f"ws://127.0.0.1:{server.port}/api/v1/projects/{project}/live/stream?ticket={ticket}"


@contextmanager
def watching(site: Site, credential: str | None = None) -> Iterator[ClientConnection]:
    answer = ticket(site, credential)
    assert answer.status_code == 201, answer.text
    with connect(address(site.server, site.project["id"], answer.json()["ticket"])) as socket:
        yield socket


def message_where(socket: ClientConnection, fits: Callable[[Json], bool], seconds: float = PATIENCE) -> Json:
    """The first message that fits; those before it are passed over."""
    while True:
        message: Json = json.loads(socket.recv(timeout=seconds))
        if fits(message):
            return message


def event_named(socket: ClientConnection, name: str) -> Json:
    return message_where(socket, lambda message: message["type"] == "event" and message["name"] == name)


def closing_code(socket: ClientConnection, seconds: float = PATIENCE) -> int | None:
    """Of the server, once it has closed; what it still says before is passed over."""
    try:
        while True:
            socket.recv(timeout=seconds)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None
