"""Field sets: the text of `@key`, `@requires` and `@provides` -> selections with types.

A field set is parsed into the same `Selection` values as an operation, so whatever plans an operation can plan it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLString,
    InlineFragmentNode,
    OperationDefinitionNode,
    get_named_type,
    is_interface_type,
    is_object_type,
    parse,
    print_ast,
)

from jetbridge.operation.model import Argument, Field, InlineFragment, Selection
from jetbridge.supergraph.model import FieldSet

if TYPE_CHECKING:
    from graphql import GraphQLSchema, SelectionNode, SelectionSetNode

TYPENAME_TYPE = GraphQLNonNull(GraphQLString)


class FieldSetError(Exception):
    """A field set is not GraphQL or names what its type does not have."""


class FieldSetReader:
    """Parses field sets against one schema; equal ones on one type are one value."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._known: dict[tuple[str, str], FieldSet] = {}

    def load(self, type_name: str, text: str) -> FieldSet:
        known = self._known.get((type_name, text))
        if known is None:
            known = self._known[type_name, text] = FieldSet(text, self._load_selections(type_name, text))
        return known

    def _load_selections(self, type_name: str, text: str) -> tuple[Selection, ...]:
        source = text if text.lstrip().startswith("{") else f"{{ {text} }}"
        try:
            operation = parse(source, no_location=True).definitions[0]
        except GraphQLError as error:
            raise FieldSetError(f'Field set "{text}" of type "{type_name}": {error.message}') from error
        return self._convert(type_name, cast(OperationDefinitionNode, operation).selection_set)  # parsed from braces

    def _convert(self, type_name: str, selection_set: SelectionSetNode | None) -> tuple[Selection, ...]:
        if selection_set is None:
            return ()
        return tuple(self._convert_selection(type_name, node) for node in selection_set.selections)

    def _convert_selection(self, type_name: str, node: SelectionNode) -> Selection:
        match node:
            case FieldNode():
                field_type = self._field_type(type_name, node.name.value)
                arguments = tuple(
                    Argument(argument.name.value, print_ast(argument.value)) for argument in node.arguments or ()
                )
                children = self._convert(get_named_type(field_type).name, node.selection_set)
                name = node.name.value
                return Field(name, name, type_name, field_type, arguments, children)
            case InlineFragmentNode():
                condition = node.type_condition.name.value if node.type_condition else type_name
                return InlineFragment(condition, self._convert(condition, node.selection_set))
            case _:
                raise FieldSetError(f'A field set of type "{type_name}" spreads a named fragment.')

    def _field_type(self, type_name: str, field_name: str) -> GraphQLOutputType:
        if field_name == "__typename":
            return TYPENAME_TYPE
        parent = self._schema.get_type(type_name)
        if not (is_object_type(parent) or is_interface_type(parent)) or field_name not in parent.fields:
            raise FieldSetError(f'A field set names "{type_name}.{field_name}", which the supergraph does not have.')
        field_type: GraphQLOutputType = parent.fields[field_name].type
        return field_type
