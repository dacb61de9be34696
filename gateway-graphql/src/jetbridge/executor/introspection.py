"""Answer `__schema` and `__type` from the API schema: no subgraph is asked.

GraphQL specification, "Introspection".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import execute_sync, parse

from jetbridge.executor.shape import INTROSPECTION_FIELDS
from jetbridge.operation.model import Field
from jetbridge.operation.printer import print_operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLSchema

    from jetbridge.operation.model import Operation


class Introspection:
    """The introspection fields of one operation."""

    def __init__(self, operation: Operation, api_schema: GraphQLSchema) -> None:
        fields = tuple(
            selection
            for selection in operation.selections
            if isinstance(selection, Field) and selection.name in INTROSPECTION_FIELDS
        )
        asked = type(operation)(
            operation.kind, operation.name, operation.root_type, operation.variables, selections=fields
        )
        self._schema = api_schema
        self._document = parse(print_operation(asked)) if fields else None
        self._constant: dict[str, Any] | None = None
        self._has_variables = bool(operation.variables)

    def answer(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The fields by response key; without variables the answer is always the same and made once."""
        if self._document is None:
            return {}
        if self._constant is not None:
            return self._constant
        result = execute_sync(self._schema, self._document, variable_values=dict(variables))
        data = result.data or {}
        if not self._has_variables:
            self._constant = data
        return data
