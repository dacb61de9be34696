"""The way of a request through the gateway: parse -> validate -> normalize -> authorize -> plan -> execute -> respond.

Everything up to the compiled plan depends on the operation only and is kept in bounded caches of the `Engine`, which
belongs to one generation of the supergraph: a new supergraph is a new engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from jetbridge.executor.subgraph_client import SubgraphClient, SubgraphReply

# The claims of a verified access token; None stands for an anonymous caller.
Claims: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """A request as the transport decoded it; `variables` and `extensions` are JSON objects."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None
    extensions: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What else a request brings along.

    `headers_for(subgraph)` gives the raw header lines to send there; `deadline` is a time of the event loop's clock;
    `mutation_allowed` is False where the transport must not change anything (GET). `on_reply(subgraph, reply)` is
    called for every answer of a subgraph, so that response-header rules can be applied.
    """

    headers_for: Callable[[str], bytes]
    claims: Claims | None = None
    deadline: float | None = None
    mutation_allowed: bool = True
    on_reply: Callable[[str, SubgraphReply], None] | None = None


@dataclass(frozen=True, slots=True)
class GraphQLResponse:
    """A complete GraphQL response: JSON `body`, the HTTP status it asks for, and headers such as `retry-after`."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Engine:
    """Answers operations on one supergraph."""

    def __init__(self, supergraph: Any, client: SubgraphClient) -> None:
        self._supergraph = supergraph
        self._client = client

    async def execute(self, request: GraphQLRequest, context: RequestContext) -> GraphQLResponse:
        """Answer a query or mutation. Never raises for what a client or subgraph did wrong."""
        raise NotImplementedError

    def subscribe(self, request: GraphQLRequest, context: RequestContext) -> AsyncIterator[GraphQLResponse]:
        """Answer a subscription: one response an event, a single one with `errors` if it is refused."""
        raise NotImplementedError
