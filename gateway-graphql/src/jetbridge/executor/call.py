"""One call of an operation: what it needs of the outside, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping

    from jetbridge.executor.subgraph_client import SubgraphClient, SubgraphReply
    from jetbridge.planner.plan import Fetch


class Sent(Struct, frozen=True):
    """A request that is on its way or answered."""

    body: bytes
    reply: asyncio.Future[SubgraphReply]


class Call(Struct):
    """What executing an operation once needs.

    `sent` holds requests that were sent before by fetch id: whoever executes takes their replies instead of sending
    them again.
    """

    client: SubgraphClient
    headers_for: Callable[[str], bytes]
    variables: Mapping[str, Any]
    deadline: float | None = None
    on_reply: Callable[[str, SubgraphReply], None] | None = None
    sent: dict[int, Sent] = field(default_factory=dict)
    noted: set[int] = field(default_factory=set)

    def send(self, fetch: Fetch, body: bytes) -> asyncio.Future[SubgraphReply]:
        """Send the request, unless the same was sent before."""
        sent = self.sent.get(fetch.id)
        if sent is not None and sent.body == body:
            return sent.reply
        return self.send_first(fetch, body)

    def send_first(self, fetch: Fetch, body: bytes) -> asyncio.Future[SubgraphReply]:
        """Send a request of which it is certain that it was not sent before."""
        reply = self.client.send(
            fetch.subgraph,
            body,
            self.headers_for(fetch.subgraph),
            idempotent=fetch.is_idempotent,
            deadline=self.deadline,
        )
        self.sent[fetch.id] = Sent(body, reply)
        return reply

    def cancel(self) -> None:
        """Nobody waits for what is still under way."""
        for sent in self.sent.values():
            sent.reply.cancel()

    def note(self, fetch: Fetch, reply: SubgraphReply) -> None:
        """Tell of a reply, once, however often it is read."""
        if self.on_reply is not None and fetch.id not in self.noted:
            self.noted.add(fetch.id)
            self.on_reply(fetch.subgraph, reply)


class EventCall(Call):
    """A call whose first reply came by itself: an event of a subscription."""

    def send_first(self, fetch: Fetch, body: bytes) -> asyncio.Future[SubgraphReply]:
        event = self.sent.get(fetch.id)
        return event.reply if event is not None else super().send_first(fetch, body)
