"""A `SubgraphClient` that answers from memory: what is left of a request is what the gateway itself does with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from jetbridge.executor.subgraph_client import SubgraphReply

# From the name of a subgraph and the body of a request to the body of its answer.
Answer = Callable[[str, bytes], bytes]


class MemorySubgraphs:
    """Asks `answer` once for every different request. `replies` are what it said, in the order it was first asked."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._loop = asyncio.get_running_loop()
        self.replies: dict[tuple[str, bytes], SubgraphReply] = {}

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        key = subgraph, body
        reply = self.replies.get(key)
        if reply is None:
            reply = self.replies[key] = SubgraphReply(200, self._answer(subgraph, body))
        future: asyncio.Future[SubgraphReply] = self._loop.create_future()
        future.set_result(reply)
        return future

    def subscribe(
        self, subgraph: str, body: bytes, headers_for: object, *, deadline: float | None = None
    ) -> AsyncIterator[SubgraphReply]:
        raise NotImplementedError
