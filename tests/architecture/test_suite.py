"""The suite itself: a test that fails, fails again, on any machine."""

import re
from pathlib import Path

from hypothesis import HealthCheck, settings

from tests.builders.examples import THOROUGH

TESTS = Path(__file__).parents[1]
OWN_SETTINGS = {"builders/examples.py", "journeys/test_openapi_fuzz.py"}


def test_examples_are_the_same_each_time_and_have_no_deadline() -> None:
    usual = settings()
    assert (usual.deadline, usual.derandomize) == (None, not THOROUGH)
    assert HealthCheck.too_slow in usual.suppress_health_check


def test_no_test_has_settings_of_its_own() -> None:
    """`trying` says how many examples, and the rest for all."""
    own = {
        file.relative_to(TESTS).as_posix()
        for file in TESTS.rglob("*.py")
        if re.search(r"^from hypothesis import .*\bsettings\b", file.read_text(), re.MULTILINE)
    }
    assert own - {"architecture/test_suite.py"} == OWN_SETTINGS
