"""Every port is implemented, every adapter has a port, and a contract suite holds the one to the other."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Protocol

import insights.adapters
import insights.application
import insights.application.ports
from tests.contracts import candidates  # noqa: F401 - fills the registry
from tests.contracts.conftest import database  # noqa: F401 - the suite of what stands on a database
from tests.contracts.registry import CONTRACTS, HELD

ROOT = Path(__file__).parents[2]
MOST_METHODS = 7


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".migrations" not in found.name:
            yield importlib.import_module(found.name)


def classes_of(package: ModuleType) -> Iterator[type]:
    for module in modules_of(package):
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == module.__name__:
                yield kind


def is_protocol(kind: type) -> bool:
    return bool(getattr(kind, "_is_protocol", False))


PORTS = [kind for kind in classes_of(insights.application.ports) if is_protocol(kind)]
INNER = [kind for kind in classes_of(insights.application) if not is_protocol(kind)]
ADAPTERS = [kind for kind in classes_of(insights.adapters) if not is_protocol(kind)]


def ports_of(kind: type) -> list[type]:
    return [port for port in PORTS if port in kind.__mro__]


def test_every_port_is_implemented() -> None:
    implemented = {port for kind in [*ADAPTERS, *INNER] for port in kind.__mro__}
    assert {port.__name__ for port in PORTS if port not in implemented} == set()


def test_no_port_asks_for_more_than_seven_things() -> None:
    methods = {
        port.__name__: [name for name in vars(port) if not name.startswith("_")]
        for port in PORTS
        if Protocol in port.__bases__
    }
    assert {name: found for name, found in methods.items() if len(found) > MOST_METHODS} == {}


def test_every_adapter_is_a_candidate_of_every_port_it_serves() -> None:
    listed = {(candidate.adapter, port) for port, found in CONTRACTS.items() for candidate in found}
    served = {(kind, port) for kind in ADAPTERS for port in ports_of(kind)}
    assert {f"{kind.__name__} as {port.__name__}" for kind, port in served - listed} == set()
    assert listed - served == set()


def test_every_candidate_is_run_by_a_contract_suite() -> None:
    for suite in (ROOT / "tests" / "contracts").glob("test_*.py"):
        importlib.import_module(f"tests.contracts.{suite.stem}")
    opened = {port for port, found in CONTRACTS.items() if any(one.open is not None for one in found)}
    assert {port.__name__ for port in opened - HELD} == set()


def test_a_candidate_outside_its_ports_suite_is_named_by_the_test_that_holds_it() -> None:
    for port, found in CONTRACTS.items():
        for candidate in found:
            if candidate.open is None:
                words = re.findall(r"\w+", (ROOT / candidate.held_by).read_text())
                assert {candidate.adapter.__name__, port.__name__} & set(words), candidate


def test_the_page_of_ports_is_printed_from_the_candidates() -> None:
    printed = subprocess.run(
        [sys.executable, ROOT / "scripts" / "print-ports"], capture_output=True, text=True, check=True
    )
    assert (ROOT / "docs" / "ports.md").read_text() == printed.stdout


def test_every_technology_implements_a_port() -> None:
    technologies = {kind.__module__.split(".")[2] for kind in ADAPTERS if ports_of(kind)}
    folders = {
        path.name for path in (ROOT / "src/insights/adapters").iterdir() if (path / "__init__.py").exists()
    }
    assert folders == technologies


def test_use_cases_are_frozen_dataclasses() -> None:
    use_cases = [kind for kind in INNER if "__call__" in vars(kind) and dataclasses.is_dataclass(kind)]
    thawed = [kind.__name__ for kind in use_cases if not kind.__dataclass_params__.frozen]  # type: ignore[attr-defined]  # the runtime's own record of how the class was made
    assert len(use_cases) > 10, "the use-cases were looked for in the wrong place"
    assert thawed == []
