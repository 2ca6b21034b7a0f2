"""Self-hosted web and product analytics.

`Insights` and `AsyncInsights` put it into your own program: see docs/embedding.md. They load when first asked
for, so that importing the package stays cheap.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from insights.entrypoints.embedded import AsyncInsights, Insights

__version__ = "0.1.0"
__all__ = ["AsyncInsights", "Insights", "__version__"]


def __getattr__(name: str) -> object:
    if name not in ("AsyncInsights", "Insights"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from insights.entrypoints import embedded

    return getattr(embedded, name)
