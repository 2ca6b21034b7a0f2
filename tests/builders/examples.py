"""How many examples Hypothesis tries, and which."""

import os
from typing import Any

from hypothesis import HealthCheck, settings

THOROUGH = bool(os.environ.get("INSIGHTS_TEST_THOROUGH"))
"""As the workflow is every night: twenty times as many, and others each time."""
TIMES = 20
USUAL = 100


def try_alike() -> None:
    """From here on every test tries the same examples each time, however slow the machine is."""
    settings.register_profile("house", trying(USUAL), suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")


def trying(examples: int, **others: Any) -> settings:
    """So many, the same each time; fixtures may be shared by them."""
    return settings(
        max_examples=examples * TIMES if THOROUGH else examples,
        derandomize=not THOROUGH,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        **others,
    )
