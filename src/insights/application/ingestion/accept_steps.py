"""The steps of acceptance that never wait, in the order in which they are taken."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol

import msgspec

from insights.application.ports.enrichment import Place, Places
from insights.application.ports.projects import Sender
from insights.application.ports.system import Ids
from insights.domain.ingestion import limits
from insights.domain.ingestion.address import plain_address
from insights.domain.ingestion.decode import Sending
from insights.domain.ingestion.drops import Drop, DropReason
from insights.domain.ingestion.event import Accepted, Event, SentEvent
from insights.domain.ingestion.hosts import host_allowed, origin_host
from insights.domain.ingestion.mend import mended
from insights.domain.ingestion.moment import clock_skew, correction
from insights.domain.ingestion.refusal import Refusal, Refused, refusal
from insights.domain.ingestion.shape import Arrival, shape
from insights.domain.ingestion.transports import is_transport, program_of
from insights.domain.ingestion.visitor import Salts, anonymous_visitor_id, named_visitor_id


class Request(msgspec.Struct, kw_only=True, gc=False):
    """What the edge knows of one request. The address lives no longer than this object."""

    sending: Sending
    address: str
    """Of the client itself, seen through proxies, in its plain spelling; empty when unknown."""
    key: str = ""
    """From the Authorization header; empty without one."""
    user_agent: str = ""
    origin: str = ""
    privacy_signal: bool = False
    """`Sec-GPC: 1` or `DNT: 1` came along."""

    def __repr__(self) -> str:
        """Says nothing: neither address nor key may reach a log or a traceback."""
        return "Request(…)"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        """The same for rich's tracebacks, which do not ask `repr`."""
        return []


class Acceptance(msgspec.Struct, gc=False):
    """One request on its way: each step leaves fewer pairs, or pairs that know more."""

    request: Request
    sender: Sender
    salts: Salts
    received: int
    pairs: list[tuple[SentEvent, Accepted]] = []
    refusals: list[Refusal] = []
    drops: list[Drop] = []
    left_out: dict[DropReason, tuple[SentEvent, Accepted]] = {}
    """One of those dropped, for each reason."""
    skew: int = 0
    """How far the sender's clock is behind ours, in milliseconds; 0 when it does not say."""
    sdk: str = ""
    """Of the events that name none themselves."""

    def drop(self, reason: DropReason, lost: Sequence[tuple[SentEvent, Accepted]]) -> None:
        if lost:
            self.drops.append(Drop(self.sender.project.id, reason, self.received, len(lost)))
            self.left_out[reason] = lost[0]


class Tools(Protocol):
    """What steps need beside the request; the use-case has it."""

    @property
    def places(self) -> Places: ...

    @property
    def ids(self) -> Ids: ...


Hashes = dict[tuple[str, str], tuple[int, int | None]]
"""By address and agent, so that those of one request are made once."""


class Step(NamedTuple):
    name: str
    take: Callable[[Acceptance, Tools], None]


def shape_events(acceptance: Acceptance, tools: Tools) -> None:
    sending, sender = acceptance.request.sending, acceptance.sender
    skew = acceptance.skew = clock_skew(sending.sent_at, acceptance.received)
    trusted = sender.trusted or sending.foreign
    arrival = Arrival(sender.project.id, acceptance.received, correction(skew), trusted)
    sdk = acceptance.sdk = sending.sdk[: limits.SDK] or program_of(acceptance.request.user_agent)
    last = len(sending.items) - 1
    for index, item in enumerate(sending.items):
        if isinstance(item, Refusal):
            acceptance.refusals.append(item)
            continue
        if sending.foreign and not (sender.trusted and item.ip and plain_address(item.ip)):
            item.ip = None
        try:
            event = _shaped(item, arrival, last - index, sending.foreign)
            event.sdk = event.sdk or sdk
            accepted = Accepted(event=event, session_minutes=sender.project.session_minutes)
            acceptance.pairs.append((item, accepted))
        except Refused as refused:
            acceptance.refusals.append(refusal(index, refused))


def _shaped(item: SentEvent, arrival: Arrival, later: int, foreign: bool) -> Event:
    """Mending costs nothing where nothing is wrong."""
    try:
        return shape(item, arrival, later)
    except Refused:
        if not foreign:
            raise
        return shape(mended(item), arrival, later)


def keep_allowed_hosts(acceptance: Acceptance, tools: Tools) -> None:
    """The page's host is judged; the request's origin where the event names no host."""
    allowed = acceptance.sender.project.allowed_hosts
    if not allowed:
        return
    origin = origin_host(acceptance.request.origin)
    kept: list[tuple[SentEvent, Accepted]] = []
    lost: list[tuple[SentEvent, Accepted]] = []
    for pair in acceptance.pairs:
        (kept if host_allowed(pair[1].event.hostname or origin, allowed) else lost).append(pair)
    acceptance.drop(DropReason.ORIGIN_NOT_ALLOWED, lost)
    acceptance.pairs = kept


def heed_privacy_signal(acceptance: Acceptance, tools: Tools) -> None:
    if acceptance.request.privacy_signal and acceptance.sender.project.honour_privacy_signals:
        acceptance.drop(DropReason.PRIVACY_SIGNAL, acceptance.pairs)
        acceptance.pairs = []


def find_agents(acceptance: Acceptance, tools: Tools) -> None:
    for sent, accepted in acceptance.pairs:
        if sent.user_agent is not None:
            accepted.user_agent = sent.user_agent[: limits.USER_AGENT]
        elif _sent_by_visitor(acceptance, sent):
            accepted.user_agent = acceptance.request.user_agent[: limits.USER_AGENT]


def find_places(acceptance: Acceptance, tools: Tools) -> None:
    """A server's own place says nothing of the visitor for whom it sends."""
    places: dict[str, Place] = {}
    for sent, accepted in acceptance.pairs:
        address = _address(acceptance, sent) if sent.ip or _sent_by_visitor(acceptance, sent) else ""
        place = places.get(address)
        if place is None:
            place = places[address] = tools.places.locate(address)
        event = accepted.event
        event.country, event.region, event.city = place.country, place.region, place.city


def name_visitors(acceptance: Acceptance, tools: Tools) -> None:
    """A user id goes before a visitor id; without both it is a hash under the project's salts."""
    project = acceptance.sender.project.id
    hashes: Hashes = {}
    for sent, accepted in acceptance.pairs:
        if sent.user_id:
            accepted.event.visitor_id = named_visitor_id(project, "user", sent.user_id)
            accepted.anonymous_ids = _without_user(acceptance, sent, accepted, hashes)
            if sent.previous_id:
                accepted.previous_ids = _named_before(project, sent.previous_id)
        elif sent.visitor_id:
            accepted.event.visitor_id = named_visitor_id(project, "visitor", sent.visitor_id)
        else:
            traits = (_address(acceptance, sent), accepted.user_agent)
            if traits not in hashes:
                hashes[traits] = _hashed(acceptance.salts, *traits)
            accepted.event.visitor_id, accepted.previous_visitor_id = hashes[traits]


def give_ids(acceptance: Acceptance, tools: Tools) -> None:
    for _, accepted in acceptance.pairs:
        if not accepted.event.id:
            accepted.event.id = tools.ids.uuid7()


STEPS: Final = (
    Step("shape", shape_events),
    Step("hosts", keep_allowed_hosts),
    Step("privacy", heed_privacy_signal),
    Step("agent", find_agents),
    Step("place", find_places),
    Step("visitor", name_visitors),
    Step("id", give_ids),
)


def _sent_by_visitor(acceptance: Acceptance, sent: SentEvent) -> bool:
    """Whether the request comes from the visitor, or from a program that sends for its visitors.

    HTTP libraries never are the visitor. Browsers all call themselves `Mozilla/…`. Another agent is a
    program's own when the sender names the visitor or holds an API key; otherwise it is taken for the
    visitor's, and a crawler is seen as one.
    """
    user_agent = acceptance.request.user_agent
    if user_agent.startswith("Mozilla/") and not is_transport(user_agent):
        return True
    named = acceptance.sender.trusted or sent.visitor_id or sent.user_id
    return not (named or is_transport(user_agent))


def _address(acceptance: Acceptance, sent: SentEvent) -> str:
    return (plain_address(sent.ip) or "") if sent.ip else acceptance.request.address


def _hashed(salts: Salts, address: str, user_agent: str) -> tuple[int, int | None]:
    """Under the salt in force, and under the one before it."""
    current = anonymous_visitor_id(salts.current, address, user_agent)
    if salts.previous is None:
        return current, None
    return current, anonymous_visitor_id(salts.previous, address, user_agent)


def _without_user(
    acceptance: Acceptance, sent: SentEvent, accepted: Accepted, hashes: Hashes
) -> tuple[int, ...]:
    """Nobody's, where a program sends for its users: what it shows of itself is the same for all of them."""
    if sent.visitor_id:
        return (named_visitor_id(acceptance.sender.project.id, "visitor", sent.visitor_id),)
    if not (sent.ip or _sent_by_visitor(acceptance, sent)):
        return ()
    traits = (_address(acceptance, sent), accepted.user_agent)
    if traits not in hashes:
        hashes[traits] = _hashed(acceptance.salts, *traits)
    return tuple(id_ for id_ in hashes[traits] if id_ is not None)


def _named_before(project: str, previous_id: str) -> tuple[int, ...]:
    """The sender does not say whether it was a visitor's or a user's."""
    return tuple(named_visitor_id(project, kind, previous_id) for kind in ("visitor", "user"))
