"""A website that carries the tracker, and a collector on another origin that keeps what reaches it.

The collector stands in for the server only where a test must choose the answer (503, no answer, slow);
journeys against the real server are in test_journey.py.
"""

import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.builders.eventually import PATIENCE

Json = dict[str, Any]


def prerendering(*paths: str) -> str:
    """For the head of a page that has these prerendered, and goes to `/next` once the gate is opened. A page
    that is prerendered asks for `/prerendered` when its scripts have had a second."""
    urls = json.dumps(paths)
    return f"""
<script>
  if (document.prerendering) addEventListener("load", () => setTimeout(() => fetch("/prerendered"), 1000));
  else {{
    const rules = document.createElement("script");
    rules.type = "speculationrules";
    rules.text = '{{"prerender": [{{"source": "list", "urls": {urls}, "eagerness": "immediate"}}]}}';
    document.head.append(rules);
    fetch("/gate").then(() => location.href = "/next");
  }}
</script>
"""


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    content_type: str
    cookie: str | None
    body: Json
    status: int

    @property
    def events(self) -> list[Json]:
        events: list[Json] = self.body.get("events", [])
        return events


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Origin"

    def do_GET(self) -> None:
        self._answer(*self.server.get(self))

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        self._answer(*self.server.post(self, self.rfile.read(length)))

    do_OPTIONS = do_GET  # noqa: N815 - the name that http.server looks for

    def _answer(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        self.send_header("access-control-allow-origin", "*")
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Quiet."""


class Origin(ThreadingHTTPServer):
    """An HTTP server on a free port of this machine, in a thread of its own."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def get(self, request: BaseHTTPRequestHandler) -> tuple[int, str, bytes]:
        return 404, "text/plain", b""

    def post(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, str, bytes]:
        return 405, "text/plain", b""


class Website(Origin):
    """Every path is a page with the given head and body, titled by its path, those below `/missing` as not
    found; but for its scripts in `files`. `/gate` answers once it is opened."""

    def __init__(self, head: str, body: str = "") -> None:
        super().__init__()
        self.head = head
        self.body = body
        self.gate = threading.Event()
        self.asked: list[str] = []
        self.files: dict[str, bytes] = {}
        self._arrival = threading.Condition()

    def wait_for(self, path: str) -> None:
        with self._arrival:
            assert self._arrival.wait_for(lambda: path in self.asked, PATIENCE), f"{path} was never asked for"

    def get(self, request: BaseHTTPRequestHandler) -> tuple[int, str, bytes]:
        with self._arrival:
            self.asked.append(request.path)
            self._arrival.notify_all()
        path = request.path.split("?")[0]
        if path == "/gate":
            self.gate.wait(PATIENCE)
        html = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Page {path}</title>{self.head}'
        if path in self.files:
            return 200, "text/javascript", self.files[path]
        status = 404 if path.startswith("/missing/") else 200
        return status, "text/html", f"{html}<body><h1>{path}</h1>{self.body}</html>".encode()


def without_readings(events: list[Json]) -> list[Json]:
    return [event for event in events if event["name"] != "engagement"]


class Collector(Origin):
    """Serves the folder of the built tracker and keeps what is sent; answers by script, then always 202."""

    def __init__(self, tracker: Path) -> None:
        super().__init__()
        self.tracker = tracker
        self.answers: deque[int] = deque()
        self.received: list[Received] = []
        self._arrival = threading.Condition()

    def get(self, request: BaseHTTPRequestHandler) -> tuple[int, str, bytes]:
        file = self.tracker / request.path.removeprefix("/js/")
        if file.suffix == ".js" and file.exists():
            return 200, "text/javascript", file.read_bytes()
        return self._keep(request, b"{}", 404)

    def post(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, str, bytes]:
        return self._keep(request, body, self.answers.popleft() if self.answers else 202)

    def _keep(self, request: BaseHTTPRequestHandler, body: bytes, status: int) -> tuple[int, str, bytes]:
        headers = request.headers
        received = Received(
            request.command,
            request.path,
            headers.get("content-type", ""),
            headers.get("cookie"),
            json.loads(body),
            status,
        )
        with self._arrival:
            self.received.append(received)
            self._arrival.notify_all()
        answer = {"accepted": 1, "rejected": []} if status == 202 else {"detail": "no such project"}
        return status, "application/json", json.dumps(answer).encode()

    def events(self) -> list[Json]:
        """The events of requests that were accepted, in the order they came."""
        return [event for one in self.received if one.status == 202 for event in one.events]

    def wait_for(self, enough: Callable[[list[Json]], bool]) -> list[Json]:
        with self._arrival:
            arrived = self._arrival.wait_for(lambda: enough(self.events()), PATIENCE)
        assert arrived, f"not enough came: {self.events()}"
        return self.events()

    def wait_for_names(self, *names: str) -> list[Json]:
        """Until as many events came as names are given; they must be these, in any order. What tells how
        pages were read is left out: it comes whenever a page hides."""
        events = without_readings(self.wait_for(lambda events: len(without_readings(events)) >= len(names)))
        assert sorted(event["name"] for event in events) == sorted(names)
        return events
