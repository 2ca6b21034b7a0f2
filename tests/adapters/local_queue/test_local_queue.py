"""What only a file can do to a queue: be damaged, taken, too large for its disk, and killed."""

import asyncio
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from insights.adapters.local_queue.failures import QueueBroken, check_room
from insights.adapters.local_queue.queue import LocalQueue
from insights.application.ports.event_queue import Batch, EventQueue, QueueFull
from insights.domain.errors import Conflict
from tests.builders.accepting import FixedClock, accepted, batch

MB = 1_048_576
ROOT = Path(__file__).parents[3]


async def opened(folder: Path) -> LocalQueue:
    return await LocalQueue.open(folder / "queue.sqlite", FixedClock())


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The kernel refuses to let any file grow past this, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def drained(queue: EventQueue) -> list[str]:
    ids: list[str] = []
    while queue.depth().messages:
        deliveries = await asyncio.wait_for(queue.take(1_000), 10)
        ids += [one.event.id for delivery in deliveries for one in delivery.batch.events]
        await queue.ack(deliveries)
    return ids


async def outcome(put: Awaitable[None]) -> Exception | None:
    try:
        await put
    except Exception as error:
        return error
    return None


def large(id_: str, size: int = 100_000) -> Batch:
    return Batch([accepted(id_, title="x" * size)])


def killed_after(lines: int, path: Path) -> list[str]:
    """What a process said of its queue until it was killed, some time after so many lines."""
    command = [sys.executable, "-m", "tests.adapters.local_queue.killed", str(path)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [process.stdout.readline().strip() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    said += process.stdout.read().splitlines()[:-1]  # the last line may be cut
    process.wait()
    process.stdout.close()
    return said


async def test_a_full_disk_refuses_whole_batches_and_heals_when_room_returns(tmp_path: Path) -> None:
    queue = await opened(tmp_path)
    await queue.put(batch("before"))
    with largest_file(1_000_000):
        puts = [await outcome(queue.put(large(f"{number}"))) for number in range(30)]
    kept = [f"{number}" for number, refusal in enumerate(puts) if refusal is None]
    refused = [refusal for refusal in puts if refusal is not None]
    assert kept
    assert refused
    assert {type(one) for one in refused} == {QueueFull}
    await queue.put(batch("after"))
    await queue.close()
    again = await opened(tmp_path)
    assert await drained(again) == ["before", *kept, "after"]
    await again.close()


@pytest.mark.parametrize(
    ("size", "free", "disk", "fits"),
    [
        (0, 64 * MB, 1_000 * MB, True),
        (0, 64 * MB - 1, 1_000 * MB, False),
        (10 * MB, 84 * MB, 1_000 * MB, True),
        (10 * MB, 84 * MB - 1, 1_000 * MB, False),
        (MB, 12 * MB, 40 * MB, True),
        (MB, 12 * MB - 1, 40 * MB, False),
        (0, 8 * MB, 10 * MB, True),
        (0, 8 * MB - 1, 10 * MB, False),
    ],
)
def test_a_message_leaves_room_to_delete_it(size: int, free: int, disk: int, fits: bool) -> None:
    """Once in the log and once in the file, and then the reserve is left."""
    with nullcontext() if fits else pytest.raises(QueueFull):
        check_room(size, free, disk)


async def test_acknowledging_on_a_full_disk_is_made_up_for_later(tmp_path: Path) -> None:
    queue = await opened(tmp_path)
    for number in range(20):
        await queue.put(batch(f"{number}"))
    deliveries = await queue.take(1_000)
    with largest_file(0):
        await queue.ack(deliveries)
    assert queue.depth().events == 20
    await queue.put(batch("last"))
    await queue.ack(await queue.take(1))
    assert queue.depth().messages == 0
    await queue.close()
    again = await opened(tmp_path)
    assert again.depth().messages == 0
    await again.close()


async def test_the_file_shrinks_after_a_rush(tmp_path: Path) -> None:
    queue = await opened(tmp_path)
    for number in range(30):
        await queue.put(large(f"{number}", 5_000_000))
    await drained(queue)
    for number in range(40):
        await queue.put(batch(f"{number}"))
        await queue.ack(await queue.take(1))
    await queue.close()
    assert (tmp_path / "queue.sqlite").stat().st_size < 100_000_000


async def test_the_file_stays_small_in_steady_use(tmp_path: Path) -> None:
    queue = await opened(tmp_path)
    for number in range(300):
        await queue.put(large(f"{number}"))
        await queue.ack(await queue.take(1))
    await queue.close()
    assert (tmp_path / "queue.sqlite").stat().st_size < 3_000_000


async def test_a_second_process_is_refused(tmp_path: Path) -> None:
    queue = await opened(tmp_path)
    code = f"""
import asyncio, pathlib
from tests.adapters.local_queue.test_local_queue import opened
asyncio.run(opened(pathlib.Path({str(tmp_path)!r})))
"""
    command = [sys.executable, "-c", code]
    run = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True)
    await queue.close()
    assert run.returncode == 1
    assert "Another process has the queue" in run.stderr


async def test_opening_twice_in_one_process_is_refused_too(tmp_path: Path) -> None:
    queue = await opened(tmp_path)
    with pytest.raises(Conflict, match=r"queue\.sqlite"):
        await opened(tmp_path)
    await queue.close()


async def test_a_file_that_is_no_queue_is_named_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "queue.sqlite"
    file.write_bytes(b"not a database, but somebody's text" * 100)
    before = file.read_bytes()
    with pytest.raises(QueueBroken, match=r"queue\.sqlite cannot be opened.*move this file"):
        await opened(tmp_path)
    assert file.read_bytes() == before


async def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    queue = await opened(tmp_path)
    await queue.put(batch("a"))
    await queue.close()
    file = tmp_path / "queue.sqlite"
    with file.open("r+b") as damaged:
        damaged.seek(4096)
        damaged.write(os.urandom(file.stat().st_size - 4096))
    with pytest.raises(QueueBroken, match="malformed"):
        await opened(tmp_path)


async def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    await (await opened(tmp_path)).close()
    with sqlite3.connect(tmp_path / "queue.sqlite") as database:
        database.execute("PRAGMA user_version = 7")
    database.close()
    with pytest.raises(QueueBroken, match="version 7"):
        await opened(tmp_path)


async def test_a_message_that_cannot_be_read_does_not_stop_those_behind_it(tmp_path: Path) -> None:
    queue = await opened(tmp_path)
    for id_ in "abc":
        await queue.put(batch(id_))
    await queue.close()
    with sqlite3.connect(tmp_path / "queue.sqlite") as database:
        ids = database.execute("SELECT id FROM messages ORDER BY id").fetchall()
        database.execute("UPDATE messages SET body = x'c1' WHERE id = ?", ids[1])
    database.close()
    again = await opened(tmp_path)
    assert await drained(again) == ["a", "c"]
    await again.close()
    with sqlite3.connect(tmp_path / "queue.sqlite") as database:
        assert database.execute("SELECT id FROM messages").fetchall() == [ids[1]]
    database.close()


@pytest.mark.parametrize("after", [20, 200, 900])
async def test_what_was_acknowledged_is_delivered_after_a_kill(tmp_path: Path, after: int) -> None:
    """Killed at a moment that nothing in the queue chooses, with eight clients and a consumer at work."""
    said = killed_after(after, tmp_path / "queue.sqlite")
    taken = {line.removeprefix("taken ") for line in said if line.startswith("taken ")}
    acknowledged = {line for line in said if line and not line.startswith("taken ")}
    queue = await opened(tmp_path)
    delivered = taken | set(await drained(queue))
    await queue.close()
    assert acknowledged
    assert acknowledged <= delivered
