"""A process that takes messages of a queue and says their ids, and holds them until it is killed."""

import asyncio
import sys

from insights.adapters.dramatiq.queue import DramatiqQueue
from insights.adapters.system.clock import SystemClock


async def main(url: str, name: str) -> None:
    queue = await DramatiqQueue.open(url, SystemClock(), queue=name)
    while True:
        for delivery in await queue.take(1):
            sys.stdout.write(f"{delivery.id}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
