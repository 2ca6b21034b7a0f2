"""The three addresses of GA4 and their answers: 204, whatever was sent, but where sending again helps."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Final

import msgspec

from insights.application.ingestion.accept import Outcome
from insights.domain.accounts.api_key import key_prefix
from insights.domain.errors import Forbidden, Invalid, TooLarge
from insights.domain.ingestion.decode import Sending
from insights.domain.ingestion.event import SentEvent
from insights.domain.ingestion.refusal import Refusal
from insights.entrypoints.http.asgi import Receive, Scope
from insights.entrypoints.http.ingestion.answers import Answer, problem
from insights.entrypoints.http.ingestion.aside import aside
from insights.entrypoints.http.ingestion.collect import Collect
from insights.entrypoints.http.ingestion.reception import Headers
from insights.entrypoints.http.wire.ga4 import gtag, protocol
from insights.entrypoints.http.wire.ga4.validation import Message, messages_of
from insights.entrypoints.http.wire.query_string import parameters

_NOTHING: Final = Answer(204, [(b"cache-control", b"no-cache, no-store, must-revalidate")], b"")


class _Quiet(Collect):
    """GA4 does not say what it leaves out. What it cannot take now is told: its senders may try again."""

    __slots__ = ()

    def done(self, outcome: Outcome, sending: Sending) -> Answer:
        return _NOTHING

    def refused(self, outcome: Outcome, sending: Sending, path: str) -> Answer:
        return _NOTHING

    def failed(self, error: BaseException, path: str) -> Answer:
        if isinstance(error, Invalid | Forbidden) and not isinstance(error, TooLarge):
            return _NOTHING
        return problem(error, path)


class MeasurementProtocol(_Quiet):
    """The stream's id names the project. GA4's secrets are not ours and mean nothing here, but an API key of
    ours in their place makes the sender trusted, as it does everywhere."""

    __slots__ = ()

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        given = parameters(scope["query_string"])
        secret = given.get("api_secret", "")
        if key_prefix(secret) is not None:
            headers[b"authorization"] = b"Bearer " + secret.encode("latin-1", "replace")
        stream = given.get("measurement_id") or given.get("firebase_app_id", "")
        body = await self.decoded(protocol.decode, headers, receive)
        return Sending(stream, None, list(protocol.events_of(body)), foreign=True)


class Checked(Sending, gc=False):
    """What was found, and nothing to accept."""

    messages: tuple[Message, ...] = ()


class Report(msgspec.Struct, rename="camel"):
    validation_messages: Sequence[Message]


class ValidationServer(Collect):
    """Says what the Measurement Protocol would find wrong. Nothing is kept, so no project is needed."""

    __slots__ = ()

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Checked:
        body = await self.decoded(protocol.decode, headers, receive)
        return Checked("", None, [], messages=tuple(messages_of(body)))

    async def take(self, sending: Sending, address: str, headers: Headers) -> Outcome:
        return Outcome(0, [])

    def done(self, outcome: Outcome, sending: Sending) -> Answer:
        return _report(sending.messages if isinstance(sending, Checked) else ())

    def failed(self, error: BaseException, path: str) -> Answer:
        if isinstance(error, Invalid) and not isinstance(error, TooLarge):
            return _report([Message(str(error), "VALUE_INVALID")])
        return problem(error, path)


class Gtag(_Quiet):
    """Pages send by beacon, by fetch, and by loading an image."""

    __slots__ = ()
    methods: ClassVar[tuple[str, ...]] = ("GET", "POST")

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        shared = parameters(scope["query_string"])
        body = await self.body(headers, receive) if scope["method"] == "POST" else b""
        events = await aside(partial(_events, shared), body)
        return Sending(shared.get("tid", ""), None, events, foreign=True)


def _events(shared: gtag.Given, body: bytes) -> list[SentEvent | Refusal]:
    return [event for given in gtag.hits(shared, body) for event in gtag.events_of(given)]


def _report(messages: Sequence[Message]) -> Answer:
    body = msgspec.json.encode(Report(messages))
    return Answer(200, [(b"content-type", b"application/json; charset=utf-8")], body)
