"""The way of a request through the gateway: parse -> validate -> normalize -> authorize -> plan -> execute -> respond.

Everything up to the compiled plan depends on the operation only and is kept in bounded caches of the `Engine`, which
belongs to one generation of the supergraph: a new supergraph is a new engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import OperationType

from jetbridge.bounded_cache import BoundedCache
from jetbridge.errors import GatewayError
from jetbridge.executor.call import Call
from jetbridge.executor.executable import Executable, Outcome
from jetbridge.executor.response import build_body, build_request_error_body, find_headers, find_status
from jetbridge.executor.shape import ShapeBuilder
from jetbridge.operation.document import PreparedOperation, ValidDocument
from jetbridge.operation.limits import Limits
from jetbridge.operation.refusal import OperationRefused, refuse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from jetbridge.executor.subgraph_client import SubgraphClient, SubgraphReply
    from jetbridge.operation.model import Operation
    from jetbridge.planner.plan import QueryPlan
    from jetbridge.security.access_rules import Requirement
    from jetbridge.security.authorization import Authorizer
    from jetbridge.supergraph.model import Supergraph

# The claims of a verified access token; None stands for an anonymous caller.
Claims: TypeAlias = Mapping[str, Any]
# A document and the name of an operation; for a variant also what its variables say to @skip and @include.
_Named: TypeAlias = tuple[str, str | None]
_Variant: TypeAlias = tuple[str, str | None, tuple[bool, ...]]
_Restricted: TypeAlias = "tuple[_Variant, frozenset[Requirement], bool]"
_NOTHING_UNMET: frozenset[Any] = frozenset()


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
    """A complete GraphQL response: JSON `body`, the HTTP status it asks for, and headers such as `retry-after`.

    `safe` is True for the answer of a query: asking again changes nothing, so it may be answered with "not modified".
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    safe: bool = False


class Engine:
    """Answers operations on one supergraph; `plan` plans a normalized operation or raises `GatewayError`."""

    def __init__(
        self,
        supergraph: Supergraph,
        plan: Callable[[Operation], QueryPlan],
        client: SubgraphClient,
        *,
        limits: Limits | None = None,
        suggestions: bool = False,
        cache_size: int = 1_000,
        authorizer: Authorizer | None = None,
    ) -> None:
        self._api_schema = supergraph.api_schema
        self._shapes = ShapeBuilder(supergraph.schema, supergraph.api_schema)
        self._plan = plan
        self._client = client
        self._limits = limits or Limits()
        self._suggestions = suggestions
        # None where nothing is protected: then no request pays for it.
        self._authorizer = authorizer if authorizer and authorizer.protects_anything else None
        self.operations: BoundedCache[tuple[str, str | None], PreparedOperation | GatewayError] = BoundedCache(
            cache_size
        )
        self.requirements: BoundedCache[_Variant, tuple[Requirement, ...]] = BoundedCache(cache_size)
        self.executables: BoundedCache[_Restricted, Executable | GatewayError] = BoundedCache(cache_size)

    async def execute(self, request: GraphQLRequest, context: RequestContext) -> GraphQLResponse:
        """Answer a query or mutation. Never raises for what a client or subgraph did wrong."""
        try:
            operation = self._get_operation(request.query, request.operation_name)
            _check_kind(operation.kind, context)
            variables = operation.coerce(request.variables or {})
            executable = self._get_executable(request, operation, operation.get_conditions(variables), context.claims)
        except GatewayError as error:
            return _respond_refusal(error)
        outcome = await executable.run(self._build_call(variables, context))
        return _respond(outcome, safe=operation.kind is OperationType.QUERY)

    def is_subscription(self, request: GraphQLRequest) -> bool:
        """Whether `subscribe` answers it; a document that may not run is left for `execute` to refuse."""
        try:
            return self._get_operation(request.query, request.operation_name).kind is OperationType.SUBSCRIPTION
        except GatewayError:
            return False

    async def subscribe(self, request: GraphQLRequest, context: RequestContext) -> AsyncIterator[GraphQLResponse]:
        """Answer a subscription: one response an event, a single one with `errors` if it is refused or breaks off."""
        try:
            operation = self._get_operation(request.query, request.operation_name)
            if operation.kind is not OperationType.SUBSCRIPTION:
                raise refuse("BAD_REQUEST", "Only a subscription can be subscribed to.")
            variables = operation.coerce(request.variables or {})
            executable = self._get_executable(request, operation, operation.get_conditions(variables), context.claims)
        except GatewayError as error:
            yield _respond_refusal(error)
            return
        async for outcome in executable.run_each_event(self._build_call(variables, context)):
            yield _respond(outcome)

    def _get_operation(self, query: str, name: str | None) -> PreparedOperation:
        key = query, name or None
        operation = self.operations.find(key)
        if operation is None:
            try:
                document = ValidDocument(query, self._api_schema, self._limits, suggestions=self._suggestions)
                operation = document.prepare(name)
            except GatewayError as error:
                operation = error
            self.operations.put(key, operation)
        if isinstance(operation, GatewayError):
            raise operation.with_traceback(None)
        return operation

    def _get_executable(
        self,
        request: GraphQLRequest,
        operation: PreparedOperation,
        conditions: tuple[bool, ...],
        claims: Claims | None,
    ) -> Executable:
        variant = request.query, request.operation_name or None, conditions
        unmet = self._find_unmet(variant, operation, claims) if self._authorizer else _NOTHING_UNMET
        # To an anonymous caller a refusal says something else than to one who is known.
        key = variant, unmet, bool(unmet) and claims is None
        executable = self.executables.find(key)
        if executable is None:
            try:
                executable = self._build_executable(operation.normalize(conditions), unmet, claims)
            except GatewayError as error:
                executable = error
            self.executables.put(key, executable)
        if isinstance(executable, GatewayError):
            raise executable.with_traceback(None)
        return executable

    def _find_unmet(
        self, variant: _Variant, operation: PreparedOperation, claims: Claims | None
    ) -> frozenset[Requirement]:
        """What the operation requires and the caller does not have."""
        if self._authorizer is None:
            return _NOTHING_UNMET
        requirements = self.requirements.find(variant)
        if requirements is None:
            requirements = self._authorizer.find_requirements(operation.normalize(variant[2]))
            self.requirements.put(variant, requirements)
        return self._authorizer.find_unmet(requirements, claims) if requirements else _NOTHING_UNMET

    def _build_executable(
        self, operation: Operation, unmet: frozenset[Requirement], claims: Claims | None
    ) -> Executable:
        denials = None
        if unmet and self._authorizer is not None:
            operation, denials = self._authorizer.restrict(operation, unmet, claims)
        return Executable(self._plan(operation), self._shapes, self._api_schema, denials=denials)

    def _build_call(self, variables: dict[str, Any], context: RequestContext) -> Call:
        return Call(self._client, context.headers_for, variables, context.deadline, context.on_reply)


def _check_kind(kind: OperationType, context: RequestContext) -> None:
    if kind is OperationType.MUTATION and not context.mutation_allowed:
        raise refuse("METHOD_NOT_ALLOWED", "A mutation cannot be sent with GET; use POST.")
    if kind is OperationType.SUBSCRIPTION:
        raise refuse("BAD_REQUEST", "A subscription needs a transport that can stream: SSE or WebSocket.")


def _respond(outcome: bytes | Outcome, *, safe: bool = False) -> GraphQLResponse:
    if isinstance(outcome, bytes):
        return GraphQLResponse(outcome, safe=safe)
    data, errors = outcome
    status = find_status(data, errors)
    return GraphQLResponse(build_body(data, errors), status, find_headers(status, errors), safe)


def _respond_refusal(error: GatewayError) -> GraphQLResponse:
    errors = error.errors if isinstance(error, OperationRefused) else [error.to_graphql()]
    return GraphQLResponse(build_request_error_body(errors), error.status, find_headers(error.status, errors))
