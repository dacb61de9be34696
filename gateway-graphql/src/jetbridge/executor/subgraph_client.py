"""What the executor needs of a subgraph: bytes out, bytes back.

The `subgraphs` package implements this (HTTP, WebSocket, in-process); the executor knows only the protocol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable, Mapping


class SubgraphReply(Struct, frozen=True):
    """A complete HTTP answer, whatever its status; `headers` has lower-case names and may be parsed lazily.

    One that is `shared` was asked for by somebody else, and before.
    """

    status: int
    body: bytes | memoryview
    headers: Mapping[str, str] = field(default_factory=dict)
    shared: bool = False


class SubgraphError(Exception):
    """No answer came: refused, hung up, timed out, too large, breaker open.

    `code` is one of the codes of `errors.py`; the message is safe to show to clients.
    """

    def __init__(self, code: str, subgraph: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.subgraph = subgraph
        self.message = message
        self.retry_after = retry_after


class SubgraphClient(Protocol):
    """Sends GraphQL requests to subgraphs by name."""

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        """Start the request now and return a future for its reply, or for a `SubgraphError`.

        Never raises itself; the future is the caller's own, to wait for or cancel. `body` is the JSON of the GraphQL
        request, `headers` raw lines (`name: value\\r\\n`...) to send beside the client's own. Only an `idempotent`
        request may be retried or shared with an identical one in flight. `deadline` is a time of the event loop's
        clock, in addition to the timeouts configured.
        """
        ...

    def subscribe(
        self, subgraph: str, body: bytes, headers_for: Callable[[str], bytes], *, deadline: float | None = None
    ) -> AsyncIterator[SubgraphReply]:
        """Open a subscription: one reply an event. Closing the iterator ends it; failures raise `SubgraphError`.

        `headers_for(subgraph)` gives the header lines, anew each time the subscription has to be opened.
        """
        ...
