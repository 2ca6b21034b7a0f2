"""A full disk refuses events with 503, breaks nothing, loses nothing, and heals when there is room again."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.server import Site, new_site, running_server

pytestmark = pytest.mark.journey

MEGABYTES = 24


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with very little room."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        pytest.skip(f"needs the right to mount a file system: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> Path:
    """Take the last byte of room."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(os.urandom(4096)):
                pass
        except OSError:
            return filler
    raise AssertionError("the disk has no end")


def send_until_refused(site: Site, accepted: list[str]) -> None:
    """The queue may still have room within its file for a little while."""
    for attempt in range(2_000):
        ids = [f"{len(accepted)}-{attempt}-{n}" for n in range(20)]
        answer = site.send(*({"id": id_, "name": "pageview", "title": "x" * 400} for id_ in ids))
        if answer.status_code == 503:
            assert int(answer.headers["retry-after"]) >= 1
            assert answer.headers["content-type"] == "application/problem+json"
            return
        assert answer.status_code == 202, answer.text
        accepted.extend(ids)
    raise AssertionError("a full disk refused nothing")


def test_a_full_queue_disk_refuses_and_heals_and_keeps_what_it_took(tmp_path: Path, small_disk: Path) -> None:
    env = {"INSIGHTS_QUEUE_URL": f"local://{small_disk}/queue.sqlite", "INSIGHTS_RATE_LIMIT_ENABLED": "false"}
    with running_server(tmp_path / "data", env) as server:
        site = new_site(server)
        accepted: list[str] = []
        for _ in range(2):
            filler = fill(small_disk)
            send_until_refused(site, accepted)
            with server.client() as client:
                assert client.get("/health/live").status_code == 200
            filler.unlink()
            answer = site.send({"id": f"after-{len(accepted)}", "name": "pageview"})
            assert answer.status_code == 202, answer.text
            accepted.append("after")
        site.wait_for("pageviews", len(accepted))
        assert "Traceback" not in server.log
        assert server.stop() == 0
