"""`POST /api/send` and `POST /api/batch`, as Umami's script and Node client send to them."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec

from insights.domain.errors import Fault, Forbidden, InsightsError, Invalid, TooLarge, Unavailable
from insights.domain.ingestion import limits
from insights.domain.ingestion.decode import Sending
from insights.domain.ingestion.event import SentEvent
from insights.domain.ingestion.refusal import complaint
from insights.domain.ingestion.text import clean_json
from insights.entrypoints.http.asgi import Receive, Scope
from insights.entrypoints.http.ingestion.answers import Answer
from insights.entrypoints.http.ingestion.collect import Collect
from insights.entrypoints.http.ingestion.reception import Headers
from insights.entrypoints.http.problems import problem_of
from insights.entrypoints.http.wire.json_answers import json_answer, status_and_headers
from insights.entrypoints.http.wire.several_sites import distinct_sites
from insights.entrypoints.http.wire.umami.event import Sent, events_of
from insights.entrypoints.http.wire.umami.sessions import Told, told

NODE_CLIENT: Final = "Mozilla/5.0 Umami/"
"""How the agent of the Node client begins."""
_SENT: Final = msgspec.json.Decoder(Sent)
_ITEMS: Final = msgspec.json.Decoder(list[msgspec.Raw])


class UnknownWebsite(Invalid):
    """No project answers to the website's id."""


class UmamiSend(Collect):
    """One event, one identification or one set of measurements."""

    __slots__ = ()

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        sent = await self.decoded(lambda body: _read(_SENT, clean_json(body)), headers, receive)
        return _sending(sent, headers)

    async def respond(self, scope: Scope, headers: Headers, receive: Receive, address: str) -> Answer:
        sending = await self.read(scope, headers, receive)
        return json_answer(200, await self.answer_to(sending, headers, address))

    async def answer_to(self, sending: Sending, headers: Headers, address: str) -> Any:
        """The body of the answer. Raises InsightsError."""
        try:
            outcome = await self.take(sending, address, headers)
        except Forbidden:
            raise UnknownWebsite("Website not found.") from None
        if outcome.refusals and not outcome.accepted:
            raise Invalid(outcome.refusals[0].message)
        agent = _agent(sending) or headers.get(b"user-agent", b"").decode("latin-1")
        if self.agents.parse(agent).bot:
            return {"beep": "boop"}
        return self._told(sending, headers)

    def _told(self, sending: Sending, headers: Headers) -> Told:
        person = next((item.user_id for item in sending.items if isinstance(item, SentEvent)), None)
        now = self.accept.clock.now_ms() // 1_000
        return told(headers.get(b"x-umami-cache", b""), sending.project, person, now, self.ids)

    def failed(self, error: BaseException, path: str) -> Answer:
        status, headers = status_and_headers(error, path)
        return json_answer(status, _error(error, path), *headers)


class UmamiBatch(UmamiSend):
    """A list of the same, each taken or refused by itself; those of one website travel together."""

    __slots__ = ()

    async def respond(self, scope: Scope, headers: Headers, receive: Receive, address: str) -> Answer:
        batch = await self.decoded(
            lambda body: Batch(_read(_ITEMS, clean_json(body)), headers), headers, receive
        )
        cache, hindrance = None, None
        for sending, places in batch.of_websites():
            try:
                answer = await self.answer_to(sending, headers, address)
            except InsightsError as error:
                hindrance = error
                batch.wrong.update(dict.fromkeys(places, error))
            else:
                cache = answer.cache if isinstance(answer, Told) else cache
        if isinstance(hindrance, Unavailable) and len(batch.wrong) == batch.size:
            raise hindrance
        return json_answer(200, {**batch.summary(scope["path"]), "cache": cache})


class Batch:
    """What was sent in one list, and what is wrong with its items by their place."""

    def __init__(self, items: Sequence[msgspec.Raw], headers: Headers) -> None:
        self.size = len(items)
        if self.size > limits.EVENTS:
            raise TooLarge(f"A batch must have at most {limits.EVENTS:,} items, not {self.size:,}.")
        self.wrong: dict[int, InsightsError] = {}
        self._sendings: dict[str, tuple[Sending, list[int]]] = {}
        for place, item in enumerate(items):
            try:
                self._add(place, _sending(_read(_SENT, item), headers))
            except Invalid as error:
                self.wrong[place] = error

    def of_websites(self) -> Iterable[tuple[Sending, list[int]]]:
        """With the places of the items that it holds. Raises Invalid."""
        distinct_sites(self._sendings)
        return self._sendings.values()

    def _add(self, place: int, sending: Sending) -> None:
        first, places = self._sendings.setdefault(sending.project, (sending, []))
        if first is not sending:
            first.items.extend(sending.items)
        places.append(place)

    def summary(self, path: str) -> dict[str, Any]:
        wrong = sorted(self.wrong.items())
        return {
            "size": self.size,
            "processed": self.size - len(wrong),
            "errors": len(wrong),
            "details": [{"index": place, "response": _error(error, path)} for place, error in wrong],
        }


def _read(decoder: msgspec.json.Decoder[Any], body: bytes | msgspec.Raw) -> Any:
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        fault = complaint(error)
        raise Invalid(f"{fault.path or 'the body'} {fault.message}", [fault]) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Invalid("the body must be JSON", [Fault("", "must be JSON")]) from None


def _sending(sent: Sent, headers: Headers) -> Sending:
    website = sent.payload.website
    if not website:
        raise Invalid("payload.website must be given", [Fault("payload.website", "must be given")])
    by_node = headers.get(b"user-agent", b"").startswith(NODE_CLIENT.encode())
    sdk = "umami-node" if by_node else "umami-js"
    return Sending(website, None, [*events_of(sent)], alone=True, foreign=True, sdk=sdk)


def _agent(sending: Sending) -> str:
    items: Sequence[Any] = sending.items
    return next((item.user_agent for item in items if isinstance(item, SentEvent) and item.user_agent), "")


def _error(error: BaseException, path: str) -> dict[str, Any]:
    problem = problem_of(error, path)
    code = HTTPStatus(problem.status).phrase.lower().replace(" ", "-")
    told = {"message": problem.detail, "code": code, "status": problem.status}
    if isinstance(error, Invalid) and error.faults:
        return {"error": {**told, "message": "Bad request", "errors": error.faults}}
    return {"error": told}
