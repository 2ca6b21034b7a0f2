"""A plain load client, for where `wrk` is not installed.

`python -m benchmarks.client URL BODY_FILE CONNECTIONS SECONDS` prints the outcome as JSON.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

import uvloop

from benchmarks.load import BROWSER


class Tally:
    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.failed = 0


async def hammer(host: str, port: int, request: bytes, until: float, tally: Tally) -> None:
    """One connection, one request at a time."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        while (begin := time.perf_counter()) < until:
            writer.write(request)
            tally.failed += not await _accepted(reader)
            tally.latencies.append(time.perf_counter() - begin)
    finally:
        writer.close()


async def _accepted(reader: asyncio.StreamReader) -> bool:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))
    return head.startswith(b"http/1.1 2")


async def main(url: str, body: bytes, connections: int, seconds: float) -> None:
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    head = f"POST {parts.path or '/'} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {BROWSER}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    tally, begin = Tally(), time.perf_counter()
    until = begin + seconds
    requests = [hammer(host, port, head.encode() + body, until, tally) for _ in range(connections)]
    await asyncio.gather(*requests)
    marks = quantiles(tally.latencies, n=100)
    outcome = {
        "requests": len(tally.latencies),
        "seconds": time.perf_counter() - begin,
        "failed": tally.failed,
        "p50_ms": marks[49] * 1000,
        "p99_ms": marks[98] * 1000,
    }
    print(json.dumps(outcome))


if __name__ == "__main__":
    _, url_, body_, connections_, seconds_ = sys.argv
    uvloop.run(main(url_, Path(body_).read_bytes(), int(connections_), float(seconds_)))
