"""GraphQL document -> `Schema`: definitions and extensions of a type become one, problems are reported, not raised.

What cannot be represented (two fields of one name, a type of two kinds) is reported here and the first declaration
stands; whether what is represented makes sense is for the validation stage.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from graphql import (
    DirectiveDefinitionNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    ExecutableDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    NullValueNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
)

from jetbridge.composition.model import (
    BUILT_IN_SCALARS,
    ROOT_NAMES,
    Directive,
    DirectiveDefinition,
    Directives,
    EnumValue,
    Field,
    InputValue,
    Kind,
    Schema,
    TypeDefinition,
)
from jetbridge.composition.type_ref import build_type_ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from graphql import (
        ConstDirectiveNode,
        DirectiveNode,
        DocumentNode,
        EnumValueDefinitionNode,
        FieldDefinitionNode,
        InputValueDefinitionNode,
        Node,
        StringValueNode,
    )

# (message, node): a reason why the document is not a schema.
Problem: TypeAlias = "tuple[str, Node]"
Declaration: TypeAlias = TypeDefinitionNode | TypeExtensionNode
_Named = TypeVar("_Named", Field, InputValue, DirectiveDefinition)

_KINDS: dict[type[Node], Kind] = {
    ScalarTypeDefinitionNode: Kind.SCALAR,
    ScalarTypeExtensionNode: Kind.SCALAR,
    ObjectTypeDefinitionNode: Kind.OBJECT,
    ObjectTypeExtensionNode: Kind.OBJECT,
    InterfaceTypeDefinitionNode: Kind.INTERFACE,
    InterfaceTypeExtensionNode: Kind.INTERFACE,
    UnionTypeDefinitionNode: Kind.UNION,
    UnionTypeExtensionNode: Kind.UNION,
    EnumTypeDefinitionNode: Kind.ENUM,
    EnumTypeExtensionNode: Kind.ENUM,
    InputObjectTypeDefinitionNode: Kind.INPUT,
    InputObjectTypeExtensionNode: Kind.INPUT,
}


class SchemaReader:
    """Reads documents whose directives are named by `find_spec(local name) -> federation element or None`."""

    def __init__(self, find_spec: Callable[[str], str | None]) -> None:
        self.problems: list[Problem] = []
        self._find_spec = find_spec
        self._specs: dict[str, str | None] = {}

    def read(self, document: DocumentNode) -> Schema:
        """Build the schema; look at `problems` before using it."""
        declarations: defaultdict[str, list[Declaration]] = defaultdict(list)
        directives: dict[str, DirectiveDefinition] = {}
        schema_nodes: list[SchemaDefinitionNode | SchemaExtensionNode] = []
        for node in document.definitions:
            if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
                declarations[node.name.value].append(node)
            elif isinstance(node, DirectiveDefinitionNode):
                self._add(directives, self._directive_definition(node), f"Directive @{node.name.value}")
            elif isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
                schema_nodes.append(node)
            elif isinstance(node, ExecutableDefinitionNode):
                self.problems.append(("Operations and fragments do not belong into a schema.", node))
        types = {name: self._type(name, nodes) for name, nodes in declarations.items() if name not in BUILT_IN_SCALARS}
        self._check_built_in_scalars(declarations)
        # Built-in scalars may be declared once more; that has no effect but for the directives on them.
        again = {name: self._type(name, declarations[name]) for name in sorted(BUILT_IN_SCALARS & declarations.keys())}
        return replace(self._schema(types, directives, schema_nodes), specification_types=again)

    def _schema(
        self,
        types: dict[str, TypeDefinition],
        directives: dict[str, DirectiveDefinition],
        nodes: list[SchemaDefinitionNode | SchemaExtensionNode],
    ) -> Schema:
        roots: dict[str, str] = {}
        for node in nodes:
            for operation in node.operation_types or ():
                previous = roots.setdefault(operation.operation.value, operation.type.name.value)
                if previous != operation.type.name.value:
                    self.problems.append((f"There can be only one {operation.operation.value} root type.", operation))
        if not any(isinstance(node, SchemaDefinitionNode) for node in nodes):
            for operation_name, type_name in ROOT_NAMES.items():
                if operation_name not in roots and type_name in types and types[type_name].kind is Kind.OBJECT:
                    roots[operation_name] = type_name
        applied = [d for index, node in enumerate(nodes) for d in self._directives(node.directives, index)]
        description = next((text for node in nodes if (text := _description(node))), None)
        return Schema(types, directives, roots, tuple(applied), description, tuple(nodes))

    def _check_built_in_scalars(self, declarations: dict[str, list[Declaration]]) -> None:
        for name in BUILT_IN_SCALARS & declarations.keys():
            for node in declarations[name]:
                if _KINDS[type(node)] is not Kind.SCALAR:
                    self.problems.append((f"{name} is a built-in scalar and nothing else.", node))

    def _type(self, name: str, nodes: list[Declaration]) -> TypeDefinition:
        definitions = [node for node in nodes if isinstance(node, TypeDefinitionNode)]
        for again in definitions[1:]:
            self.problems.append((f"There can be only one type named {name}.", again))
        kind = _KINDS[type((definitions or nodes)[0])]
        same_kind = [node for node in nodes if _KINDS[type(node)] is kind]
        for other in (node for node in nodes if _KINDS[type(node)] is not kind):
            self.problems.append((f"{name} is a {kind.value}; it cannot be extended as another kind of type.", other))
        return self._declared(name, kind, same_kind)

    def _declared(self, name: str, kind: Kind, nodes: list[Declaration]) -> TypeDefinition:
        directives: list[Directive] = []
        fields: dict[str, Field] = {}
        inputs: dict[str, InputValue] = {}
        values: dict[str, EnumValue] = {}
        interfaces: list[str] = []
        members: list[str] = []
        for index, node in enumerate(nodes):
            directives += self._directives(node.directives, index)
            match node:
                case (
                    ObjectTypeDefinitionNode()
                    | ObjectTypeExtensionNode()
                    | InterfaceTypeDefinitionNode()
                    | InterfaceTypeExtensionNode()
                ):
                    interfaces += [interface.name.value for interface in node.interfaces or ()]
                    for field_node in node.fields or ():
                        self._add(fields, self._field(field_node, index), f"Field {name}.{field_node.name.value}")
                case InputObjectTypeDefinitionNode() | InputObjectTypeExtensionNode():
                    for input_node in node.fields or ():
                        self._add(inputs, self._input(input_node), f"Field {name}.{input_node.name.value}")
                case UnionTypeDefinitionNode() | UnionTypeExtensionNode():
                    members += [member.name.value for member in node.types or ()]
                case EnumTypeDefinitionNode() | EnumTypeExtensionNode():
                    for value_node in node.values or ():
                        values.setdefault(value_node.name.value, self._enum_value(value_node))
        return TypeDefinition(
            name,
            kind,
            next((text for node in nodes if (text := _description(node))), None),
            tuple(directives),
            fields,
            tuple(interfaces),
            tuple(members),
            values,
            inputs,
            tuple(nodes),
            frozenset(index for index, node in enumerate(nodes) if isinstance(node, TypeExtensionNode)),
        )

    def _add(self, into: dict[str, _Named], element: _Named, what: str) -> None:
        if element.name in into:
            assert element.node is not None
            self.problems.append((f"{what} is declared twice.", element.node))
        else:
            into[element.name] = element

    def _field(self, node: FieldDefinitionNode, declaration: int) -> Field:
        arguments = {argument.name.value: self._input(argument) for argument in node.arguments or ()}
        directives = self._directives(node.directives, declaration) if node.directives else ()
        type_ref = build_type_ref(node.type)
        return Field(node.name.value, type_ref, arguments, _description(node), directives, node, declaration)

    def _input(self, node: InputValueDefinitionNode) -> InputValue:
        directives = self._directives(node.directives) if node.directives else ()
        type_ref = build_type_ref(node.type)
        return InputValue(node.name.value, type_ref, node.default_value, _description(node), directives, node)

    def _enum_value(self, node: EnumValueDefinitionNode) -> EnumValue:
        return EnumValue(node.name.value, _description(node), self._directives(node.directives), node)

    def _directive_definition(self, node: DirectiveDefinitionNode) -> DirectiveDefinition:
        arguments = {argument.name.value: self._input(argument) for argument in node.arguments or ()}
        locations = frozenset(location.value for location in node.locations)
        return DirectiveDefinition(node.name.value, arguments, locations, node.repeatable, _description(node), node)

    def _directives(
        self, nodes: Iterable[ConstDirectiveNode | DirectiveNode] | None, declaration: int = 0
    ) -> Directives:
        return tuple(self._directive(node, declaration) for node in nodes or ())

    def _directive(self, node: DirectiveNode, declaration: int) -> Directive:
        name = node.name.value
        if name not in self._specs:
            self._specs[name] = self._find_spec(name)
        arguments = {argument.name.value: argument.value for argument in node.arguments or ()}
        if name == "deprecated" and isinstance(arguments.get("reason"), NullValueNode):
            # GraphQL allowed it until 2025; the reason was then the default one.
            del arguments["reason"]
        return Directive(name, self._specs[name], arguments, node, declaration)


def _description(node: Node) -> str | None:
    text: StringValueNode | None = getattr(node, "description", None)  # extensions have none
    return text.value or None if text else None
