"""One process owns a data directory, and the next one learns which."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from insights.domain.errors import Conflict
from insights.entrypoints.data_dir import LOCK, owner_of, owning

HOLD = """
import sys, time
from pathlib import Path
from insights.entrypoints.data_dir import owning
with owning(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_owner_is_refused_by_the_name_of_the_first_and_let_in_after_it(tmp_path: Path) -> None:
    with owning(tmp_path):
        assert owner_of(tmp_path) == os.getpid()
        with pytest.raises(Conflict, match=f"in use by process {os.getpid()}"), owning(tmp_path):
            pass
    assert owner_of(tmp_path) is None
    with owning(tmp_path):
        pass


def test_a_killed_owner_leaves_no_lock(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert owner_of(tmp_path) == holder.pid
        with pytest.raises(Conflict, match=f"in use by process {holder.pid}"), owning(tmp_path):
            pass
        holder.kill()
    assert owner_of(tmp_path) is None
    with owning(tmp_path):
        pass


def test_a_directory_that_nobody_ever_opened_has_no_owner(tmp_path: Path) -> None:
    assert owner_of(tmp_path) is None
    assert not (tmp_path / LOCK).exists()
