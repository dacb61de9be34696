"""The way of a request through the gateway: parse -> validate -> normalize -> authorize -> plan -> execute -> respond.

Everything up to the compiled plan depends on the operation only and is remembered, see `preparation.py`. An `Engine`
belongs to one generation of the supergraph: a new supergraph is a new engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import OperationType
from msgspec import Struct, field

from jetbridge.errors import GatewayError
from jetbridge.executor.call import Call
from jetbridge.executor.compiled.flow import PartialResponse
from jetbridge.executor.response import build_body, build_request_error_body, find_headers, find_status
from jetbridge.operation.limits import Limits
from jetbridge.operation.refusal import OperationRefused, refuse
from jetbridge.preparation import PlanOperation, Preparation

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from jetbridge.demand.control import DemandControl
    from jetbridge.executor.executable import Executable, Outcome
    from jetbridge.executor.subgraph_client import SubgraphClient, SubgraphReply
    from jetbridge.operation.document import PreparedOperation
    from jetbridge.operation.model import Operation
    from jetbridge.planner.plan import QueryPlan
    from jetbridge.security.authorization import Authorizer
    from jetbridge.supergraph.model import Supergraph

# The claims of a verified access token; None stands for an anonymous caller.
Claims: TypeAlias = Mapping[str, Any]


class GraphQLRequest(Struct, frozen=True):
    """A request as the transport decoded it; `variables` and `extensions` are JSON objects."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None
    extensions: Mapping[str, Any] | None = None


class RequestContext(Struct, frozen=True):
    """What else a request brings along.

    `headers_for(subgraph)` gives the raw header lines to send there; `deadline` is a time of the event loop's clock;
    `mutation_allowed` is False where the transport must not change anything (GET). `on_reply(subgraph, reply)` is
    called for every answer of a subgraph, so that response-header rules can be applied. `choose_labels(labels)` says
    which labels of progressive overrides are active for the request; without it none is. `on_prepared(operation)` is
    called when everything before the first fetch is done. `may_run(request, operation, variables)` has the last word
    then: it raises `GatewayError` where it may not.
    """

    headers_for: Callable[[str], bytes]
    claims: Claims | None = None
    deadline: float | None = None
    mutation_allowed: bool = True
    on_reply: Callable[[str, SubgraphReply], None] | None = None
    choose_labels: Callable[[frozenset[str]], frozenset[str]] | None = None
    on_prepared: Callable[[PreparedOperation], None] | None = None
    may_run: Callable[[GraphQLRequest, PreparedOperation, dict[str, Any]], Awaitable[None]] | None = None


class GraphQLResponse(Struct, frozen=True):
    """A complete GraphQL response: JSON `body`, the HTTP status it asks for, and headers such as `retry-after`.

    `safe` is True for the answer of a query: asking again changes nothing, so it may be answered with "not modified".
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    safe: bool = False


class Explanation(Struct, frozen=True):
    """What a request would do. `estimated_cost` is None where costs are not limited."""

    plan: QueryPlan
    estimated_cost: int | None = None


class Engine:
    """Answers operations on one supergraph; `plan` plans a normalized operation or raises `GatewayError`."""

    def __init__(
        self,
        supergraph: Supergraph,
        plan: PlanOperation,
        client: SubgraphClient,
        *,
        limits: Limits | None = None,
        suggestions: bool = False,
        authorizer: Authorizer | None = None,
        find_labels: Callable[[Operation], frozenset[str]] | None = None,
        demand: DemandControl | None = None,
    ) -> None:
        self.preparation = Preparation(
            supergraph, plan, limits or Limits(), authorizer, find_labels=find_labels, suggestions=suggestions
        )
        self._client = client
        # None where costs are not limited: then no request pays for it.
        self._demand = demand

    async def execute(self, request: GraphQLRequest, context: RequestContext) -> GraphQLResponse:
        """Answer a query or mutation. Never raises for what a client or subgraph did wrong."""
        try:
            operation = await self.preparation.get_operation(request)
            _check_kind(operation.kind, context)
            executable, variables = await self._prepare(request, operation, context)
            self._admit(operation, executable, variables, context)
            if context.may_run is not None:
                await context.may_run(request, operation, variables)
        except GatewayError as error:
            return _respond_refusal(error)
        outcome = await executable.run(self._build_call(variables, context))
        return _respond(outcome, safe=operation.kind is OperationType.QUERY)

    async def explain(self, request: GraphQLRequest, context: RequestContext) -> Explanation:
        """The plan that would be run, without running it. Raises `GatewayError`."""
        operation = await self.preparation.get_operation(request)
        executable, variables = await self._prepare(request, operation, context)
        cost = self._demand.find_cost(executable, variables) if self._demand is not None else None
        return Explanation(executable.plan, cost)

    async def is_subscription(self, request: GraphQLRequest) -> bool:
        """Whether `subscribe` answers it."""
        return await self._find_kind(request) is OperationType.SUBSCRIPTION

    async def is_query(self, request: GraphQLRequest) -> bool:
        """Whether answering it changes nothing."""
        return await self._find_kind(request) is OperationType.QUERY

    async def _find_kind(self, request: GraphQLRequest) -> OperationType | None:
        """None for a document that may not run; it is left for `execute` to refuse."""
        try:
            return (await self.preparation.get_operation(request)).kind
        except GatewayError:
            return None

    async def subscribe(
        self, request: GraphQLRequest, context: RequestContext
    ) -> AsyncGenerator[GraphQLResponse, None]:
        """Answer a subscription: one response an event, a single one with `errors` if it is refused or breaks off."""
        try:
            operation = await self.preparation.get_operation(request)
            if operation.kind is not OperationType.SUBSCRIPTION:
                raise refuse("BAD_REQUEST", "Only a subscription can be subscribed to.")
            executable, variables = await self._prepare(request, operation, context)
            self._admit(operation, executable, variables, context)
            if context.may_run is not None:
                await context.may_run(request, operation, variables)
        except GatewayError as error:
            yield _respond_refusal(error)
            return
        async for outcome in executable.run_each_event(self._build_call(variables, context)):
            yield _respond(outcome)

    async def _prepare(
        self, request: GraphQLRequest, operation: PreparedOperation, context: RequestContext
    ) -> tuple[Executable, dict[str, Any]]:
        """What runs, and the values of its variables."""
        variables = operation.coerce(request.variables or {})
        conditions = operation.get_conditions(variables)
        return await self.preparation.get_executable(request, operation, conditions, context), variables

    def _admit(
        self,
        operation: PreparedOperation,
        executable: Executable,
        variables: dict[str, Any],
        context: RequestContext,
    ) -> None:
        """The last moment before the first fetch."""
        if context.on_prepared is not None:
            context.on_prepared(operation)
        if self._demand is not None:
            self._demand.check(executable, variables)

    def _build_call(self, variables: dict[str, Any], context: RequestContext) -> Call:
        return Call(self._client, context.headers_for, variables, context.deadline, context.on_reply)


def _check_kind(kind: OperationType, context: RequestContext) -> None:
    if kind is OperationType.MUTATION and not context.mutation_allowed:
        raise refuse("METHOD_NOT_ALLOWED", "A mutation cannot be sent with GET; use POST.")
    if kind is OperationType.SUBSCRIPTION:
        raise refuse("BAD_REQUEST", "A subscription needs a transport that can stream: SSE or WebSocket.")


def _respond(outcome: bytes | PartialResponse | Outcome, *, safe: bool = False) -> GraphQLResponse:
    if isinstance(outcome, bytes):
        return GraphQLResponse(outcome, safe=safe)
    if isinstance(outcome, PartialResponse):
        status = find_status({"": outcome.has_data or None}, outcome.errors)
        return GraphQLResponse(outcome.body, status, find_headers(status, outcome.errors), safe)
    data, errors = outcome
    status = find_status(data, errors)
    return GraphQLResponse(build_body(data, errors), status, find_headers(status, errors), safe)


def _respond_refusal(error: GatewayError) -> GraphQLResponse:
    errors = error.errors if isinstance(error, OperationRefused) else [error.to_graphql()]
    return GraphQLResponse(build_request_error_body(errors), error.status, find_headers(error.status, errors))
