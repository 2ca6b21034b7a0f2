"""Documents name files that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
NAMED = re.compile(r"`((?:src|tests|tracker|dashboard|deploy|docs|scripts|benchmarks)/[\w./-]+)`")
LINKED = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_file_that_is_named_exists(document: Path) -> None:
    text = document.read_text()
    missing = [name for name in NAMED.findall(text) if not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_link_leads_to_a_file_and_a_heading_of_it(document: Path) -> None:
    dead = []
    for link, heading in LINKED.findall(document.read_text()):
        target = document.parent / link if link else document
        if not target.exists() or (heading and heading not in anchors(target)):
            dead.append(f"{link}#{heading}")
    assert dead == []


def anchors(document: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = HEADING.findall(document.read_text())
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_decision_says_what_enforces_it() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert decisions
    assert [relative(path) for path in decisions if "nforce" not in path.read_text()] == []


def test_the_journey_names_the_small_files_of_recording_too() -> None:
    folder = ROOT / "src/insights/application/ingestion"
    named = (ROOT / "docs" / "flow.md").read_text()
    for name in ("repeats.py", "steps.py", "sessionise.py", "tally.py", "append.py", "dead_letters.py"):
        assert (folder / name).exists()
        assert name in named
