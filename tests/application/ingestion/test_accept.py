"""Accepting events, over the real queue."""

from dataclasses import replace
from pathlib import Path

import pytest

from insights.adapters.local_queue.queue import LocalQueue, QueueLimits
from insights.adapters.memory.rate_limits import MemoryRateLimits
from insights.application.ingestion.accept import AcceptEvents
from insights.application.ingestion.accept_steps import STEPS, Request
from insights.application.ports.event_queue import Batch, EventQueue, QueueFull
from insights.application.ports.rate_limits import Limit
from insights.domain.accounts.project import Project
from insights.domain.errors import Forbidden, Invalid, RateLimited, Unauthenticated
from insights.domain.ingestion.drops import Drop, DropReason
from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.visitor import anonymous_visitor_id, named_visitor_id
from tests.builders.accepting import (
    API_KEY,
    BROWSER,
    KEY,
    NOW,
    SALTS,
    FixedClock,
    accepting,
    project,
    request,
)

VIEW = {"name": "pageview", "url": "https://example.com/"}
SDK = "insights-python/1.0"


def bytes_under(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def batch_of(queue: EventQueue, accept: AcceptEvents, sent: Request) -> Batch:
    """What one accepted request puts into the queue."""
    await accept(sent)
    (delivery,) = await queue.take(1)
    await queue.ack([delivery])
    return delivery.batch


async def event_of(queue: EventQueue, sent: Request, served: Project | None = None) -> Accepted:
    batch = await batch_of(queue, accepting(queue, served), sent)
    (event,) = batch.events
    return event


@pytest.mark.parametrize(
    ("own", "beside", "user_agent", "named"),
    [
        ("a/1", "b/2", "python-requests/2.32.3", "a/1"),
        (None, "b/2", "python-requests/2.32.3", "b/2"),
        (None, None, "python-requests/2.32.3 (linux)", "python-requests/2.32.3"),
        (None, "b" * 81, BROWSER, "b" * 80),
        (None, None, BROWSER, ""),
        (None, None, "", ""),
    ],
)
async def test_an_event_says_which_program_sent_it(
    queue: LocalQueue, own: str | None, beside: str | None, user_agent: str, named: str
) -> None:
    sent = request(VIEW | {"sdk": own}, beside={"sdk": beside}, user_agent=user_agent)
    assert (await event_of(queue, sent)).event.sdk == named


def test_the_steps_are_named_once_each() -> None:
    assert [step.name for step in STEPS] == ["shape", "hosts", "privacy", "agent", "place", "visitor", "id"]


async def test_an_event_is_complete_when_it_is_queued(queue: LocalQueue) -> None:
    accepted = await event_of(queue, request(VIEW | {"id": "mine", "language": "de-CH"}))
    event = accepted.event
    assert (event.project, event.id, event.time, event.received) == (project().id, "mine", NOW, NOW)
    assert (event.hostname, event.language) == ("example.com", "de-CH")
    assert (event.country, event.region, event.city) == ("CH", "Basel-City", "Basel")
    assert accepted.user_agent == BROWSER


async def test_events_that_name_no_time_of_the_past_keep_the_order_in_which_they_were_sent(
    queue: LocalQueue,
) -> None:
    future = {"timestamp": "2099-01-01T00:00:00Z"}
    batch = await batch_of(queue, accepting(queue), request(VIEW, VIEW | future, VIEW))
    assert [accepted.event.time for accepted in batch.events] == [NOW - 2, NOW - 1, NOW]


async def test_what_is_accepted_and_what_is_refused_add_up(queue: LocalQueue) -> None:
    outcome = await accepting(queue)(request(VIEW, {"name": ""}, VIEW, {"name": 3}))
    assert outcome.accepted == 2
    assert [one.index for one in outcome.refusals] == [1, 3]


async def test_one_request_is_one_message_in_the_order_sent(queue: LocalQueue) -> None:
    batch = await batch_of(queue, accepting(queue), request(*({"name": "a", "id": f"{n}"} for n in range(5))))
    assert [one.event.id for one in batch.events] == ["0", "1", "2", "3", "4"]


async def test_nothing_is_queued_when_everything_is_refused(queue: LocalQueue) -> None:
    outcome = await accepting(queue)(request({"name": ""}))
    assert (outcome.accepted, queue.depth().messages) == (0, 0)


async def test_an_event_without_an_id_gets_a_new_one(queue: LocalQueue) -> None:
    batch = await batch_of(queue, accepting(queue), request(VIEW, VIEW))
    first, second = (one.event.id for one in batch.events)
    assert first != second
    assert len(first) == 36


@pytest.mark.parametrize("trusted", [False, True])
async def test_no_byte_of_the_queue_holds_an_address(
    queue: LocalQueue, tmp_path: Path, trusted: bool
) -> None:
    other = {"ip": "198.51.100.77", "user_agent": BROWSER} if trusted else {}
    sent = request(VIEW | other, address="203.0.113.201", key=API_KEY if trusted else "")
    assert (await accepting(queue)(sent)).accepted == 1
    held = bytes_under(tmp_path)
    assert b"example.com" in held
    for address in ("203.0.113.201", "198.51.100.77"):
        packed = bytes(int(part) for part in address.split("."))
        assert address.encode() not in held
        assert packed not in held
        assert packed[::-1] not in held


def test_a_request_shows_neither_address_nor_key() -> None:
    sent = request(VIEW, key=API_KEY)
    assert "203.0.113.7" not in repr(sent)
    assert API_KEY not in repr(sent)


async def test_a_visitor_is_a_hash_under_the_salts_of_today_and_yesterday(queue: LocalQueue) -> None:
    accepted = await event_of(queue, request(VIEW))
    assert SALTS.previous
    assert accepted.event.visitor_id == anonymous_visitor_id(SALTS.current, "203.0.113.7", BROWSER)
    assert accepted.previous_visitor_id == anonymous_visitor_id(SALTS.previous, "203.0.113.7", BROWSER)


async def test_a_named_visitor_is_the_same_from_everywhere(queue: LocalQueue) -> None:
    accepted = await event_of(queue, request(VIEW | {"visitor_id": "v", "user_id": "u"}))
    assert accepted.event.visitor_id == named_visitor_id(project().id, "user", "u")
    assert (accepted.event.user_id, accepted.previous_visitor_id) == ("u", None)
    accepted = await event_of(queue, request(VIEW | {"visitor_id": "v"}, address="198.51.100.1"))
    assert accepted.event.visitor_id == named_visitor_id(project().id, "visitor", "v")


async def test_a_program_that_names_its_visitor_is_not_taken_for_it(queue: LocalQueue) -> None:
    accepted = await event_of(queue, request(VIEW | {"user_id": "u"}, user_agent=SDK))
    assert (accepted.user_agent, accepted.event.country) == ("", "")
    accepted = await event_of(queue, request(VIEW, user_agent=SDK, key=API_KEY))
    assert (accepted.user_agent, accepted.event.country) == ("", "")


async def test_a_crawler_that_names_nobody_is_seen_for_what_it_is(queue: LocalQueue) -> None:
    crawler = "SomeCrawler/2.1 (+https://crawler.example/about)"
    accepted = await event_of(queue, request(VIEW, user_agent=crawler))
    assert accepted.user_agent == crawler


@pytest.mark.parametrize("library", ["python-httpx/0.28.1", "curl/8.5", "Go-http-client/1.1", "node"])
async def test_the_agent_of_an_http_library_is_nobodys(queue: LocalQueue, library: str) -> None:
    accepted = await event_of(queue, request(VIEW, user_agent=library))
    assert accepted.user_agent == ""


async def test_a_browser_with_a_named_visitor_keeps_its_agent_and_place(queue: LocalQueue) -> None:
    accepted = await event_of(queue, request(VIEW | {"user_id": "u"}))
    assert (accepted.user_agent, accepted.event.country) == (BROWSER, "CH")


async def test_a_trusted_sender_says_who_the_visitor_is(queue: LocalQueue) -> None:
    sent = VIEW | {"ip": "198.51.100.1", "user_agent": "Mozilla/5.0 (iPhone)"}
    for facts in ({"key": API_KEY}, {"beside": {"project": API_KEY}}):
        accepted = await event_of(queue, request(sent, user_agent=SDK, **facts))
        expected = anonymous_visitor_id(SALTS.current, "198.51.100.1", "Mozilla/5.0 (iPhone)")
        assert (accepted.user_agent, accepted.event.visitor_id) == ("Mozilla/5.0 (iPhone)", expected)
        assert accepted.event.country == "CH"


async def test_a_public_key_may_not_say_so(queue: LocalQueue) -> None:
    outcome = await accepting(queue)(request(VIEW | {"ip": "198.51.100.1"}, VIEW))
    assert outcome.accepted == 1
    assert [(one.index, one.field) for one in outcome.refusals] == [(0, "ip")]


async def test_an_alias_of_a_project_is_a_key(queue: LocalQueue) -> None:
    assert (await accepting(queue)(request(VIEW, beside={"project": "G-SHOP"}))).accepted == 1


@pytest.mark.parametrize("beside", [{"project": ""}, {"project": "pk_unknown"}])
async def test_without_a_known_key_nothing_is_taken(queue: LocalQueue, beside: dict[str, str]) -> None:
    with pytest.raises(Unauthenticated):
        await accepting(queue)(request(VIEW, beside=beside))
    assert queue.depth().messages == 0


async def test_a_wrong_key_in_the_header_is_not_made_good_by_the_body(queue: LocalQueue) -> None:
    with pytest.raises(Unauthenticated):
        await accepting(queue)(request(VIEW, key="ins_unknown"))


@pytest.mark.parametrize("named", ["", KEY, "G-SHOP", API_KEY, project().id])
async def test_header_and_body_may_name_the_same_project(queue: LocalQueue, named: str) -> None:
    sent = request(VIEW, key=API_KEY, beside={"project": named})
    assert (await accepting(queue)(sent)).accepted == 1


async def test_header_and_body_may_not_name_different_projects(queue: LocalQueue) -> None:
    with pytest.raises(Forbidden, match="another project"):
        await accepting(queue)(request(VIEW, key=API_KEY, beside={"project": "pk_other"}))


async def test_events_of_other_hosts_are_dropped_and_counted(queue: LocalQueue) -> None:
    served = project(allowed_hosts=("example.com",))
    sent = request(
        VIEW, {"name": "a", "url": "https://evil.test/"}, {"name": "a", "url": "https://evil.test/"}
    )
    batch = await batch_of(queue, accepting(queue, served), sent)
    assert len(batch.events) == 1
    assert batch.drops == [Drop(served.id, DropReason.ORIGIN_NOT_ALLOWED, NOW, 2)]


@pytest.mark.parametrize(
    ("url", "origin", "kept"),
    [
        (None, "https://example.com", True),
        (None, "https://evil.test", False),
        ("/path", "https://evil.test", False),
        ("https://example.com/", "https://evil.test", True),
        (None, "", True),
    ],
)
async def test_the_origin_is_judged_where_the_event_names_no_host(
    queue: LocalQueue, url: str | None, origin: str, kept: bool
) -> None:
    accept = accepting(queue, project(allowed_hosts=("example.com",)))
    outcome = await accept(request({"name": "a", "url": url}, origin=origin))
    assert (outcome.accepted, len(outcome.drops)) == (1, 0 if kept else 1)


@pytest.mark.parametrize(("honoured", "dropped"), [(True, 2), (False, 0)])
async def test_a_privacy_signal_is_honoured_by_the_projects_policy(
    queue: LocalQueue, honoured: bool, dropped: int
) -> None:
    accept = accepting(queue, project(honour_privacy_signals=honoured))
    outcome = await accept(request(VIEW, VIEW, privacy_signal=True))
    assert outcome.accepted == 2
    assert sum(drop.count for drop in outcome.drops) == dropped
    (delivery,) = await queue.take(1)
    assert len(delivery.batch.events) == 2 - dropped
    assert [drop.reason for drop in delivery.batch.drops] == [DropReason.PRIVACY_SIGNAL] * (dropped > 0)


async def test_a_project_has_a_rate_of_events(queue: LocalQueue) -> None:
    seconds = 0.0
    limits = MemoryRateLimits(lambda: seconds)
    accept = replace(accepting(queue), rate_limits=limits, limit=Limit("few", per_second=2, burst=2))
    await accept(request(VIEW, VIEW))
    with pytest.raises(RateLimited) as refused:
        await accept(request(VIEW, VIEW))
    assert refused.value.retry_after == 1
    seconds = 1.0
    await accept(request(VIEW, VIEW))
    assert queue.depth().events == 4


async def test_a_full_queue_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    queue = await LocalQueue.open(tmp_path / "small.sqlite", FixedClock(), limits=QueueLimits(events=1))
    with pytest.raises(QueueFull):
        await accepting(queue)(request(VIEW, VIEW))
    assert queue.depth().events == 0
    await queue.close()


async def test_a_send_time_that_is_none_refuses_the_whole_body(queue: LocalQueue) -> None:
    with pytest.raises(Invalid) as refused:
        await accepting(queue)(request(VIEW, beside={"sent_at": "yesterday"}))
    assert [fault.path for fault in refused.value.faults] == ["sent_at"]


async def test_long_agents_are_cut(queue: LocalQueue) -> None:
    accepted = await event_of(queue, request(VIEW, user_agent="Mozilla/" + "x" * 5_000))
    assert len(accepted.user_agent) == 1_000
