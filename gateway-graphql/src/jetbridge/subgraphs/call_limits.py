"""A `SubgraphClient` around another: subgraphs that can bear only so many calls are sent no more.

The generic cell rate algorithm, as for clients: a burst of the whole allowance is fine, after it calls pass at the even
rate. What is too much fails at once, with the time to wait: a queue would only make everybody late.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply
from jetbridge.subgraphs.client import refuse
from jetbridge.subgraphs.peer import set_exception

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable, Mapping

    from jetbridge.config.subgraphs import CallLimit
    from jetbridge.executor.subgraph_client import SubgraphClient


class CallLimits:
    """`limits` by subgraph. Belongs to `loop`, but may be made in another thread."""

    def __init__(
        self, client: SubgraphClient, limits: Mapping[str, CallLimit], loop: asyncio.AbstractEventLoop
    ) -> None:
        self._client = client
        self._limits = limits
        self._loop = loop
        self._whole_again_at = dict.fromkeys(limits, 0.0)

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        error = self._count(subgraph)
        if error is None:
            return self._client.send(subgraph, body, headers, idempotent=idempotent, deadline=deadline)
        refused: asyncio.Future[SubgraphReply] = self._loop.create_future()
        set_exception(refused, error)
        return refused

    def subscribe(
        self, subgraph: str, body: bytes, headers_for: Callable[[str], bytes], *, deadline: float | None = None
    ) -> AsyncIterator[SubgraphReply]:
        error = self._count(subgraph)
        if error is not None:
            return refuse(error)
        return self._client.subscribe(subgraph, body, headers_for, deadline=deadline)

    def _count(self, subgraph: str) -> SubgraphError | None:
        limit = self._limits.get(subgraph)
        if limit is None:
            return None
        now = self._loop.time()
        whole_again_at = max(self._whole_again_at[subgraph], now) + limit.seconds / limit.calls
        wait = whole_again_at - now - limit.seconds
        if wait > 1e-9:
            message = f'Subgraph "{subgraph}" is sent no more than {limit.calls} calls in {limit.seconds:g} s.'
            return SubgraphError("SERVICE_UNAVAILABLE", subgraph, message, retry_after=max(1, math.ceil(wait)))
        self._whole_again_at[subgraph] = whole_again_at
        return None
