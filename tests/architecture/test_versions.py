"""One version, told by the server, the package, and the tracker with every event."""

import json
import tomllib
from pathlib import Path

from insights import __version__

ROOT = Path(__file__).parents[2]


def test_all_parts_tell_the_same_version() -> None:
    package = json.loads((ROOT / "tracker/package.json").read_text())
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__
    assert package["version"] == __version__
    assert f'"insights-js/{__version__}"' in (ROOT / "tracker/src/version.ts").read_text()
