"""The floor: an ASGI handler that reads the body and answers 202, on the uvicorn settings of the product."""

import asyncio
import json

import uvloop

from insights.entrypoints.http.asgi import Receive, Scope, Send
from insights.entrypoints.listening import bind_tcp, listening, url_of

ANSWER = json.dumps({"accepted": 1, "rejected": []}).encode()
HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(ANSWER)).encode())]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 202, "headers": HEADERS})
    await send({"type": "http.response.body", "body": ANSWER})


async def main() -> None:
    """Serve until killed, with the address as the first line of output."""
    with bind_tcp("127.0.0.1", 0) as bound:
        async with listening(app, bound):
            print(url_of(bound), flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
