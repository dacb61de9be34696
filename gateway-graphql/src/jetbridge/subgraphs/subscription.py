"""A subscription of a subgraph, by the protocol it speaks; opened again where it broke off, if that is wanted.

Nobody tells what happened while it was broken off, which is why opening it again is a choice: right for subscriptions
that tell the present state when they begin, wrong for those that count events.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import TYPE_CHECKING

from jetbridge.executor.subgraph_client import SubgraphError
from jetbridge.subgraphs import event_stream
from jetbridge.telemetry.logs import Log

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from jetbridge.executor.subgraph_client import SubgraphReply
    from jetbridge.subgraphs.settings import Destination

log = Log("jetbridge.subscriptions")

# The first wait, doubled each time. Short enough for a restart not to be noticed, long enough not to hammer.
FIRST_DELAY_SECONDS = 0.25
# A subgraph that says no says it again; one that is away may come back.
_PASSING = frozenset(("SERVICE_UNAVAILABLE", "SUBGRAPH_TIMEOUT"))


async def subscribe(
    destination: Destination, body: bytes, headers_for: Callable[[str], bytes]
) -> AsyncIterator[SubgraphReply]:
    """`headers_for` is asked each time it is opened: an identity does not last as long as a subscription."""
    reconnect = destination.reconnect
    failures = 0
    while True:
        try:
            async with contextlib.aclosing(_open(destination, body, headers_for(destination.name))) as replies:
                async for reply in replies:
                    failures = 0
                    yield reply
                return
        except SubgraphError as error:
            if failures >= reconnect.attempts or error.code not in _PASSING:
                raise
            log.warning("subscription broke off and is opened again", subgraph=destination.name, attempt=failures + 1)
        await asyncio.sleep(find_delay(failures, reconnect.max_delay_seconds))
        failures += 1


def _open(destination: Destination, body: bytes, headers: bytes) -> AsyncGenerator[SubgraphReply, None]:
    if destination.stream_protocol == "sse":
        return event_stream.subscribe(destination, body, headers)
    # Its library takes memory that a gateway without such subgraphs is not to spend.
    from jetbridge.subgraphs import graphql_socket

    return graphql_socket.subscribe(destination, body, headers)


def find_delay(failures: int, longest: float) -> float:
    """Spread out, so that what broke off together does not come back together."""
    whole = min(longest, FIRST_DELAY_SECONDS * 2.0 ** min(failures, 30))
    return whole * random.uniform(0.5, 1.0)  # noqa: S311  # not for secrets
