"""Structured logs on stderr: JSON lines, or colours on a terminal. Every line of a request carries its id.

Addresses, tokens and query strings are in no line: nothing here reads them from a request, and a field
named like one is removed as the second guard.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

from insights.entrypoints.redaction import redacted

FORBIDDEN: Final = frozenset(
    {"address", "authorization", "client", "cookie", "ip", "password", "query_string", "secret", "token"}
)


def without_secrets(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name in FORBIDDEN & line.keys():
        del line[name]
    for name, value in line.items():
        if isinstance(value, str) and "://" in value:
            line[name] = redacted(value)
    return line


def configure_logging(level: str, form: str) -> None:
    """`form` is `auto`, `json` or `console`. The standard library's loggers end in the same stream."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(form)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in ("httpx", "httpcore", "uvicorn", "clickhouse_connect", "alembic", "pymongo"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("pika").setLevel(logging.CRITICAL)  # the queue says itself when its broker is away


def log_to_host() -> None:
    """Inside another program: its standard logging decides what is shown, unless it has set up structlog."""
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            without_secrets,
            structlog.stdlib.render_to_log_kwargs,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _rendering(form: str) -> list[structlog.typing.Processor]:
    console = form == "console" or (form == "auto" and sys.stderr.isatty())
    if console:
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    # Without the frames' variables: they hold addresses, bodies and keys.
    trace = structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=20)
    return [structlog.processors.ExceptionRenderer(trace), structlog.processors.JSONRenderer(default=str)]
