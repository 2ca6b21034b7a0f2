"""An event by loading an image."""

from base64 import b64decode
from typing import ClassVar, Final
from urllib.parse import parse_qsl

from insights.application.ingestion.accept import Outcome
from insights.domain.errors import Invalid
from insights.domain.ingestion.decode import Sending
from insights.domain.ingestion.event import SentEvent
from insights.domain.ingestion.text import clean_text
from insights.entrypoints.http.asgi import Receive, Scope
from insights.entrypoints.http.ingestion.answers import Answer
from insights.entrypoints.http.ingestion.collect import Collect
from insights.entrypoints.http.ingestion.reception import Headers

FIELDS: Final = frozenset(
    {"id", "url", "timestamp", "referrer", "title", "visitor_id", "user_id", "previous_id", "language", "sdk"}
)
"""Beside the name, what of an event is text and anyone may send. Other parameters are ignored."""

MOST_PARAMETERS: Final = 100
_IMAGE: Final = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
IMAGE_ANSWER: Final = Answer(
    200,
    [
        (b"content-type", b"image/gif"),
        (b"content-length", str(len(_IMAGE)).encode()),
        (b"cache-control", b"no-store, no-cache, must-revalidate, max-age=0"),
        (b"pragma", b"no-cache"),
        (b"expires", b"0"),
        (b"cross-origin-resource-policy", b"cross-origin"),
    ],
    _IMAGE,
)


class Pixel(Collect):
    """GET /pixel.gif: one event in the query string, answered by a transparent image."""

    __slots__ = ()
    methods: ClassVar[tuple[str, ...]] = ("GET",)

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        given = _parameters(scope["query_string"].decode(errors="replace"))
        project = given.get("project", "")
        event = SentEvent(name=given.get("name", ""))
        for name in FIELDS & given.keys():
            setattr(event, name, given[name])
        return Sending(project, given.get("sent_at"), [event], alone=True)

    def done(self, outcome: Outcome, sending: Sending) -> Answer:
        return IMAGE_ANSWER


def _parameters(query: str) -> dict[str, str]:
    """Of a repeated parameter the last; empty ones count as absent."""
    try:
        pairs = parse_qsl(query, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise Invalid(f"The query string must have at most {MOST_PARAMETERS} parameters.") from None
    return {name: clean_text(text) for name, text in pairs}
