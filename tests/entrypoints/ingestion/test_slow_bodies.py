"""Bodies that take their time, on a real socket."""

import asyncio

import pytest

from insights.adapters.local_queue.queue import LocalQueue
from insights.entrypoints.http.ingestion.patience import Patience
from tests.builders.accepting import body
from tests.builders.collecting import Collecting, listening

BODY = body({"name": "pageview"})


def head(length: int) -> bytes:
    return f"POST /api/v1/events HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n".encode()


async def answer_of(reader: asyncio.StreamReader) -> str:
    """Until the server closes the connection."""
    return (await asyncio.wait_for(reader.read(), 20)).decode()


async def test_a_body_that_never_ends_is_given_up_and_the_connection_closed(queue: LocalQueue) -> None:
    app = Collecting(queue, changes={"patience": Patience(0.2)}).app()
    async with listening(app) as connect:
        reader, writer = await connect()
        writer.write(head(len(BODY)) + BODY[:-1])
        answer = await answer_of(reader)
        writer.close()
    assert answer.startswith("HTTP/1.1 408 ")
    assert "application/problem+json" in answer


async def test_a_body_in_pieces_is_whole_when_the_last_has_come(queue: LocalQueue) -> None:
    async with listening(Collecting(queue).app()) as connect:
        reader, writer = await connect()
        writer.write(head(len(BODY)) + BODY[:10])
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.write(BODY[10:])
        status = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
    assert b" 202 " in status
    assert queue.depth().events == 1


@pytest.mark.parametrize(
    "asked", ["content-length: 1000000000000", "content-length: 1048577\r\nexpect: 100-continue"]
)
async def test_a_body_that_announces_itself_as_too_large_is_refused_before_it_is_sent(
    queue: LocalQueue, asked: str
) -> None:
    async with listening(Collecting(queue).app()) as connect:
        reader, writer = await connect()
        writer.write(f"POST /api/v1/events HTTP/1.1\r\nhost: x\r\n{asked}\r\n\r\n".encode())
        answer = await answer_of(reader)
        writer.close()
    assert answer.startswith("HTTP/1.1 413 ")


async def test_a_client_that_sends_everything_before_it_listens_hears_that_it_was_too_much(
    queue: LocalQueue,
) -> None:
    async with listening(Collecting(queue).app()) as connect:
        reader, writer = await connect()
        writer.write(b"POST /api/v1/events HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in range(40):
            writer.write(b"10000\r\n" + b" " * 65_536 + b"\r\n")
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        answer = await answer_of(reader)
        writer.close()
    assert answer.startswith("HTTP/1.1 413 ")


async def test_a_client_that_hangs_up_half_way_disturbs_nobody(queue: LocalQueue) -> None:
    async with listening(Collecting(queue).app()) as connect:
        _, gone = await connect()
        gone.write(head(len(BODY)) + BODY[:-1])
        await gone.drain()
        gone.close()
        reader, writer = await connect()
        writer.write(head(len(BODY)) + BODY)
        status = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
    assert b" 202 " in status
    assert queue.depth().events == 1


async def test_patience_ends_only_for_those_who_stay_too_long() -> None:
    patience = Patience(0.1)

    async def stay(seconds: float) -> str:
        with patience:
            await asyncio.sleep(seconds)
        return "done"

    results = await asyncio.gather(stay(0), stay(30), stay(0), return_exceptions=True)
    assert [one if one == "done" else type(one) for one in results] == ["done", TimeoutError, "done"]


async def test_patience_leaves_a_cancellation_what_it_is() -> None:
    patience = Patience(10)

    async def stay() -> None:
        with patience:
            await asyncio.sleep(30)

    task = asyncio.create_task(stay())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
