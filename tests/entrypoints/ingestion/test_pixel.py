"""An event by loading an image."""

import pytest

from insights.adapters.local_queue.queue import LocalQueue
from tests.builders.accepting import KEY, NOW, project
from tests.builders.collecting import Collecting
from tests.builders.queued import queued_events

PIXEL = "/pixel.gif"


async def test_a_pixel_is_an_event_and_a_gif_that_is_never_cached(queue: LocalQueue) -> None:
    sent = {
        "project": KEY,
        "name": "open",
        "id": "mail-1",
        "url": "https://example.com/mail?utm_source=news&x=1",
        "referrer": "https://news.example/",
        "title": "Grüezi & hallo\0",
        "timestamp": "2026-11-21T02:59:59Z",
        "language": "de",
        "user_id": "u",
        "ignored": "x",
    }
    async with Collecting(queue).client() as client:
        answer = await client.get(PIXEL, params=sent)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert "no-store" in answer.headers["cache-control"]
    assert answer.content.startswith(b"GIF89a")
    (event,) = await queued_events(queue)
    assert (event.name, event.id, event.path, event.query) == ("open", "mail-1", "/mail", "utm_source=news")
    assert (event.title, event.referrer) == ("Grüezi & hallo", "https://news.example/")
    assert (event.time, event.language, event.user_id) == (NOW - 1_000, "de", "u")


async def test_a_dropped_event_is_an_image_all_the_same(queue: LocalQueue) -> None:
    collecting = Collecting(queue, project(allowed_hosts=("example.com",)))
    async with collecting.client() as client:
        answer = await client.get(PIXEL, params={"project": KEY, "name": "a", "url": "https://evil.test/"})
    assert answer.headers["content-type"] == "image/gif"
    assert await queued_events(queue) == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"project={KEY}", 400),
        (f"project={KEY}&name=", 400),
        (f"project={KEY}&name={'x' * 121}", 400),
        (f"project={KEY}&name=a&url=http://%5B::1", 400),
        (f"project={KEY}&name=a" + "&x=1" * 100, 400),
        ("name=a", 401),
        ("project=pk_unknown&name=a", 401),
        ("", 401),
        (f"project={KEY}&name=%ff%00%ed%a0%80", 200),
    ],
)
async def test_what_cannot_be_taken_is_a_problem(queue: LocalQueue, query: str, status: int) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.get(f"{PIXEL}?{query}")
    assert answer.status_code == status
    kind = "image/gif" if status == 200 else "application/problem+json"
    assert answer.headers["content-type"] == kind


@pytest.mark.parametrize("method", ["POST", "HEAD", "DELETE"])
async def test_other_methods_are_405(queue: LocalQueue, method: str) -> None:
    async with Collecting(queue).client() as client:
        answer = await client.request(method, PIXEL)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, OPTIONS")
