"""Every port is implemented, every adapter has a port, and a contract suite holds the one to the other."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Protocol

import insights.adapters
import insights.application
import insights.application.ports

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


def spellings(kind: type) -> set[str]:
    """How a suite may speak of it: by its name, its port's, or the port's as a field (`api_keys`)."""
    ports = {port.__name__ for port in ports_of(kind)}
    fields = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in ports}
    return {kind.__name__} | ports | fields


def test_every_adapter_is_held_to_its_port_by_a_contract_suite() -> None:
    suites = "".join(path.read_text() for path in (ROOT / "tests" / "contracts").rglob("*.py"))
    words = set(re.findall(r"\w+", suites))
    escaped = {kind.__name__ for kind in ADAPTERS if ports_of(kind) and not spellings(kind) & words}
    assert escaped == set()


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
