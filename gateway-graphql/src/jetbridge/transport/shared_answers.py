"""Equal queries of the same caller that are in flight at the same time share one answer. Only where it is configured.

Equal means: the same method, query string, body, and the same headers but for those that tell one message from the
next. Whatever could make a difference to an answer is among them: the token, cookies, headers passed to subgraphs.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from jetbridge.transport.message import Request

T = TypeVar("T")
_Key: TypeAlias = tuple[str, bytes, bytes, frozenset[tuple[bytes, bytes]]]

_OF_THE_MESSAGE = frozenset(
    (b"traceparent", b"tracestate", b"x-request-id", b"x-forwarded-for", b"forwarded", b"content-length")
)


class SharedAnswers(Generic[T]):
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self._in_flight: dict[_Key, asyncio.Task[T]] = {}

    async def get(self, request: Request, answer: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What `answer` gives, or gave to an equal request that came before and is still in flight."""
        key = _identify(request)
        task = self._in_flight.get(key)
        if task is None:
            task = self._in_flight[key] = asyncio.get_running_loop().create_task(answer())
            task.add_done_callback(lambda done: self._forget(key, done))
        # A client that hangs up does not take the answer from the others.
        return await asyncio.shield(task)

    def _forget(self, key: _Key, done: asyncio.Task[T]) -> None:
        del self._in_flight[key]
        if not done.cancelled():
            done.exception()  # everybody who waits hears of it; if nobody does any more, it is no news


def _identify(request: Request) -> _Key:
    headers = frozenset((name, value) for name, value in request.headers.items() if name not in _OF_THE_MESSAGE)
    return request.method, request.query, request.body, headers
