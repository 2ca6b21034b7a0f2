"""The operations page knows every command and every metric, and none that there is not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from prometheus_client.parser import text_string_to_metric_families

from insights.application.ports.event_queue import QueueDepth
from insights.entrypoints.cli.app import app
from insights.entrypoints.telemetry import Telemetry

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "operations.md").read_text()
DOCUMENTS = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]


def commands(command: Any, name: str) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    if not inner:
        yield name
    for word, one in inner.items():
        yield from commands(one, f"{name} {word}")


COMMANDS = set(commands(typer.main.get_command(app), "insights"))
GROUPS = {name.rpartition(" ")[0] for name in COMMANDS}


def test_every_command_is_told() -> None:
    assert {name for name in COMMANDS if f"`{name}`" not in PAGE} == set()


def test_no_page_names_a_command_that_there_is_not() -> None:
    told = re.compile(r"`(insights(?: [a-z][a-z-]+)+)")
    named = {words for page in DOCUMENTS for words in told.findall(page.read_text())}
    known = tuple(f"{name} " for name in COMMANDS)
    assert {words for words in named if not f"{words} ".startswith(known) and words not in GROUPS} == set()


def test_every_metric_is_told_and_no_other() -> None:
    telemetry = Telemetry()
    telemetry.watch_queue(lambda: QueueDepth(0, 0, 0, 0))
    told = set(re.findall(r"`(insights_[a-z_]+)(?:\{[a-z,]+\})?`", PAGE))
    assert {name.removesuffix("_total") for name in told} == {
        family.name
        for family in text_string_to_metric_families(telemetry.exposition().decode())
        if family.name.startswith("insights_")
    }
