"""Run one GraphQL request: what comes in is the decoded body, what goes out is the body of the response."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from reservation_service.schema.build import build_schema
from reservation_service.schema.context import RequestContext
from reservation_service.schema.errors import format_error, format_request_error


class GraphQLRequest(msgspec.Struct, rename="camel"):
    """The body of a POST (GraphQL over HTTP, 5.2)."""

    query: str
    operation_name: str | None = None
    variables: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class GraphQLResponse:
    body: dict[str, object]
    # A request error: nothing was executed.
    is_refused: bool = False


def execute(request: GraphQLRequest, context: RequestContext, *, introspection: bool) -> GraphQLResponse:
    schema = build_schema(introspection=introspection)
    try:
        result = schema.execute_sync(
            request.query or " ",
            request.variables,
            context_value=context,
            operation_name=request.operation_name,
            allowed_operation_types=(OperationType.QUERY, OperationType.MUTATION),
        )
    except (CannotGetOperationTypeError, InvalidOperationTypeError) as error:
        return _refuse("GRAPHQL_VALIDATION_FAILED", [GraphQLError(_explain(error))])
    if result.data is None and result.errors and not any(error.path for error in result.errors):
        return _refuse(find_code(result.errors, context), result.errors)
    body: dict[str, object] = {"data": result.data}
    if result.errors:
        body = {"errors": [format_error(error) for error in result.errors], **body}
    return GraphQLResponse(body)


def _refuse(code: str, errors: list[GraphQLError]) -> GraphQLResponse:
    return GraphQLResponse({"errors": [format_request_error(code, error) for error in errors]}, is_refused=True)


def find_code(errors: list[GraphQLError], context: RequestContext) -> str:
    if any(isinstance(error, GraphQLSyntaxError) for error in errors):
        return "GRAPHQL_PARSE_FAILED"
    return "BAD_USER_INPUT" if context.is_executing else "GRAPHQL_VALIDATION_FAILED"


def _explain(error: CannotGetOperationTypeError | InvalidOperationTypeError) -> str:
    if isinstance(error, CannotGetOperationTypeError):
        return error.as_http_error_reason()
    return error.as_http_error_reason("POST")
