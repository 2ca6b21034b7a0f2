"""Load on one address: `wrk` where it is installed, else a client of our own; both told the same."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from benchmarks.processes import LOAD_CORE, pinned

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"

_WRK_SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["User-Agent"] = "{agent}"
local file = io.open("{body}", "rb")
wrk.body = file:read("*a")
file:close()
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\\n{{"requests": %d, "seconds": %.3f, "failed": %d, "p50_ms": %.2f, "p99_ms": %.2f}}\\n',
    summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
"""


class Load(msgspec.Struct, frozen=True):
    """What came of it. `requests` were answered, `failed` ones with an error or not at all."""

    requests: int
    seconds: float
    failed: int
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def client_name() -> str:
    return "wrk" if shutil.which("wrk") else "asyncio client"


def post(url: str, body: object, connections: int, seconds: int) -> Load:
    """The same body again and again on so many connections. Raises when a request failed."""
    with tempfile.TemporaryDirectory() as folder:
        body_file = Path(folder, "body.json")
        body_file.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")  # as browsers write it
        command = _command(url, body_file, connections, seconds)
        done = subprocess.run(
            pinned(command, LOAD_CORE), capture_output=True, text=True, timeout=seconds + 60, check=True
        )
    load = msgspec.json.decode(done.stdout.strip().splitlines()[-1], type=Load)
    if load.failed:
        raise RuntimeError(f"{load.failed} of {load.requests} requests failed at {connections} connections")
    return load


def _command(url: str, body: Path, connections: int, seconds: int) -> list[str]:
    if not shutil.which("wrk"):
        return [sys.executable, "-m", "benchmarks.client", url, str(body), str(connections), str(seconds)]
    script = body.with_name("post.lua")
    script.write_text(_WRK_SCRIPT.format(agent=BROWSER, body=body))
    return ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), url]
