"""Messages on their way to one subscriber: a bounded queue that ends with the reason why nothing more comes."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

    # Whether a message, as JSON, is for the subscriber.
    Accepts = Callable[[Any], bool]


class BrokerError(Exception):
    """Nothing more comes from the broker; the sentence says why and is safe to show. `passing`: it may be over soon."""

    def __init__(self, message: str, *, passing: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.passing = passing


class Interest(Struct, frozen=True):
    """What is to be listened to: the messages of an exchange whose routing key matches one of the keys."""

    exchange: str
    routing_keys: tuple[str, ...]


class Listener:
    """One subscriber. `accepts` looks at each message before it takes room here."""

    def __init__(self, interest: Interest, accepts: Accepts, backlog: int) -> None:
        self.interest = interest
        self._accepts = accepts
        self._backlog = backlog
        self._messages: deque[Any] = deque()
        self._failure: BrokerError | None = None
        self._news = asyncio.Event()

    def offer(self, message: Any) -> None:
        if self._failure is not None or not self._accepts(message):
            return
        if len(self._messages) >= self._backlog:
            self._messages.clear()
            text = f"More than {self._backlog} events waited to be read; subscribe again and read what is now."
            self.fail(BrokerError(text, passing=False))
            return
        self._messages.append(message)
        self._news.set()

    def fail(self, error: BrokerError) -> None:
        """What waits is still read, then the error is raised."""
        self._failure = self._failure or error
        self._news.set()

    async def take(self) -> Any:
        """The next message as JSON. Raises `BrokerError` when there is none any more."""
        while not self._messages:
            if self._failure is not None:
                raise self._failure
            self._news.clear()
            await self._news.wait()
        return self._messages.popleft()


def read_message(body: bytes) -> Any:
    """Raises `msgspec.DecodeError` for what is no JSON."""
    return msgspec.json.decode(body)
