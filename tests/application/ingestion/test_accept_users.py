"""Who a user would be without their id: what acceptance brings along for the recorder."""

from typing import Any

from insights.adapters.local_queue.queue import LocalQueue
from insights.domain.ingestion.event import Accepted
from insights.domain.ingestion.visitor import named_visitor_id
from tests.builders.accepting import API_KEY, BROWSER, accepting, project, request

VIEW = {"name": "pageview", "url": "https://example.com/"}
SDK = "insights-python/1.0"


async def event_of(queue: LocalQueue, sent: dict[str, Any], **facts: Any) -> Accepted:
    """As it comes out of the queue."""
    await accepting(queue)(request(sent, **facts))
    (delivery,) = await queue.take(1)
    await queue.ack([delivery])
    (event,) = delivery.batch.events
    return event


async def test_a_user_brings_along_who_they_would_be_without_their_id(queue: LocalQueue) -> None:
    accepted = await event_of(queue, VIEW | {"user_id": "u"})
    without = await event_of(queue, VIEW)
    assert accepted.anonymous_ids == (without.event.visitor_id, without.previous_visitor_id)
    accepted = await event_of(queue, VIEW | {"user_id": "u", "visitor_id": "v"})
    assert accepted.anonymous_ids == (named_visitor_id(project().id, "visitor", "v"),)
    assert (without.anonymous_ids, accepted.previous_ids) == ((), ())


async def test_a_program_that_sends_for_its_users_is_none_of_them(queue: LocalQueue) -> None:
    accepted = await event_of(queue, VIEW | {"user_id": "u"}, user_agent=SDK)
    assert accepted.anonymous_ids == ()
    visitor = {"ip": "198.51.100.77", "user_agent": BROWSER}
    server = {"user_agent": SDK, "key": API_KEY}
    accepted = await event_of(queue, VIEW | visitor | {"user_id": "u"}, **server)
    without = await event_of(queue, VIEW | visitor, **server)
    assert accepted.anonymous_ids[0] == without.event.visitor_id


async def test_a_previous_id_stands_for_a_visitor_and_for_a_user(queue: LocalQueue) -> None:
    accepted = await event_of(queue, {"name": "identify", "user_id": "u", "previous_id": "p"})
    assert accepted.previous_ids == tuple(
        named_visitor_id(project().id, kind, "p") for kind in ("visitor", "user")
    )
