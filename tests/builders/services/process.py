"""A server process of this test session: on a port and folder of its own, and gone with the session."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

START_SECONDS = 240.0
STOP_SECONDS = 60.0


class PrivateService(ABC):
    """Started on a free port of 127.0.0.1; stopped or killed, it may be started again there, on its data."""

    name: str
    stop_signal = signal.SIGTERM

    def __init__(self) -> None:
        self.credentials: dict[str, Any] = {}
        """The user to run as, as arguments of `subprocess`."""
        self.folder = Path(tempfile.mkdtemp(prefix=f"insights-{self.name}-"))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self.prepare()

    @property
    @abstractmethod
    def url(self) -> str: ...

    def prepare(self) -> None:  # noqa: B027 - most need nothing
        """Make in the folder what the server needs before its first start."""

    @abstractmethod
    def command(self) -> list[str]: ...

    def environment(self) -> Mapping[str, str]:
        return os.environ

    @abstractmethod
    def answers(self) -> bool:
        """Whether a client is served. May raise OSError, which means no."""

    @property
    def log(self) -> str:
        file = self.folder / "log"
        return file.read_text(errors="replace") if file.exists() else ""

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Return once it answers. Starting what runs changes nothing."""
        deadline = time.monotonic() + START_SECONDS
        while not self._answers_now():
            # After a kill the first try may find what the killed one held, and end.
            if not self.running:
                self._launch()
            if time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"{self.name} gave no answer in {START_SECONDS} s:\n{self.log[-4000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it as an operator would. Stopping what does not run changes nothing."""
        if self.process is not None and self.running:
            self.process.send_signal(self.stop_signal)
            self.process.wait(STOP_SECONDS)
        self._dismiss_guard()

    def kill(self) -> None:
        """SIGKILL, to the process and to all that it started in its group."""
        if self.process is not None and self.running:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(STOP_SECONDS)
        self._dismiss_guard()

    def remove(self) -> None:
        """The end of it, with its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers_now(self) -> bool:
        with contextlib.suppress(OSError):
            return self.running and self.answers()
        return False

    def _launch(self) -> None:
        self._dismiss_guard()
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), env=self.environment(), cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, **self.credentials,
            )  # fmt: skip
        # Its input ends when this process does, however that happens; a signal from the parent's death would
        # come too early, with the thread that started it.
        ending = 'cat >/dev/null; kill -9 "-$0"; sleep 1; rm -rf "$1"'
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", ending, str(self.process.pid), str(self.folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def _dismiss_guard(self) -> None:
        if self._guard is not None:
            self._guard.kill()
            self._guard.communicate()
            self._guard = None


def free_port() -> int:
    """Below the ports that the system gives to clients: one of those could take it while the server is down,
    or connect to itself."""
    while True:
        port = random.randint(16_000, 30_000)
        with socket.socket() as sock, contextlib.suppress(OSError):
            sock.bind(("127.0.0.1", port))
            return port
