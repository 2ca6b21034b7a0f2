"""A process that puts events into a queue and says which are acknowledged, until it is killed."""

import asyncio
import sys
from itertools import count
from pathlib import Path

from insights.adapters.local_queue.queue import LocalQueue
from insights.adapters.system.clock import SystemClock
from tests.builders.accepting import batch


async def main(path: Path) -> None:
    queue = await LocalQueue.open(path, SystemClock())

    async def client(name: int) -> None:
        for number in count():
            id_ = f"{name}-{number}"
            await queue.put(batch(id_))
            sys.stdout.write(id_ + "\n")
            sys.stdout.flush()

    async def consumer() -> None:
        while True:
            for delivery in await queue.take(50):
                taken = "".join(f"taken {one.event.id}\n" for one in delivery.batch.events)
                sys.stdout.write(taken)
                sys.stdout.flush()
                await queue.ack([delivery])

    await asyncio.gather(consumer(), *(client(name) for name in range(8)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
