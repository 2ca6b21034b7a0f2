"""The query's body and its three answers in the API's description."""

from dataclasses import dataclass
from typing import Any, Final

from litestar.openapi.spec import Operation

from insights.domain.analytics.dimensions import DIMENSIONS
from insights.domain.analytics.fields import MAX_DIMENSIONS, MAX_LIMIT, MAX_METRICS, MAX_OFFSET
from insights.domain.analytics.metrics import METRICS

JSON: Final = "application/json"
CSV: Final = "text/csv"
ARROW: Final = "application/vnd.apache.arrow.stream"

_PROJECT: Final = "019b0a52-7c00-7000-8000-000000000001"
_PAIR: Final = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}

TOP_PAGES: Final = {
    "project": _PROJECT,
    "metrics": ["visitors", "pageviews", "time_on_page"],
    "date_range": "28d",
    "dimensions": ["event:page"],
    "filters": [["is", "visit:country", ["DE", "AT"]], ["not", ["contains", "event:page", ["/admin"]]]],
    "pagination": {"limit": 10},
}
VISITORS_BY_DAY: Final = {
    "project": _PROJECT,
    "metrics": ["visitors", "bounce_rate"],
    "date_range": ["2026-11-01", "2026-11-02"],
    "dimensions": ["time:day"],
    "include": {"time_labels": True, "comparison": "previous_period"},
}
CONVERSIONS: Final = {
    "project": _PROJECT,
    "metrics": ["visitors", "conversion_rate", "total_revenue"],
    "date_range": "month",
    "dimensions": ["visit:source"],
    "filters": [["is", "event:goal", ["Purchase"]]],
}
EXAMPLES: Final = {
    "Top pages": TOP_PAGES,
    "Visitors by day, compared": VISITORS_BY_DAY,
    "Conversions": CONVERSIONS,
}

RESULT: Final = {
    "results": [
        {
            "metrics": [120, 45.8],
            "dimensions": ["2026-11-01"],
            "comparison": {"metrics": [96, 50.0], "change": [25.0, -4.2]},
        },
        {
            "metrics": [80, 51.2],
            "dimensions": ["2026-11-02"],
            "comparison": {"metrics": [100, 49.0], "change": [-20.0, 2.2]},
        },
    ],
    "meta": {
        "source": "raw",
        "exact": True,
        "visitor_basis": "daily",
        "time_labels": ["2026-11-01", "2026-11-02"],
    },
    "query": {
        "project": _PROJECT,
        "metrics": ["visitors", "bounce_rate"],
        "date_range": ["2026-11-01T00:00:00+01:00", "2026-11-02T23:59:59+01:00"],
        "timezone": "Europe/Berlin",
        "filters": [],
        "dimensions": ["time:day"],
        "order_by": [["time:day", "asc"], ["visitors", "desc"]],
        "include": {"time_labels": True, "comparison": "previous_period"},
        "pagination": {"offset": 0, "limit": 10_000},
        "comparison_date_range": ["2026-10-30T00:00:00+01:00", "2026-10-31T23:59:59+01:00"],
    },
}

_FILTERS: Final = {
    "type": "array",
    "items": {"type": "array"},
    "description": "`[operator, dimension, [values], {case_sensitive}?]` with is, is_not, contains, "
    'contains_not, matches, matches_not; `["and" | "or", [filters]]`; `["not", filter]`. All must hold.',
}

SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["metrics", "date_range"],
    "oneOf": [{"required": ["project"]}, {"required": ["site_id"]}],
    "additionalProperties": False,
    "properties": {
        "project": {"type": "string", "description": "The project's id or public key."},
        "site_id": {"type": "string", "description": "The same as `project`."},
        "metrics": {
            "type": "array",
            "items": {"enum": list(METRICS)},
            "minItems": 1,
            "maxItems": MAX_METRICS,
            "uniqueItems": True,
        },
        "date_range": {
            "anyOf": [{"type": "string"}, _PAIR],
            "description": "`day`, `24h`, `7d`, `6mo`, `month`, `year`, `all`, two dates or two date-times.",
        },
        "dimensions": {
            "type": "array",
            "items": {"type": "string", "examples": ["time", *DIMENSIONS, "event:props:plan"]},
            "maxItems": MAX_DIMENSIONS,
            "uniqueItems": True,
        },
        "filters": _FILTERS,
        "order_by": {
            "type": "array",
            "items": _PAIR,
            "description": '`[metric or dimension, "asc" | "desc"]`',
        },
        "include": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "imports": {"type": "boolean"},
                "time_labels": {"type": "boolean"},
                "total_rows": {"type": "boolean"},
                "comparison": {"anyOf": [{"enum": ["previous_period", "previous_year"]}, _PAIR]},
            },
        },
        "pagination": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "limit": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": MAX_LIMIT},
                "offset": {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0},
            },
        },
        "exact": {"type": "boolean", "default": False, "description": "Insist on exact numbers."},
    },
}


@dataclass
class QueryOperation(Operation):
    """The body is parsed by the domain, so Litestar has no type to describe it by."""

    def to_schema(self) -> dict[str, Any]:
        operation = super().to_schema()
        examples = {name: {"value": value} for name, value in EXAMPLES.items()}
        body = {"schema": SCHEMA, "examples": examples}
        operation["requestBody"] = {"required": True, "content": {JSON: body}}
        answers = operation["responses"]["200"]["content"]
        answers[CSV] = {"schema": {"type": "string"}}
        answers[ARROW] = {"schema": {"type": "string", "contentMediaType": ARROW}}
        return operation
