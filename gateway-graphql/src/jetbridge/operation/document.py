"""A document that may be executed: parsed, within the limits, valid; and its operations, each prepared once.

What is known of an operation before any request: how its variables are coerced, and which of them decide its shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import Visitor, visit

from jetbridge.operation.choose import get_operation
from jetbridge.operation.normalize import find_condition_variables, normalize
from jetbridge.operation.parse import load_document
from jetbridge.operation.refusal import refuse
from jetbridge.operation.validate import check_document
from jetbridge.operation.variables import VariableCoercer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode, OperationType

    from jetbridge.operation.limits import Limits
    from jetbridge.operation.model import Operation


class PreparedOperation:
    """One operation of a valid document."""

    def __init__(self, document: DocumentNode, node: OperationDefinitionNode, schema: GraphQLSchema) -> None:
        self._document = document
        self._node = node
        self._schema = schema
        self._coercer = VariableCoercer(schema, node.variable_definitions or ())
        self._condition_names = find_condition_variables(document, node)
        self.has_variables = bool(node.variable_definitions)

    @property
    def kind(self) -> OperationType:
        return self._node.operation

    @property
    def name(self) -> str | None:
        return self._node.name.value if self._node.name else None

    def coerce(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the variables; raises `OperationRefused`."""
        return self._coercer.coerce(inputs) if self.has_variables else {}

    def get_conditions(self, variables: Mapping[str, Any]) -> tuple[bool, ...]:
        """What the variables say to `@skip` and `@include`: same conditions, same normalized operation."""
        return tuple(bool(variables.get(name)) for name in self._condition_names)

    def normalize(self, conditions: tuple[bool, ...]) -> Operation:
        values = dict(zip(self._condition_names, conditions, strict=True))
        return normalize(self._document, self._node, self._schema, values)


class ValidDocument:
    """A document of the client; raises `OperationRefused` if it is none that may be executed."""

    def __init__(self, source: str, schema: GraphQLSchema, limits: Limits, *, suggestions: bool) -> None:
        self._document = load_document(source, limits)
        self._schema = schema
        if not limits.introspection:
            _refuse_introspection(self._document)
        check_document(self._document, schema, suggestions=suggestions)

    def prepare(self, operation_name: str | None) -> PreparedOperation:
        return PreparedOperation(self._document, get_operation(self._document, operation_name), self._schema)


def _refuse_introspection(document: DocumentNode) -> None:
    finder = _IntrospectionFinder()
    visit(document, finder)
    if finder.found:
        raise refuse("GRAPHQL_VALIDATION_FAILED", "Introspection is switched off on this server.")


class _IntrospectionFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.found = self.found or node.name.value in ("__schema", "__type")
