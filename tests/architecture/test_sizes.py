"""Small at the tail: no file past 300 lines, no function past 50."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_LINES = 300
MOST_FUNCTION_LINES = 50
PYTHON = ("src", "tests", "benchmarks", "scripts")
TYPESCRIPT = ("tracker/src", "tracker/test", "dashboard/src")
GENERATED = ("migrations/versions",)


def sources(folders: tuple[str, ...], *endings: str) -> Iterator[Path]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in endings and not any(part in path.as_posix() for part in GENERATED):
                yield path


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_FUNCTION_LINES:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {lines} lines"


def test_no_file_is_too_long() -> None:
    files = [*sources(PYTHON, ".py"), *sources(TYPESCRIPT, ".ts", ".tsx", ".css")]
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in files}
    assert len(lengths) > 50, "the folders were looked for in the wrong place"
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_function_is_too_long() -> None:
    assert [found for path in sources(PYTHON, ".py") for found in long_functions(path)] == []
