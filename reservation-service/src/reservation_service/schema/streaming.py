"""Run one subscription: what comes in is the decoded body, what goes out is the body of each answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from graphql import GraphQLSyntaxError
from strawberry.types.execution import ExecutionResult, PreExecutionError

from reservation_service.schema.build import build_schema
from reservation_service.schema.errors import format_error, format_request_error
from reservation_service.schema.execution import GraphQLRequest, find_code
from reservation_service.schema.subscription import StreamContext


async def subscribe(
    request: GraphQLRequest, context: StreamContext, *, introspection: bool
) -> AsyncGenerator[dict[str, object]]:
    schema = build_schema(introspection=introspection)
    results = await schema.subscribe(
        request.query or " ", request.variables, context_value=context, operation_name=request.operation_name
    )
    try:
        async with aclosing(results):
            async for result in results:
                yield _format(result, context)
    except GraphQLSyntaxError as error:  # Strawberry's cache of documents lets it through
        yield _format(PreExecutionError(data=None, errors=[error]), context)


def _format(result: ExecutionResult | PreExecutionError, context: StreamContext) -> dict[str, object]:
    errors = result.errors or []
    if isinstance(result, PreExecutionError) and not any(error.path for error in errors):
        code = find_code(errors, context)
        return {"errors": [format_request_error(code, error) for error in errors]}
    formatted = {"errors": [format_error(error) for error in errors]} if errors else {}
    return {**formatted, "data": result.data}
