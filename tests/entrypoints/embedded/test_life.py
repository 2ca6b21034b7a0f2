"""Opening, closing, and who may."""

import multiprocessing
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from insights import AsyncInsights, Insights
from insights.domain.errors import Conflict, Invalid
from insights.entrypoints.embedded import NotOpen
from tests.builders.embedding import run_script
from tests.builders.eventually import PATIENCE
from tests.builders.server import clean_environment

EVENTS: Any = {"metrics": ["events"], "date_range": "all"}


def test_reopening_finds_what_was_tracked(tmp_path: Path) -> None:
    for opened in (1, 2):
        with Insights(tmp_path) as insights:
            insights.track("signup")
            insights.flush()
            assert insights.query(**EVENTS).rows() == [{"events": opened}]
            assert len(insights.projects()) == 1


def test_a_temporary_one_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Insights.temporary() as insights:
        insights.track("signup")
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []


def test_making_one_opens_nothing(tmp_path: Path) -> None:
    Insights(tmp_path / "data")
    AsyncInsights(tmp_path / "data")
    assert list(tmp_path.iterdir()) == []


def test_one_process_has_one_open_at_a_time(tmp_path: Path) -> None:
    with Insights(tmp_path / "first") as first:
        second = Insights(tmp_path / "second")
        with pytest.raises(Conflict, match="serves one data directory at a time"):
            second.track("signup")
        first.track("signup")
    second.track("signup")
    second.close()


def test_a_closed_one_says_so_until_it_is_opened_again(tmp_path: Path) -> None:
    insights = Insights(tmp_path)
    insights.track("signup")
    insights.close()
    insights.close()
    with pytest.raises(NotOpen):
        insights.track("signup")
    with insights.open():
        insights.track("signup")


def test_the_process_that_owns_the_directory_is_named(tmp_path: Path) -> None:
    code = (
        "import sys; from insights import Insights; i = Insights('data').open(); print('open', flush=True); "
        "sys.stdin.read()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=clean_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "open\n"
        with pytest.raises(Conflict, match=rf"in use by process {owner.pid}: .* ask it over HTTP"):
            Insights(tmp_path / "data").track("signup")
        owner.communicate("")
    assert owner.returncode == 0
    with Insights(tmp_path / "data") as insights:
        insights.track("signup")


def test_the_end_of_a_program_closes_what_it_opened(tmp_path: Path) -> None:
    code = "from insights import Insights; i = Insights('data'); [i.track('signup') for _ in range(20)]"
    ran = run_script(tmp_path, code)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert list((tmp_path / "data").glob("*-wal")) == [], "it was not closed"
    with Insights(tmp_path / "data") as insights:
        insights.flush()
        assert insights.query(**EVENTS).rows() == [{"events": 20}]


def test_one_that_nobody_holds_is_closed_with_the_program_all_the_same(tmp_path: Path) -> None:
    ran = run_script(tmp_path, "from insights import Insights; Insights('data').track('signup')")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert list((tmp_path / "data").glob("*-wal")) == []


def test_a_killed_program_loses_nothing(tmp_path: Path) -> None:
    code = (
        "import os; from insights import Insights; Insights('data').track('signup'); os.kill(os.getpid(), 9)"
    )
    assert run_script(tmp_path, code).returncode == -9
    with Insights(tmp_path / "data") as insights:
        insights.flush()
        assert insights.query(**EVENTS).rows() == [{"events": 1}]


def _try_in_child(insights: Insights, answers: Any) -> None:
    try:
        insights.track("signup")
    except NotOpen as error:
        answers.put(str(error))


def test_a_forked_process_is_told_to_open_its_own(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    answers = fork.Queue()
    with Insights(tmp_path) as insights:
        child = fork.Process(target=_try_in_child, args=(insights, answers))
        child.start()
        message = answers.get(timeout=PATIENCE)
        child.join(20)
        assert child.exitcode == 0
        assert "from which this one was forked" in message
        insights.track("signup")  # and the parent goes on


def test_one_that_nobody_opened_may_be_used_after_a_fork(tmp_path: Path) -> None:
    code = (
        "import os; from insights import Insights; i = Insights('data'); pid = os.fork()\n"
        "if pid: os.waitpid(pid, 0)\n"
        "else: i.track('signup'); i.flush(); print(i.query(metrics=['events'], date_range='all').rows())"
    )
    assert run_script(tmp_path, code).stdout == "[{'events': 1}]\n"


def test_importing_the_package_is_cheap(tmp_path: Path) -> None:
    code = (
        "import insights, sys; print(len({'litestar', 'pyarrow', 'sqlalchemy', 'chdb'} & sys.modules.keys()))"
    )
    assert run_script(tmp_path, code).stdout == "0\n"


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"durabilty": "disk"}, "durabilty is no option; did you mean durability?"),
    ({"durability": "memory"}, "durability: must be one of disk, process"),
    ({"port": 80}, "port is no option"),
    ({"adapters": {"place": object()}}, "adapters.place: is no port's name; did you mean places?"),
    ({"adapters": {"places": object()}}, "lacks locate"),
    ({"adapters": {"places": "text"}}, "must be a Places"),
    ({"adapters": {"event_log": object()}}, "two ends of one store"),
]


@pytest.mark.parametrize(("given", "message"), REFUSED, ids=[message for _, message in REFUSED])
@pytest.mark.parametrize("face", [Insights, AsyncInsights])
def test_what_is_given_wrong_is_named_at_once(
    face: Any, given: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(Invalid) as refused:
        face(tmp_path, **given)
    assert message in str(refused.value)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Invalid, match=r"data_dir: .*/file/data cannot be made"):
        Insights(tmp_path / "file" / "data").open()
    with Insights(tmp_path / "data"):
        """A failed opening keeps nothing from opening."""
