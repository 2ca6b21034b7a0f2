"""The definition of every number: `evaluate` is docs/metrics.md in plain Python, clear rather than quick."""

from insights.domain.analytics.reference.evaluate import evaluate

__all__ = ["evaluate"]
