"""The project that the tests of this folder ask about."""

from tests.builders.asked_site import site

__all__ = ["site"]
