"""Where the servers' programs are, also where Debian puts them; installed when they are missing."""

import grp
import os
import pwd
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDERS = ["usr/lib/postgresql/*/bin", "usr/lib/rabbitmq/bin", "usr/sbin", "usr/local/sbin"]
INSTALL_SECONDS = 600


@cache
def program(name: str, package: str) -> str:
    """The path of a program. Root installs Debian's package when there is none; else the test is skipped."""
    found = _find(name)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install(package)
        found = _find(name)
    if found is None:
        pytest.skip(f"{name} was not found: install {package}, or name a server (see CONTRIBUTING.md)")
    return found


def unprivileged() -> dict[str, Any]:
    """Arguments for `subprocess` that give up root: some servers refuse to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    return {"user": user, "group": grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name, "extra_groups": []}


def _find(name: str) -> str | None:
    # Newest first, where several versions lie side by side.
    folders = [str(path) for pattern in FOLDERS for path in sorted(Path("/").glob(pattern), reverse=True)]
    return shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", "")]))


def _install(package: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", package]):
        subprocess.run(["apt-get", *command], env=environment, timeout=INSTALL_SECONDS, check=False)
