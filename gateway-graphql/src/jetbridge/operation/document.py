"""Prepare an operation: text of a client -> everything that is known before its variables have values.

That is: it is valid and within the limits, how its variables are coerced, and which of them decide its shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import Visitor, parse, visit

from jetbridge.operation.choose import get_operation
from jetbridge.operation.normalize import find_condition_variables, normalize
from jetbridge.operation.parse import load_document
from jetbridge.operation.refusal import refuse
from jetbridge.operation.validate import check_document
from jetbridge.operation.variables import VariableCoercer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DocumentNode, FieldNode, GraphQLSchema

    from jetbridge.operation.limits import Limits
    from jetbridge.operation.model import Operation


class PreparedOperation:
    """One operation of a valid document.

    A syntax tree weighs fifty times its text. So it is let go when the operation is normalized, and should other
    conditions ever be asked for, the text is parsed again.
    """

    def __init__(self, source: str, document: DocumentNode, name: str | None, schema: GraphQLSchema) -> None:
        node = get_operation(document, name)
        self.kind = node.operation
        self.name = node.name.value if node.name else None
        self.has_variables = bool(node.variable_definitions)
        self._source = source
        self._document: DocumentNode | None = document
        self._schema = schema
        self._coercer = VariableCoercer(schema, node.variable_definitions or ())
        self._condition_names = find_condition_variables(document, node)

    def coerce(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the variables; raises `OperationRefused`."""
        return self._coercer.coerce(inputs) if self.has_variables else {}

    def get_conditions(self, variables: Mapping[str, Any]) -> tuple[bool, ...]:
        """What the variables say to `@skip` and `@include`: same conditions, same normalized operation."""
        return tuple(bool(variables.get(name)) for name in self._condition_names)

    def normalize(self, conditions: tuple[bool, ...]) -> Operation:
        document = self._document or parse(self._source)
        self._document = None
        values = dict(zip(self._condition_names, conditions, strict=True))
        return normalize(document, get_operation(document, self.name), self._schema, values)


def prepare_operation(
    source: str, name: str | None, schema: GraphQLSchema, limits: Limits, *, suggestions: bool
) -> PreparedOperation:
    """Raises `OperationRefused` if `source` is no document that may be executed, or has no such operation."""
    document = load_document(source, limits)
    try:
        if not limits.introspection:
            _refuse_introspection(document)
        check_document(document, schema, suggestions=suggestions)
        return PreparedOperation(source, document, name, schema)
    finally:
        _unlink_tokens(document)


def _unlink_tokens(document: DocumentNode) -> None:
    """A token knows its neighbours: whoever kept one node would keep the whole text, and nothing be freed at once."""
    token = document.loc.start_token if document.loc is not None else None
    while token is not None:
        following = token.next
        token.prev = token.next = None
        token = following


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
