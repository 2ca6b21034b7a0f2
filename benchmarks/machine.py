"""On what the figures were taken. No names of hosts, no paths."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("uvicorn", "uvloop", "httptools", "litestar", "msgspec", "chdb", "pyarrow")


def machine() -> list[str]:
    return [
        f"{_processor()}, {os.cpu_count()} cores, {_memory_gb():.0f} GB memory",
        f"load average before the run: {_load()}",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    ]


def _load() -> str:
    """On a busy machine bare handler and product are slowed by different neighbours: no ratio holds."""
    load = os.getloadavg()[0]
    busy = load > (os.cpu_count() or 1) / 2
    return f"{load:.1f}" + (" – **the machine was busy: no figure here can be relied on**" if busy else "")


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
