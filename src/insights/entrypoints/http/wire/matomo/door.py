"""The tracking API: hits as query strings, forms or JSON; images, nothing, or counts as answers."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar, Final, NamedTuple

import msgspec

from insights.application.ingestion.accept import Outcome
from insights.domain.accounts.api_key import key_prefix
from insights.domain.errors import Forbidden, Invalid, TooLarge
from insights.domain.ingestion.decode import Sending
from insights.domain.ingestion.drops import Drop, RejectReason
from insights.domain.ingestion.event import SentEvent
from insights.domain.ingestion.refusal import Refusal
from insights.domain.ingestion.text import clean_json
from insights.entrypoints.http.asgi import Receive, Scope
from insights.entrypoints.http.ingestion.answers import Answer, problem
from insights.entrypoints.http.ingestion.aside import aside
from insights.entrypoints.http.ingestion.collect import Collect
from insights.entrypoints.http.ingestion.pixel import IMAGE_ANSWER
from insights.entrypoints.http.ingestion.reception import Headers
from insights.entrypoints.http.wire.matomo.hit import event_of
from insights.entrypoints.http.wire.query_string import parameters
from insights.entrypoints.http.wire.several_sites import distinct_sites

MOST_HITS: Final = 1_000
_NOTHING: Final = Answer(204, [(b"cache-control", b"no-store")], b"")
_JSON: Final = (b"content-type", b"application/json; charset=utf-8")
_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")


class Bulk(msgspec.Struct):
    """Query strings, or objects of the same parameters."""

    requests: list[str | dict[str, Any]]
    token_auth: str | None = None


class Counts(msgspec.Struct):
    """The answer to a bulk."""

    status: str
    tracked: int
    invalid: int


class Hits(Sending, gc=False):
    """Of one site, unless they came in bulk: there each names its own."""

    sites: tuple[str, ...] = ()
    bulk: bool = False
    image: bool = True


_BULK: Final = msgspec.json.Decoder(Bulk)


class Read(NamedTuple):
    hits: Sequence[dict[str, str]]
    bulk: bool
    token: str | None


class Matomo(Collect):
    """A site's id is an alias of a project. `token_auth` may be an API key of ours, which makes the sender
    trusted, so that it may name the visitor's address; another product's token means nothing here."""

    __slots__ = ()
    methods: ClassVar[tuple[str, ...]] = ("GET", "POST")

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Hits:
        body = await self.body(headers, receive) if scope["method"] == "POST" else b""
        sending, token = await aside(partial(_sending, scope["query_string"]), body)
        if token and key_prefix(token) is not None:
            headers[b"authorization"] = b"Bearer " + token.encode("latin-1", "replace")
        return sending

    async def take(self, sending: Sending, address: str, headers: Headers) -> Outcome:
        """Each site's hits by themselves; those of a site that is not known here are refused."""
        if not (isinstance(sending, Hits) and sending.bulk):
            return await super().take(sending, address, headers)
        accepted, refusals, drops = 0, list[Refusal](), list[Drop]()
        for site in distinct_sites(sending.sites):
            mine = (item for of, item in zip(sending.sites, sending.items, strict=True) if of == site)
            items = [_placed(item, index) for index, item in enumerate(mine)]
            try:
                taken = await super().take(Sending(site, None, items, foreign=True), address, headers)
            except Forbidden as error:
                refusals += [Refusal(0, RejectReason.INVALID, "idsite", str(error))] * len(items)
            else:
                accepted += taken.accepted
                refusals += taken.refusals
                drops += taken.drops
        return Outcome(accepted, refusals, drops)

    def done(self, outcome: Outcome, sending: Sending) -> Answer:
        if isinstance(sending, Hits) and sending.bulk:
            return _counts("success", outcome.accepted, len(outcome.refusals))
        return IMAGE_ANSWER if isinstance(sending, Hits) and sending.image else _NOTHING

    def refused(self, outcome: Outcome, sending: Sending, path: str) -> Answer:
        if isinstance(sending, Hits) and sending.bulk:
            return self.done(outcome, sending)
        return Answer(400, [_TEXT], outcome.refusals[0].message.encode())

    def failed(self, error: BaseException, path: str) -> Answer:
        if isinstance(error, Invalid | Forbidden) and not isinstance(error, TooLarge):
            return Answer(400, [_TEXT], str(error).encode())
        return problem(error, path)


def _placed(item: SentEvent | Refusal, index: int) -> SentEvent | Refusal:
    """A refusal says where among those of its own site it stands."""
    return msgspec.structs.replace(item, index=index) if isinstance(item, Refusal) else item


def _sending(query: bytes, body: bytes) -> tuple[Hits, str | None]:
    """With the token. Raises Invalid."""
    hits, bulk, token = _read(query, body)
    items = [event_of(hit, index) for index, hit in enumerate(hits)]
    sites = tuple(hit.get("idsite", "") for hit in hits)
    image = not bulk and hits[0].get("send_image") != "0"
    return Hits(sites[0], None, items, foreign=True, sites=sites, bulk=bulk, image=image), token


def _read(query: bytes, body: bytes) -> Read:
    """Raises Invalid."""
    shared = parameters(query)
    if not body.lstrip().startswith(b"{"):
        hit = shared | parameters(body.strip())
        return Read([hit], bulk=False, token=hit.get("token_auth"))
    try:
        bulk = _BULK.decode(clean_json(body))
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Invalid(f"The body cannot be read: {error}.") from None
    if not 0 < len(bulk.requests) <= MOST_HITS:
        raise Invalid(f"There must be 1 to {MOST_HITS:,} requests, not {len(bulk.requests):,}.")
    return Read([_hit(request) for request in bulk.requests], bulk=True, token=bulk.token_auth)


def _hit(request: str | dict[str, Any]) -> dict[str, str]:
    if isinstance(request, str):
        path, _, query = request.partition("?")
        # Addresses in values may hold question marks of their own.
        return parameters((request if "=" in path else query).encode())
    return {name: str(value) for name, value in request.items() if value is not None}


def _counts(status: str, tracked: int, invalid: int) -> Answer:
    return Answer(200, [_JSON], msgspec.json.encode(Counts(status, tracked, invalid)))
