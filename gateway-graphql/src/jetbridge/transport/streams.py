"""How many streams are open: in all, and by each client. A stream is an open socket, or an operation that streams.

A client is a user where one is logged in, else a network address. Streams last, so their number is what is limited:
a rate limit counts how often they begin.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from jetbridge.errors import GatewayError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.security.caller import Caller

# Streams end when their client says so, so there is no telling when there will be room.
RETRY_SECONDS = 5


class Streams:
    """Of one worker."""

    def __init__(self, most: int, most_per_client: int) -> None:
        self._most = most
        self._most_per_client = most_per_client
        self._by_client: dict[str, int] = {}
        self.open = 0

    def check(self, client: str | None = None) -> None:
        """Raise if there is no room for one more, of `client` if that is known yet."""
        if self.open >= self._most:
            raise GatewayError("SERVICE_UNAVAILABLE", "There are too many open streams.", retry_after=RETRY_SECONDS)
        if client is not None and self._by_client.get(client, 0) >= self._most_per_client:
            message = f"One client may have {self._most_per_client} streams open; end one first."
            raise GatewayError("RATE_LIMITED", message, retry_after=RETRY_SECONDS)

    @contextmanager
    def counted(self, client: str) -> Iterator[None]:
        """One stream of `client` is open meanwhile."""
        self.open += 1
        self._by_client[client] = self._by_client.get(client, 0) + 1
        try:
            yield
        finally:
            self.open -= 1
            left = self._by_client[client] - 1
            if left:
                self._by_client[client] = left
            else:
                del self._by_client[client]


def find_client(caller: Caller | None, address: str) -> str:
    """Whose stream it is; None for a caller that is not known yet."""
    claims = (caller.claims if caller else None) or {}
    subject = claims.get("sub")
    return f"user {subject} of {claims.get('iss')}" if subject else f"address {address}"
