"""The schemas inside a supergraph document: the whole one and the one clients see.

`@inaccessible` elements are left out of the API schema, and with them what would dangle: implementations of an
inaccessible interface, members of a union, fields whose type is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from graphql import (
    DirectiveDefinitionNode,
    DirectiveLocation,
    DocumentNode,
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    ObjectTypeDefinitionNode,
    OperationTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    build_ast_schema,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphql import (
        ConstDirectiveNode,
        DefinitionNode,
        EnumValueDefinitionNode,
        FieldDefinitionNode,
        GraphQLSchema,
        InputValueDefinitionNode,
        TypeNode,
    )

    from jetbridge.supergraph.spec_names import Specification

_Value = TypeVar("_Value", "InputValueDefinitionNode", "EnumValueDefinitionNode")
_EXECUTABLE = {
    DirectiveLocation.QUERY,
    DirectiveLocation.MUTATION,
    DirectiveLocation.SUBSCRIPTION,
    DirectiveLocation.FIELD,
    DirectiveLocation.FRAGMENT_DEFINITION,
    DirectiveLocation.FRAGMENT_SPREAD,
    DirectiveLocation.INLINE_FRAGMENT,
    DirectiveLocation.VARIABLE_DEFINITION,
}


def build_whole_schema(document: DocumentNode, specifications: Mapping[str, Specification]) -> GraphQLSchema:
    """Everything the document defines but the types and directives of `join`, `link` and `core`."""
    machinery = [specifications[name] for name in ("join", "link", "core") if name in specifications]
    kept = [definition for definition in document.definitions if not _is_owned(definition, machinery)]
    return _build(kept)


def build_api_schema(document: DocumentNode, specifications: Mapping[str, Specification]) -> GraphQLSchema:
    """What clients see."""
    inaccessible = specifications.get("inaccessible")
    hiding = inaccessible.directive("inaccessible") if inaccessible else "inaccessible"
    specs = list(specifications.values())
    visible = [
        definition
        for definition in document.definitions
        if not _is_owned(definition, specs)
        and not _is_type_system_directive(definition)
        and _is_visible(definition, hiding)
    ]
    names = {definition.name.value for definition in document.definitions if isinstance(definition, TypeDefinitionNode)}
    kept = {definition.name.value for definition in visible if isinstance(definition, TypeDefinitionNode)}
    return _build([_Trimming(hiding, names - kept).trim(definition) for definition in visible])


def _build(definitions: list[DefinitionNode]) -> GraphQLSchema:
    document = DocumentNode(definitions=tuple(definitions))
    # Composition has checked the supergraph; what it could not know (directives of other tools) must not stop us.
    return build_ast_schema(document, assume_valid=True, assume_valid_sdl=True)


def _is_owned(definition: DefinitionNode, specifications: Iterable[Specification]) -> bool:
    if isinstance(definition, DirectiveDefinitionNode):
        return any(spec.owns(definition.name.value, is_directive=True) for spec in specifications)
    if isinstance(definition, TypeDefinitionNode):
        return any(spec.owns(definition.name.value, is_directive=False) for spec in specifications)
    return False


def _is_type_system_directive(definition: DefinitionNode) -> bool:
    """Directives only schemas can carry mean nothing to clients, and no application of them is kept."""
    return isinstance(definition, DirectiveDefinitionNode) and not any(
        DirectiveLocation[location.value] in _EXECUTABLE for location in definition.locations
    )


def _is_visible(node: object, hiding: str) -> bool:
    directives: Iterable[ConstDirectiveNode] = getattr(node, "directives", None) or ()
    return all(directive.name.value != hiding for directive in directives)


class _Trimming:
    """Takes the inaccessible elements, and what refers to the types `gone`, out of a definition."""

    def __init__(self, hiding: str, gone: set[str]) -> None:
        self._hiding = hiding
        self._gone = gone

    def trim(self, definition: DefinitionNode) -> DefinitionNode:
        match definition:
            case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
                return type(definition)(
                    name=definition.name,
                    description=definition.description,
                    directives=_public(definition.directives),
                    interfaces=self._names(definition.interfaces),
                    fields=tuple(self._field(field) for field in definition.fields or () if self._has_type(field)),
                )
            case UnionTypeDefinitionNode():
                return UnionTypeDefinitionNode(
                    name=definition.name,
                    description=definition.description,
                    directives=(),
                    types=self._names(definition.types),
                )
            case EnumTypeDefinitionNode():
                return EnumTypeDefinitionNode(
                    name=definition.name,
                    description=definition.description,
                    directives=(),
                    values=self._visible(definition.values),
                )
            case InputObjectTypeDefinitionNode():
                return InputObjectTypeDefinitionNode(
                    name=definition.name,
                    description=definition.description,
                    directives=_public(definition.directives),
                    fields=self._visible(definition.fields),
                )
            case SchemaDefinitionNode():
                return self._schema_definition(definition)
            case _:
                return definition

    def _schema_definition(self, definition: SchemaDefinitionNode) -> SchemaDefinitionNode:
        operation_types: list[OperationTypeDefinitionNode] = [
            operation for operation in definition.operation_types if operation.type.name.value not in self._gone
        ]
        return SchemaDefinitionNode(
            description=definition.description, directives=(), operation_types=tuple(operation_types)
        )

    def _names(self, names: Iterable[NamedTypeNode] | None) -> tuple[NamedTypeNode, ...]:
        return tuple(name for name in names or () if name.name.value not in self._gone)

    def _has_type(self, node: FieldDefinitionNode | InputValueDefinitionNode) -> bool:
        return _is_visible(node, self._hiding) and _named(node.type) not in self._gone

    def _visible(self, values: Iterable[_Value] | None) -> tuple[_Value, ...]:
        return tuple(value for value in values or () if _is_visible(value, self._hiding))

    def _field(self, field: FieldDefinitionNode) -> FieldDefinitionNode:
        return type(field)(
            name=field.name,
            description=field.description,
            directives=_public(field.directives),
            type=field.type,
            arguments=self._visible(field.arguments),
        )


def _public(directives: Iterable[ConstDirectiveNode] | None) -> tuple[ConstDirectiveNode, ...]:
    """The applications clients see through introspection."""
    return tuple(node for node in directives or () if node.name.value in {"deprecated", "specifiedBy", "oneOf"})


def _named(type_node: TypeNode) -> str:
    while not isinstance(type_node, NamedTypeNode):
        type_node = type_node.type  # type: ignore[attr-defined]  # only lists and non-nulls are left, and they wrap
    return type_node.name.value
