"""One call of an operation: what it needs of the outside, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from graphql import OperationType

from jetbridge.planner.plan import RootFetch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from jetbridge.executor.subgraph_client import SubgraphClient, SubgraphReply
    from jetbridge.planner.plan import Fetch


class Sent(NamedTuple):
    """A request that is on its way or answered."""

    body: bytes
    reply: Awaitable[SubgraphReply]


@dataclass(slots=True)
class Call:
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
    _noted: set[int] = field(default_factory=set)

    def send(self, fetch: Fetch, body: bytes) -> Sent:
        sent = self.sent.get(fetch.id)
        if sent is None or sent.body != body:
            idempotent = not (isinstance(fetch, RootFetch) and fetch.kind is OperationType.MUTATION)
            reply = self.client.send(
                fetch.subgraph, body, self.headers_for(fetch.subgraph), idempotent=idempotent, deadline=self.deadline
            )
            sent = self.sent[fetch.id] = Sent(body, reply)
        return sent

    def note(self, fetch: Fetch, reply: SubgraphReply) -> None:
        """Tell of a reply, once, however often it is read."""
        if self.on_reply is not None and fetch.id not in self._noted:
            self._noted.add(fetch.id)
            self.on_reply(fetch.subgraph, reply)
