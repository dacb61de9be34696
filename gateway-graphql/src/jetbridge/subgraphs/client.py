"""`SubgraphClient` over HTTP: the name of a subgraph and the bytes of a request in, a future of its reply out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply
from jetbridge.subgraphs import subscription
from jetbridge.subgraphs.peer import CallObserver, Peer, set_exception

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping

    from jetbridge.subgraphs.settings import Destination


# From this line on, headers tell of the request (trace, request id), not of the caller: they do not make two queries
# different. Whoever builds the header lines puts them last.
TRACE_MARK = b"traceparent: "
_LAST_LINES = b"\r\n" + TRACE_MARK


class NoObserver:
    """Nobody listens."""

    def call_finished(self, subgraph: str, outcome: str, seconds: float) -> None:
        pass

    def call_retried(self, subgraph: str) -> None:
        pass

    def call_shared(self, subgraph: str) -> None:
        pass


class HttpSubgraphClient:
    """Belongs to `loop`, but may be made in another thread."""

    def __init__(
        self,
        destinations: Iterable[Destination],
        loop: asyncio.AbstractEventLoop,
        observer: CallObserver | None = None,
        *,
        successor_of: HttpSubgraphClient | None = None,
    ) -> None:
        """A `successor_of` another client keeps speaking to unchanged subgraphs over the same connections."""
        self._loop = loop
        before = successor_of._peers if successor_of else {}
        self._peers: dict[str, Peer] = {}
        # The header lines seen last, and what of them tells who asks: calls of one request have the very same.
        self._lines = self._caller_lines = b""
        for destination in destinations:
            peer = before.get(destination.name)
            if peer is None or peer.destination != destination:
                peer = Peer(destination, self._loop, observer or NoObserver())
            self._peers[destination.name] = peer

    @property
    def peers(self) -> Mapping[str, Peer]:
        return self._peers

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        peer = self._peers.get(subgraph)
        if peer is None:
            future: asyncio.Future[SubgraphReply] = self._loop.create_future()
            set_exception(future, _build_unknown(subgraph))
            return future
        if headers is not self._lines:
            self._lines = headers
            self._caller_lines = find_caller_lines(headers)
        return peer.send(body, headers, self._caller_lines, idempotent=idempotent, deadline=deadline)

    def subscribe(
        self, subgraph: str, body: bytes, headers_for: Callable[[str], bytes], *, deadline: float | None = None
    ) -> AsyncIterator[SubgraphReply]:
        peer = self._peers.get(subgraph)
        if peer is None:
            return refuse(_build_unknown(subgraph))
        return subscription.subscribe(peer.destination, body, headers_for)

    def close(self, *, except_for: HttpSubgraphClient | None = None) -> None:
        """Close idle connections now, busy ones when their calls are done; none that the successor uses."""
        kept = set(except_for._peers.values()) if except_for else set()
        for peer in self._peers.values():
            if peer not in kept:
                peer.close()


def find_caller_lines(headers: bytes) -> bytes:
    """What comes before the last line of a trace: a client may speak of one in its own headers, which come first."""
    at = headers.rfind(_LAST_LINES)
    if at >= 0:
        return headers[: at + 2]
    return b"" if headers.startswith(TRACE_MARK) else headers


def _build_unknown(subgraph: str) -> SubgraphError:
    message = f'Subgraph "{subgraph}" is not part of the supergraph.'
    return SubgraphError("SERVICE_UNAVAILABLE", subgraph, message)


async def refuse(error: SubgraphError) -> AsyncIterator[SubgraphReply]:
    """A subscription that ends at once with `error`."""
    nothing: tuple[SubgraphReply, ...] = ()
    for reply in nothing:
        yield reply
    raise error
