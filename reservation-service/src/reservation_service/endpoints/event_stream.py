"""Answers -> a response of server-sent events, until they end or nobody listens any more.

graphql-sse, distinct connections mode: each answer is a `next` event, the end is a `complete` event. A connection that
closes without `complete` has broken off, and whoever listened should come back.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, MutableMapping
from contextlib import aclosing
from typing import Any

# Raw messages of ASGI; each kind has other keys.
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# Half of what proxies, and the gateway's configuration, take for a broken connection.
HEARTBEAT_SECONDS = 15.0
HEARTBEAT = b":\n\n"
COMPLETE = b"event: complete\ndata:\n\n"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # nginx and others that follow it would keep events back until a buffer is full.
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def send_stream(answers: AsyncGenerator[Mapping[str, object]], receive: Receive, send: Send) -> None:
    """Until the answers end, or the client goes away."""
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    ended = asyncio.create_task(_send_answers(answers, send))
    others = [asyncio.create_task(one) for one in (_wait_until_gone(receive), _beat(send))]
    try:
        await asyncio.wait([ended, *others], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (ended, *others):
            task.cancel()
        await asyncio.gather(ended, *others, return_exceptions=True)
    if not ended.cancelled():
        ended.result()  # raises what went wrong
        await send({"type": "http.response.body", "body": COMPLETE})


async def _send_answers(answers: AsyncGenerator[Mapping[str, object]], send: Send) -> None:
    async with aclosing(answers):
        async for answer in answers:
            text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"), default=str)
            event = f"event: next\ndata: {text}\n\n".encode()
            await send({"type": "http.response.body", "body": event, "more_body": True})


async def _beat(send: Send) -> None:
    """Comments, which clients pass over: they keep proxies from cutting a silent connection, and find dead ones."""
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        await send({"type": "http.response.body", "body": HEARTBEAT, "more_body": True})


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
