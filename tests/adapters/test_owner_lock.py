"""One process per data directory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from insights.adapters.owner_lock import OwnerLock
from insights.domain.errors import Conflict

HOLDER = """
import sys
from pathlib import Path
from insights.adapters.owner_lock import OwnerLock
lock = OwnerLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_owner_is_refused_and_told_who_the_first_is(tmp_path: Path) -> None:
    lock = OwnerLock(tmp_path / "data")
    with pytest.raises(Conflict, match=f"in use by process {os.getpid()}"):
        OwnerLock(tmp_path / "data")
    lock.release()
    OwnerLock(tmp_path / "data").release()


def test_another_process_owns_the_directory_until_it_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Conflict, match=f"in use by process {holder.pid}"):
            OwnerLock(tmp_path)
        holder.kill()
        holder.wait()
        OwnerLock(tmp_path).release()


def test_a_file_left_behind_does_not_lock(tmp_path: Path) -> None:
    (tmp_path / "owner.lock").write_text("4711")
    lock = OwnerLock(tmp_path)
    assert (tmp_path / "owner.lock").read_text() == str(os.getpid())
    lock.release()
