"""Coerce variable values: JSON from the client -> values the operation may use.

GraphQL specification, "Coercing Variable Values". Values are coerced by the API schema, so that what is inaccessible is
refused as if it did not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, GraphQLNonNull, Undefined, get_variable_values, type_from_ast
from graphql.utilities import coerce_input_value

from jetbridge.operation.refusal import refuse_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLInputType, GraphQLSchema, VariableDefinitionNode

MAX_ERRORS = 20


@dataclass(frozen=True, slots=True)
class _Variable:
    name: str
    type: GraphQLInputType
    default: Any
    required: bool


class VariableCoercer:
    """Coerces the variables of one operation, again and again."""

    def __init__(self, schema: GraphQLSchema, definitions: tuple[VariableDefinitionNode, ...]) -> None:
        self._schema = schema
        self._definitions = definitions
        self._variables = tuple(_load_variable(schema, node) for node in definitions)

    def coerce(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The values by name; a variable without value and default is absent. Raises `OperationRefused`."""
        values: dict[str, Any] = {}
        try:
            for variable in self._variables:
                value = inputs.get(variable.name, Undefined)
                if value is Undefined:
                    value = variable.default
                    if value is Undefined:
                        if variable.required:
                            return self._coerce_with_errors(inputs)
                        continue
                else:
                    value = coerce_input_value(value, variable.type)
                    if value is Undefined:
                        return self._coerce_with_errors(inputs)
                values[variable.name] = value
        except (RecursionError, GraphQLError):
            return self._coerce_with_errors(inputs)
        return values

    def _coerce_with_errors(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        result = get_variable_values(
            self._schema, self._definitions, dict(inputs), max_errors=MAX_ERRORS, hide_suggestions=True
        )
        if isinstance(result, list):
            raise refuse_all("BAD_USER_INPUT", result)
        return result.coerced


def _load_variable(schema: GraphQLSchema, node: VariableDefinitionNode) -> _Variable:
    name = node.variable.name.value
    type_ = type_from_ast(schema, node.type)
    default: Any = Undefined
    if node.default_value is not None:
        result = get_variable_values(schema, [node], {})
        default = Undefined if isinstance(result, list) else result.coerced[name]
    return _Variable(name, type_, default, isinstance(type_, GraphQLNonNull))  # type: ignore[arg-type]  # validated: an input type
