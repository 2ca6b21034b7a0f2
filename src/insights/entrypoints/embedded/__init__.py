"""The platform inside another program: docs/embedding.md."""

from insights.entrypoints.adapters import Adapters
from insights.entrypoints.embedded.aio import AsyncInsights
from insights.entrypoints.embedded.events import EventFields, NewEvent, Receipt
from insights.entrypoints.embedded.opened import NotOpen, Options
from insights.entrypoints.embedded.questions import QueryFields
from insights.entrypoints.embedded.rows import MissingPackage, Rows
from insights.entrypoints.embedded.sync import Insights

__all__ = [
    "Adapters",
    "AsyncInsights",
    "EventFields",
    "Insights",
    "MissingPackage",
    "NewEvent",
    "NotOpen",
    "Options",
    "QueryFields",
    "Receipt",
    "Rows",
]
