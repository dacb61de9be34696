"""One subgraph as the gateway knows it: its connections, its breaker, and the calls in flight.

A `Call` is one request of the executor until it is answered: over several attempts if it may be repeated, and for
several waiters if equal queries of the same caller came while it was in flight.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Protocol, TypeAlias

from msgspec import Struct

from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply
from jetbridge.subgraphs.breaker import CircuitBreaker, RetryBudget
from jetbridge.subgraphs.dialing import Overloaded, Unreachable
from jetbridge.subgraphs.exchange import RETRIED_STATUS, BadResponse, NotTaken, TooLarge
from jetbridge.subgraphs.pool import ConnectionPool
from jetbridge.telemetry.logs import Log

if TYPE_CHECKING:
    import asyncio

    from jetbridge.subgraphs.exchange import Carrier, Connections
    from jetbridge.subgraphs.settings import Destination

# Deadlines are looked at this often, all together: a timer for each call would cost more than the call.
SWEEP_SECONDS = 0.05
# Queries in flight are looked for by the end of their text, where variables stand, and then compared: to hash all of
# the text costs more than to write it.
TAIL_BYTES = 64

# Of a query: how long it is, how it ends, and who asks.
_Look: TypeAlias = tuple[int, bytes, bytes]

log = Log("jetbridge.subgraphs")


class CallObserver(Protocol):
    """Hears how every call ended; `outcome` is `ok`, a status such as `503`, or an error code."""

    def call_finished(self, subgraph: str, outcome: str, seconds: float) -> None: ...

    def call_retried(self, subgraph: str) -> None: ...

    def call_shared(self, subgraph: str) -> None: ...


class Peer:
    """Belongs to one event loop."""

    def __init__(self, destination: Destination, loop: asyncio.AbstractEventLoop, observer: CallObserver) -> None:
        self.destination = destination
        self.loop = loop
        self.observer = observer
        self.pool = build_connections(destination, loop)
        self.breaker = CircuitBreaker(destination.breaker)
        self.budget = RetryBudget(destination.retries.budget_percent)
        self.active: set[Call] = set()
        self._in_flight: dict[_Look, Call] = {}
        self._timer: asyncio.TimerHandle | None = None
        # What every call asks for is at hand.
        self._name = destination.name
        self._timeout_seconds = destination.timeout_seconds
        self._deduplicates = destination.deduplicate
        self._attempts = destination.retries.attempts

    def send(
        self, body: bytes, headers: bytes, caller_lines: bytes, *, idempotent: bool, deadline: float | None
    ) -> asyncio.Future[SubgraphReply]:
        """`caller_lines` are those of `headers` that tell who asks: equal queries of one caller are asked once."""
        future: asyncio.Future[SubgraphReply] = self.loop.create_future()
        key = None
        if idempotent and self._deduplicates:
            key = (len(body), body[-TAIL_BYTES:], caller_lines)
            running = self._in_flight.get(key)
            if running is not None:
                if running.body == body:
                    running.waiters.append(future)
                    self.observer.call_shared(self._name)
                    return future
                key = None  # of queries that look alike one is shared, the first
        now = self.loop.time()
        if not (self.breaker.is_untroubled or self.breaker.allows(now)):
            set_exception(future, self._refusal(now))
            return future
        timeout_at = now + self._timeout_seconds
        call = Call(
            self,
            headers,
            body,
            [future],
            idempotent,
            key,
            now,
            timeout_at,
            timeout_at if deadline is None or deadline > timeout_at else deadline,
            # A kept-alive connection may have been closed by the other end meanwhile; that is no failure of a request.
            self._attempts if idempotent else 0,
            1 if idempotent else 0,
        )
        self.active.add(call)
        if key is not None:
            self._in_flight[key] = call
        if self._timer is None:
            self._timer = self.loop.call_later(SWEEP_SECONDS, self._sweep)
        self.budget.request_sent()
        self.pool.run(call, now)
        return future

    def ended(self, call: Call, outcome: str, started: float) -> None:
        self.active.discard(call)
        if call.key is not None:
            self._in_flight.pop(call.key, None)
        self.observer.call_finished(self._name, outcome, self.loop.time() - started)

    def note_success(self) -> None:
        was_closed = self.breaker.is_closed
        self.breaker.succeeded()
        if not was_closed:
            log.info("subgraph has recovered", subgraph=self.destination.name)

    def note_failure(self) -> None:
        was_closed = self.breaker.is_closed
        self.breaker.failed(self.loop.time())
        if was_closed and not self.breaker.is_closed:
            log.warning("subgraph fails repeatedly and is left alone for a while", subgraph=self.destination.name)

    def close(self) -> None:
        self.pool.close()

    def _refusal(self, now: float) -> SubgraphError:
        name = self.destination.name
        self.observer.call_finished(name, "BREAKER_OPEN", 0.0)
        message = f'Subgraph "{name}" failed repeatedly and is being left alone for a moment.'
        return SubgraphError("SERVICE_UNAVAILABLE", name, message, self.breaker.retry_after_seconds(now))

    def _sweep(self) -> None:
        now = self.loop.time()
        for call in [call for call in self.active if now >= call.deadline or call.abandoned]:
            call.expire(now)
        self.pool.close_stale(now)
        again = self.active or self.pool.has_idle
        self._timer = self.loop.call_later(SWEEP_SECONDS, self._sweep) if again else None


class Call(Struct, eq=False):
    """Ends exactly once: with a reply or a `SubgraphError` for everybody who waits."""

    _peer: Peer
    headers: bytes
    body: bytes
    waiters: list[asyncio.Future[SubgraphReply]]
    repeatable: bool
    key: _Look | None
    _started: float
    _timeout_at: float
    deadline: float
    _attempts_left: int
    _hangups_left: int
    done: bool = False
    connection: Carrier | None = None
    _sent_again: bool = False

    @property
    def abandoned(self) -> bool:
        """Nobody waits any more. A mutation under way is let run: cutting it off would not undo it."""
        return self.repeatable and all(waiter.done() for waiter in self.waiters)

    def replied(self, reply: SubgraphReply) -> None:
        if self.done:
            return
        peer, status = self._peer, reply.status
        if status == 200 or not is_failure(reply):
            if not peer.breaker.is_untroubled:
                peer.note_success()
        else:
            peer.note_failure()
            if status in RETRIED_STATUS and self._try_again():
                return
        self._end("ok" if status == 200 else str(status))
        for waiter in self.waiters:
            if waits := not waiter.done():
                waiter.set_result(reply)
            if len(self.waiters) > 1:
                reply = share(reply, without_cookies=waits)

    def failed(self, error: Exception | None) -> None:
        if self.done:
            return
        was_idle = self.connection is not None and self.connection.is_reused
        if error is None and was_idle and self._hangups_left:
            self._hangups_left -= 1
            self._run()
            return
        if isinstance(error, NotTaken) and not self._sent_again:
            self._sent_again = True
            self._run()
            return
        if not isinstance(error, Overloaded):
            self._peer.note_failure()
            if not isinstance(error, TooLarge) and self._try_again():
                return
        self._fail(*_explain(error))

    def expire(self, now: float) -> None:
        """Give up: out of time, or nobody waits."""
        if self.connection is not None:
            self.connection.give_up(self)
        if now >= self._timeout_at:
            self._peer.note_failure()
        self._fail("SUBGRAPH_TIMEOUT", "did not answer in time")

    def _try_again(self) -> bool:
        if not self._attempts_left or not self._peer.budget.take():
            return False
        if not self._peer.breaker.allows(self._peer.loop.time()):
            return False
        self._attempts_left -= 1
        self._peer.observer.call_retried(self._peer.destination.name)
        # Spread out, so that what failed together does not come back together.
        self._peer.loop.call_later(random.uniform(0.01, 0.05), self._run)  # noqa: S311  # not for secrets
        return True

    def _run(self) -> None:
        if not self.done:
            self._peer.pool.run(self, self._peer.loop.time())

    def _fail(self, code: str, reason: str) -> None:
        self._end(code)
        name = self._peer.destination.name
        retry_after = None
        if code == "SERVICE_UNAVAILABLE":
            retry_after = self._peer.breaker.retry_after_seconds(self._peer.loop.time())
        for waiter in self.waiters:
            if not waiter.done():
                set_exception(waiter, SubgraphError(code, name, f'Subgraph "{name}" {reason}.', retry_after))

    def _end(self, outcome: str) -> None:
        self.done = True
        self.connection = None
        self._peer.ended(self, outcome, self._started)


def build_connections(destination: Destination, loop: asyncio.AbstractEventLoop) -> Connections:
    if not destination.http2:
        return ConnectionPool(destination, loop)
    # Its library is there only for those who want it.
    from jetbridge.subgraphs.http2_pool import Http2Pool

    return Http2Pool(destination, loop)


def share(reply: SubgraphReply, *, without_cookies: bool) -> SubgraphReply:
    """For the others who wait for an answer: strangers who ask alike must not be given one session."""
    headers = reply.headers
    if without_cookies and "set-cookie" in headers:
        headers = {name: value for name, value in headers.items() if name != "set-cookie"}
    return SubgraphReply(reply.status, reply.body, headers, shared=True)


def is_failure(reply: SubgraphReply) -> bool:
    """Whether the answer speaks of a broken subgraph. A 500 that is JSON may be about one operation only."""
    if reply.status in RETRIED_STATUS:
        return True
    return reply.status >= 500 and "json" not in reply.headers.get("content-type", "")


def set_exception(future: asyncio.Future[SubgraphReply], error: SubgraphError) -> None:
    future.set_exception(error)
    future.exception()  # marks it as seen: a caller that gave up already is no reason for a warning


def _explain(error: Exception | None) -> tuple[str, str]:
    match error:
        case TooLarge():
            return "SUBGRAPH_RESPONSE_TOO_LARGE", f"sent an answer that is not taken: {error}"
        case BadResponse():
            return "SUBGRAPH_INVALID_RESPONSE", f"sent an answer that cannot be read: {error}"
        case NotTaken():
            return "SERVICE_UNAVAILABLE", "does not take the request"
        case Unreachable():
            return "SERVICE_UNAVAILABLE", f"cannot be reached: {error}"
        case _:
            return "SERVICE_UNAVAILABLE", "closed the connection without an answer"
