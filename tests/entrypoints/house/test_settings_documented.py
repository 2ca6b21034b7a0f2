"""The table of settings and the example environment are those of the struct."""

import os
from pathlib import Path
from typing import Any, get_args

import msgspec

from insights.entrypoints.settings import Settings
from insights.entrypoints.settings_sources import PREFIX, TYPES, load_settings

ROOT = Path(__file__).parents[3]
OPERATIONS = ROOT / "docs" / "operations.md"
EXAMPLE = ROOT / ".env.example"
BEGIN, END = "<!-- settings:begin -->\n", "<!-- settings:end -->"
REWRITE = os.environ.get("UPDATE_DOCS") == "1"
"""`UPDATE_DOCS=1 pytest tests/entrypoints/house/test_settings_documented.py` writes both anew."""

DEFAULTS: dict[str, Any] = msgspec.structs.asdict(Settings())


def meaning(name: str) -> str:
    return str(get_args(TYPES[name])[1].description)


def shown(value: object) -> str:
    if value is None or value in ("", ()):
        return ""
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def table() -> str:
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for name in TYPES:
        default = f"`{shown(DEFAULTS[name])}`" if shown(DEFAULTS[name]) else "–"
        lines.append(f"| `{PREFIX}{name.upper()}` | {default} | {meaning(name)} |")
    return "\n".join(lines) + "\n"


def example() -> str:
    blocks = [f"# {meaning(name)}\n#{PREFIX}{name.upper()}={shown(DEFAULTS[name])}\n" for name in TYPES]
    return (
        "# Every setting with its default. `insights` reads the environment, not this file.\n\n"
        + "\n".join(blocks)
    )


def test_the_table_in_the_operations_page_is_that_of_the_struct() -> None:
    text = OPERATIONS.read_text()
    head, rest = text.split(BEGIN)
    written, tail = rest.split(END)
    if REWRITE:
        OPERATIONS.write_text(head + BEGIN + table() + END + tail)
    else:
        assert written == table()


def test_the_example_environment_is_that_of_the_struct() -> None:
    if REWRITE:
        EXAMPLE.write_text(example())
    assert EXAMPLE.read_text() == example()


def test_the_example_loads_without_a_warning_once_uncommented() -> None:
    lines = [line[1:] for line in EXAMPLE.read_text().splitlines() if line.startswith(f"#{PREFIX}")]
    environment = dict(line.split("=", 1) for line in lines)
    loaded = load_settings(environment)
    assert len(environment) == len(TYPES)
    assert (loaded.settings, loaded.warnings) == (Settings(), [])
