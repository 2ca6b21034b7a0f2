"""`POST /api/event`, as Plausible's script, npm packages and server libraries send to it."""

from collections.abc import Sequence
from typing import Final

import msgspec

from insights.application.ingestion.accept import Outcome
from insights.domain.errors import Forbidden, InsightsError
from insights.domain.ingestion.address import plain_address
from insights.domain.ingestion.decode import Sending
from insights.domain.ingestion.refusal import Refusal
from insights.entrypoints.http.asgi import Receive, Scope
from insights.entrypoints.http.ingestion.answers import Answer
from insights.entrypoints.http.ingestion.collect import Collect
from insights.entrypoints.http.ingestion.reception import Headers
from insights.entrypoints.http.problems import problem_of
from insights.entrypoints.http.wire.json_answers import json_answer, status_and_headers
from insights.entrypoints.http.wire.plausible.event import Wrong, read_event
from insights.entrypoints.http.wire.several_sites import distinct_sites

_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")


class PlausibleEvent(Collect):
    """Sites that are unknown, and events that policy leaves out, are no errors: a header counts them."""

    __slots__ = ()

    async def read(self, scope: Scope, headers: Headers, receive: Receive) -> Sending:
        """Its `project` names one domain or several, with commas between."""
        domains, event = await self.decoded(read_event, headers, receive)
        forwarded = headers.get(b"x-forwarded-for", b"").split(b",", 1)[0].decode("latin-1").strip()
        if b"authorization" in headers and plain_address(forwarded):
            event.ip = forwarded
        return Sending(domains, None, [event], alone=True, foreign=True)

    async def respond(self, scope: Scope, headers: Headers, receive: Receive, address: str) -> Answer:
        sending = await self.read(scope, headers, receive)
        domains = distinct_sites(sending.project.split(","))
        outcomes = await self._take_each(sending, domains, address, headers)
        if refusals := [refusal for outcome in outcomes for refusal in outcome.refusals]:
            return _refused(refusals)
        dropped = sum(drop.count for outcome in outcomes for drop in outcome.drops)
        missing = len(domains) - sum(outcome.accepted for outcome in outcomes) + dropped
        if self.agents.parse(headers.get(b"user-agent", b"").decode("latin-1")).bot:
            missing = len(domains)  # the recorder leaves them out
        if headers.get(b"x-debug-request") == b"true":
            return _text(200, address.encode(), missing)
        return _text(202, b"ok", missing)

    async def _take_each(
        self, sending: Sending, domains: Sequence[str], address: str, headers: Headers
    ) -> list[Outcome]:
        """Raises what hinders all of it; what one domain has taken stays taken, whatever the others do."""
        taken: list[Outcome] = []
        hindrance: InsightsError | None = None
        for domain in domains:
            one = sending if len(domains) == 1 else msgspec.structs.replace(sending, project=domain)
            try:
                taken.append(await self._take_known(one, address, headers))
            except Forbidden:
                continue
            except InsightsError as error:
                hindrance = error
        if hindrance is not None and not taken:
            raise hindrance
        return taken

    async def _take_known(self, sending: Sending, address: str, headers: Headers) -> Outcome:
        """A site may be known with its `www.` or without. Raises Forbidden for one that is not."""
        try:
            return await self.take(sending, address, headers)
        except Forbidden:
            if not sending.project.startswith("www."):
                raise
        sending.project = sending.project.removeprefix("www.")
        return await self.take(sending, address, headers)

    def failed(self, error: BaseException, path: str) -> Answer:
        if isinstance(error, Wrong):
            return json_answer(400, {"errors": error.errors})
        status, headers = status_and_headers(error, path)
        return json_answer(status, {"errors": {"request": [problem_of(error, path).detail]}}, *headers)


_OK: Final = Answer(202, [_TEXT, (b"content-length", b"2")], b"ok")


def _text(status: int, body: bytes, dropped: int) -> Answer:
    if status == 202 and not dropped:
        return _OK
    headers = [_TEXT, (b"content-length", str(len(body)).encode())]
    if dropped:
        headers.append((b"x-plausible-dropped", str(dropped).encode()))
    return Answer(status, headers, body)


def _refused(refusals: Sequence[Refusal]) -> Answer:
    errors = {refusal.field or "request": [refusal.message] for refusal in refusals}
    return json_answer(400, {"errors": errors})
