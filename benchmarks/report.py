"""The findings as a page."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from benchmarks.findings import HELD_BACK, Finding, Part, shown

_HEAD = """# Benchmarks

Written by `make bench`; every figure on this page is from the same run. Servers are real processes with their
default settings (rate limits lifted), on loopback."""


def page(machine: Sequence[str], date: str, parts: Sequence[Part], *, quick: bool) -> str:
    lines = [_HEAD, "", *(f"- {fact}" for fact in machine), f"- {date}"]
    if quick:
        lines.append("- a quick run, for development: too short to be quoted")
    for part in parts:
        lines += ["", f"## {part.title}", "", part.how, "", "| what | found | aim |", "|---|---:|---:|"]
        lines += [_row(finding) for finding in part.findings]
        lines += _missed(part.findings)
    return "\n".join(lines) + "\n"


def _row(finding: Finding) -> str:
    found = f"{shown(finding.value)} {finding.unit}".strip()
    if finding.missed:
        found = f"**{found}**"
    note = f" ({finding.note})" if finding.note else ""
    return f"| {finding.what}{note} | {found} | {finding.aim or ''} |"


def _missed(findings: Sequence[Finding]) -> Iterator[str]:
    """A reason once, after all that it holds back."""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for finding in findings:
        if finding.missed:
            by_reason[HELD_BACK.get(finding.key, "The cause is not known yet.")].append(finding.what)
    for reason, missed in by_reason.items():
        yield ""
        yield f"Missed: {'; '.join(missed)}. {reason}"
