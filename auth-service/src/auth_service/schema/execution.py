"""Run one GraphQL request: parse → measure → validate (all three remembered per document) → execute → format.

What comes in is the decoded body, what goes out is the body of the response.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
from graphql import (
    GraphQLError,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    execute_sync,
    parse,
    specified_rules,
    validate,
)

from auth_service.schema.errors import format_error, format_request_error
from auth_service.schema.limits import MAX_TOKENS, TooLarge, check_size

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLSchema

    from auth_service.schema.context import RequestContext

# A gateway sends the same few documents for ever; more than this is somebody playing.
REMEMBERED_DOCUMENTS = 256
_MAX_VALIDATION_ERRORS = 10


class GraphQLRequest(msgspec.Struct, forbid_unknown_fields=False, rename="camel"):
    """The body of a POST (GraphQL over HTTP, 5.2)."""

    query: str
    operation_name: str | None = None
    variables: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class GraphQLResponse:
    body: dict[str, object]
    # A request error: nothing was executed.
    is_refused: bool = False


class _Refused(Exception):
    def __init__(self, code: str, errors: list[GraphQLError]) -> None:
        super().__init__(code)
        self.code = code
        self.errors = errors


class Executor:
    """One per process: the schema, and the documents that were found good."""

    def __init__(self, schema: GraphQLSchema, *, introspection: bool) -> None:
        self._schema = schema
        self._rules = specified_rules if introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
        self._hide_suggestions = not introspection
        # Exceptions are not remembered: a flood of bad documents pushes no good one out.
        self._get_document = lru_cache(maxsize=REMEMBERED_DOCUMENTS)(self._load_document)

    def execute(self, request: GraphQLRequest, context: RequestContext) -> GraphQLResponse:
        try:
            document = self._get_document(request.query)
        except _Refused as refused:
            errors = [format_request_error(refused.code, error) for error in refused.errors]
            return GraphQLResponse({"errors": errors}, is_refused=True)
        result = execute_sync(
            self._schema,
            document,
            context_value=context,
            variable_values=request.variables,
            operation_name=request.operation_name,
            hide_suggestions=self._hide_suggestions,
        )
        if result.data is None and result.errors and not any(error.path for error in result.errors):
            errors = [format_request_error("BAD_USER_INPUT", error) for error in result.errors]
            return GraphQLResponse({"errors": errors}, is_refused=True)
        body: dict[str, object] = {"data": result.data}
        if result.errors:
            body = {"errors": [format_error(error) for error in result.errors], **body}
        return GraphQLResponse(body)

    def _load_document(self, text: str) -> DocumentNode:
        """Raises `_Refused`."""
        try:
            document = parse(text, max_tokens=MAX_TOKENS)
            check_size(document, self._schema)
        except TooLarge as error:
            raise _Refused("OPERATION_LIMIT_EXCEEDED", [GraphQLError(str(error))]) from error
        except GraphQLSyntaxError as error:
            raise _Refused("GRAPHQL_PARSE_FAILED", [error]) from error
        except RecursionError as error:
            raise _Refused("OPERATION_LIMIT_EXCEEDED", [GraphQLError("The operation is nested too deep.")]) from error
        errors = validate(
            self._schema,
            document,
            self._rules,
            max_errors=_MAX_VALIDATION_ERRORS,
            hide_suggestions=self._hide_suggestions,
        )
        if errors:
            raise _Refused("GRAPHQL_VALIDATION_FAILED", errors)
        return document
