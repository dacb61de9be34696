"""What a call and the connection that carries it know of each other, whatever version of HTTP is spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from jetbridge.executor.subgraph_client import SubgraphReply

# An answer's status line and headers may not take more than this.
MAX_HEAD_BYTES = 64 * 1024
# Answers of proxies and of overloaded servers: another attempt may reach a healthy one.
RETRIED_STATUS = frozenset((502, 503, 504))


class BadResponse(Exception):
    """The subgraph's bytes are not an HTTP response we take; the sentence says why."""


class TooLarge(BadResponse):
    """The answer is over the limit."""


class NotTaken(Exception):
    """The subgraph says that it has done nothing with the request, which may be sent again whatever it is."""


class Exchange(Protocol):
    """Who waits for the answer. `failed` gets None where the connection closed before a single byte came."""

    def replied(self, reply: SubgraphReply) -> None: ...

    def failed(self, error: Exception | None) -> None: ...


class Carrier(Protocol):
    """A connection that carries an exchange. One that has answered before may have been closed meanwhile."""

    is_reused: bool

    def give_up(self, exchange: Exchange) -> None:
        """Nobody waits for its answer any more, and it hears nothing of it."""
        ...


class Call(Exchange, Protocol):
    """What a pool needs of a call: `done` is True once nobody waits for it; it is told its `connection`.

    `headers` are raw lines, each with its line end.
    """

    headers: bytes
    body: bytes
    repeatable: bool
    done: bool
    connection: Carrier | None


class Connections(Protocol):
    """The connections to one subgraph."""

    @property
    def open_connections(self) -> int: ...

    @property
    def has_idle(self) -> bool:
        """Whether `close_stale` will have something to do."""
        ...

    def run(self, call: Call, now: float) -> None:
        """Start `call` now if a connection is at hand, else as soon as there is one."""
        ...

    def close_stale(self, now: float) -> None: ...

    def close(self) -> None:
        """Close idle connections now, and the others when their calls are done."""
        ...


def add_header(headers: dict[str, str], name: str, value: str) -> None:
    """A repeated header is one list; set-cookie, whose values hold commas, is kept apart by line feeds."""
    if name not in headers:
        headers[name] = value
    else:
        headers[name] += ("\n" if name == "set-cookie" else ", ") + value
