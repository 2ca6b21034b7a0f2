"""The signing key is given, or made once and kept for the owner only."""

import stat
from pathlib import Path

import pytest

from insights.domain.errors import Invalid
from insights.entrypoints.secret_key import FILE, signing_key
from insights.entrypoints.settings import Secret, Settings


def test_a_key_is_made_once_and_only_the_owner_may_read_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    made = signing_key(settings).reveal()
    assert len(made) >= 32
    assert signing_key(settings).reveal() == made
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == [FILE]


def test_a_key_that_is_given_is_used_and_not_kept(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, secret_key=Secret("k" * 40))
    assert signing_key(settings).reveal() == "k" * 40
    assert not list(tmp_path.iterdir())


def test_an_emptied_key_file_is_refused_with_what_mends_it(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("")
    with pytest.raises(Invalid, match="remove it"):
        signing_key(Settings(data_dir=tmp_path))
