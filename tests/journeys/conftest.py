"""Figures that journeys recorded are shown after the tests, wherever these ran."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    passed = terminalreporter.getreports("passed")
    told = [(report.nodeid, *figure) for report in passed for figure in report.user_properties]
    if told:
        terminalreporter.section("figures")
    for test, what, figure in told:
        case = test.partition("[")[2].rstrip("]")
        terminalreporter.write_line(f"{case}: {what}: {figure}")
