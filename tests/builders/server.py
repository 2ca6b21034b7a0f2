"""A real server process on a free port and a data directory of its own, and a site that sends to it."""

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.builders.eventually import PATIENCE

START_SECONDS = 240.0
STOP_SECONDS = 60.0
ADDRESS = re.compile(r"http://[\d.:\[\]a-f]+:(\d+)")


@dataclass
class Server:
    """`insights serve`, or another process with an address, from when it answers until it is stopped or
    killed."""

    data_dir: Path
    env: Mapping[str, str] = field(default_factory=dict)
    args: Sequence[str] = ()
    port: int = 0
    """0 until the first start; a restart takes the same one."""
    process: "subprocess.Popen[bytes] | None" = None
    role: str = "serve"
    _said: int = 0
    """How much of the log is from before this start."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_file(self) -> Path:
        return self.data_dir.with_name(self.data_dir.name + ".log")

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    @property
    def log_of_this_run(self) -> str:
        return self.log[self._said :]

    def start(self) -> "Server":
        """Return once it says that every dependency is up."""
        self.launch()
        self.wait_until_ready()
        return self

    def launch(self) -> None:
        """Start it, and do not wait."""
        self._said = len(self.log)
        command = [sys.executable, "-m", "insights", self.role, "--data-dir", str(self.data_dir)]
        port = "--port" if self.role == "serve" else "--health-port"
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, port, str(self.port), *self.args],
                env={**clean_environment(), **self.env},
                stdout=log,
                stderr=log,
            )

    def wait_until_ready(self) -> None:
        self.port = self._wait_for_port(self._said)
        self._wait_until_ready()

    def health(self) -> int:
        """The status of its readiness, or 0 where nobody answers."""
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=5).status_code
        except httpx.TransportError:
            return 0

    def state(self) -> str:
        """What its readiness tells: `up`, `degraded` or `down`; `away` where nobody answers."""
        try:
            return str(httpx.get(f"{self.url}/health/ready", timeout=10).json()["state"])
        except httpx.TransportError:
            return "away"

    def metric(self, name: str) -> float:
        """Of `/metrics`; one without labels."""
        lines = httpx.get(f"{self.url}/metrics", timeout=30).text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))

    def stop(self, signal_number: int = signal.SIGTERM) -> int:
        """End it politely; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal_number)
        return self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def client(self, token: str | None = None) -> httpx.Client:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30)

    def _wait_for_port(self, log_offset: int) -> int:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if found := ADDRESS.search(self.log[log_offset:]):
                return int(found[1])
            self._must_be_alive()
            time.sleep(0.02)
        raise AssertionError(f"no address within {START_SECONDS} s:\n{self.log[-4000:]}")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        last = "no answer"
        while time.monotonic() < deadline:
            self._must_be_alive()
            try:
                answer = httpx.get(f"{self.url}/health/ready", timeout=5)
            except httpx.TransportError as error:
                last = repr(error)
            else:
                if answer.status_code == 200:
                    return
                last = answer.text
            time.sleep(0.02)
        raise AssertionError(f"not ready within {START_SECONDS} s: {last}\n{self.log[-4000:]}")

    def _must_be_alive(self) -> None:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended with {self.process.returncode}:\n{self.log[-4000:]}")


@contextmanager
def running_server(
    data_dir: Path, env: Mapping[str, str] | None = None, args: Sequence[str] = ()
) -> Iterator[Server]:
    """A server for the length of the block; whatever is left of it is killed at the end."""
    server = Server(data_dir, env or {}, args)
    try:
        yield server.start()
    finally:
        if server.process is not None and server.process.poll() is None:
            server.process.terminate()
            try:
                server.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def clean_environment() -> dict[str, str]:
    """This process's environment without settings of the product."""
    return {name: value for name, value in os.environ.items() if not name.startswith("INSIGHTS_")}


BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)


@dataclass(frozen=True)
class Site:
    """A registered owner with one project, and the calls that a test makes of them."""

    server: Server
    token: str
    refresh_token: str
    project: dict[str, Any]
    email: str
    password: str

    @property
    def key(self) -> str:
        return str(self.project["public_key"])

    def send(self, *events: dict[str, Any], user_agent: str = BROWSER) -> httpx.Response:
        body = {"project": self.key, "events": list(events)}
        headers = {"user-agent": user_agent}
        return httpx.post(f"{self.server.url}/api/v1/events", json=body, headers=headers, timeout=30)

    def query(self, metrics: Sequence[str], date_range: Any = None, **rest: Any) -> dict[str, Any]:
        body = {
            "project": self.project["id"],
            "metrics": list(metrics),
            "date_range": date_range or "all",
            **rest,
        }
        with self.server.client(self.token) as client:
            answer = client.post("/api/v1/query", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def total(self, metric: str, date_range: Any = None) -> int:
        return int(self.query([metric], date_range)["results"][0]["metrics"][0])

    def wait_for(self, metric: str, expected: int, seconds: float = PATIENCE) -> None:
        """Until the metric shows the number: recording runs behind acceptance."""
        deadline = time.monotonic() + seconds
        while (found := self.total(metric)) != expected:
            if time.monotonic() > deadline:
                raise AssertionError(f"{metric} is {found} after {seconds} s, not {expected}")
            time.sleep(0.1)


def new_site(server: Server, domain: str = "example.com", timezone: str = "UTC") -> Site:
    """Register a new organization on the server and make a project in it."""
    email, password = f"{uuid.uuid4().hex}@example.com", "correct horse battery"
    with server.client() as client:
        account = {"email": email, "password": password, "organization": "Example"}
        registered = client.post("/api/v1/auth/register", json=account)
        assert registered.status_code == 201, registered.text
        tokens = registered.json()
        client.headers["authorization"] = f"Bearer {tokens['access_token']}"
        wanted = {"name": "Site", "domain": domain, "timezone": timezone}
        project = client.post("/api/v1/projects", json=wanted)
        assert project.status_code == 201, project.text
    return Site(server, tokens["access_token"], tokens["refresh_token"], project.json(), email, password)
