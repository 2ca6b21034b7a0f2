"""The table of names in the documentation is the one in the code, and it is read both ways."""

import os
from pathlib import Path

import pytest

from insights.domain.ingestion.foreign_names import TABLE, Row, to_ours, to_theirs

PAGE = Path(__file__).parents[3] / "docs" / "switching.md"
BEGIN, END = "<!-- names:begin -->\n", "<!-- names:end -->"
REWRITE = os.environ.get("UPDATE_DOCS") == "1"
"""`UPDATE_DOCS=1 pytest tests/entrypoints/wire/test_names_documented.py` writes the table anew."""


def table() -> str:
    lines = ["| here | product | there | when |", "|---|---|---|---|"]
    for row in sorted(TABLE, key=lambda row: row.ours):
        theirs = f"`{row.theirs}`" if row.theirs else "(no name)"
        lines.append(f"| `{row.ours}` | {row.product} | {theirs} | {row.when or 'always'} |")
    return "\n".join(lines) + "\n"


def test_the_table_of_the_page_is_that_of_the_code() -> None:
    head, rest = PAGE.read_text().split(BEGIN)
    written, tail = rest.split(END)
    if REWRITE:
        PAGE.write_text(head + BEGIN + table() + END + tail)
    else:
        assert written == table()


@pytest.mark.parametrize("row", [row for row in TABLE if not row.when], ids=" ".join)
def test_names_go_there_and_back(row: Row) -> None:
    assert to_ours(row.product, row.theirs) == row.ours
    assert to_ours(row.product, to_theirs(row.product, row.ours)) == row.ours
    assert to_ours(row.product, "Their Own") == to_theirs(row.product, "Their Own") == "Their Own"
