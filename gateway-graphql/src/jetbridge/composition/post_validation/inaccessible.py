"""@inaccessible: what is left for clients must still make sense.

Nothing visible may refer to something hidden, need it, implement less than it says, or be left empty.
https://specs.apollo.dev/inaccessible
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import EnumValueNode, ListValueNode, ObjectValueNode, StringValueNode

from jetbridge.composition.merging.directive_definitions import EXECUTABLE_LOCATIONS
from jetbridge.composition.model import Kind
from jetbridge.composition.post_validation.locating import merged_error
from jetbridge.composition.printing.api import is_inaccessible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import ValueNode

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.merging.graph import MergedGraph
    from jetbridge.composition.model import Field, InputValue, Schema, TypeDefinition
    from jetbridge.composition.type_ref import TypeRef


def check_inaccessible(graph: MergedGraph) -> Iterator[CompositionError]:
    """Check everything that is visible; a graph without @inaccessible passes at once."""
    if not any(feature.name == "inaccessible" for feature in graph.features):
        return
    schema = graph.schema
    findings = [*_check_directives(schema)]
    for definition in schema.types.values():
        if not is_inaccessible(definition.directives):
            findings += _check_visible_type(schema, definition)
        elif definition.name == schema.roots.get("query"):
            message = f'"{definition.name}" is the query root type and cannot be @inaccessible.'
            findings.append(("QUERY_ROOT_TYPE_INACCESSIBLE", message, definition.name))
    for code, message, coordinate in findings:
        yield merged_error(graph, code, message, coordinate)


_Finding = tuple[str, str, str]


def _check_directives(schema: Schema) -> Iterator[_Finding]:
    for directive in schema.directives.values():
        for argument in directive.arguments.values():
            coordinate = f"@{directive.name}({argument.name}:)"
            if not is_inaccessible(argument.directives):
                yield from _check_visible_input(schema, coordinate, argument)
            elif not directive.locations <= EXECUTABLE_LOCATIONS:
                message = f'"{coordinate}" is used inside schemas and cannot be @inaccessible.'
                yield "DISALLOWED_INACCESSIBLE", message, coordinate
            elif argument.is_required:
                message = f'"{coordinate}" is required and cannot be @inaccessible; make it optional.'
                yield "REQUIRED_INACCESSIBLE", message, coordinate


def _check_visible_type(schema: Schema, definition: TypeDefinition) -> Iterator[_Finding]:
    name = definition.name
    if _is_all_hidden(schema, definition):
        message = f'"{name}" is visible, but everything in it is @inaccessible; hide it too, or show something of it.'
        yield "ONLY_INACCESSIBLE_CHILDREN", message, name
    for field in definition.fields.values():
        coordinate = f"{name}.{field.name}"
        if is_inaccessible(field.directives):
            yield from _check_hidden_field(schema, definition, field)
            continue
        yield from _check_reference(schema, coordinate, field.type)
        for argument in field.arguments.values():
            yield from _check_argument(schema, definition, field, argument)
    for value in definition.inputs.values():
        coordinate = f"{name}.{value.name}"
        if not is_inaccessible(value.directives):
            yield from _check_visible_input(schema, coordinate, value)
        elif value.is_required:
            message = f'"{coordinate}" is required and cannot be @inaccessible; make it optional.'
            yield "REQUIRED_INACCESSIBLE", message, coordinate


def _is_all_hidden(schema: Schema, definition: TypeDefinition) -> bool:
    match definition.kind:
        case Kind.SCALAR:
            return False
        case Kind.UNION:
            members = (schema.types[member].directives for member in definition.members)
        case Kind.ENUM:
            members = (value.directives for value in definition.values.values())
        case Kind.INPUT:
            members = (value.directives for value in definition.inputs.values())
        case Kind.OBJECT | Kind.INTERFACE:
            members = (field.directives for field in definition.fields.values())
    return all(is_inaccessible(directives) for directives in members)


def _check_reference(schema: Schema, coordinate: str, type_ref: TypeRef) -> Iterator[_Finding]:
    target = schema.types.get(type_ref.name)
    if target is not None and is_inaccessible(target.directives):
        message = f'"{coordinate}" is visible, but its type "{type_ref.name}" is @inaccessible; hide or show both.'
        yield "REFERENCED_INACCESSIBLE", message, coordinate


def _check_visible_input(schema: Schema, coordinate: str, value: InputValue) -> Iterator[_Finding]:
    yield from _check_reference(schema, coordinate, value.type)
    if value.default is not None:
        for hidden in _hidden_in(schema, value.default, value.type):
            message = f'The default value of "{coordinate}" uses "{hidden}", which is @inaccessible.'
            yield "DEFAULT_VALUE_USES_INACCESSIBLE", message, coordinate


def _hidden_in(schema: Schema, value: ValueNode, type_ref: TypeRef) -> Iterator[str]:
    if isinstance(value, ListValueNode):
        for item in value.values:
            yield from _hidden_in(schema, item, type_ref)
        return
    definition = schema.types.get(type_ref.name)
    if definition is None:
        return
    if isinstance(value, EnumValueNode | StringValueNode) and value.value in definition.values:
        if is_inaccessible(definition.values[value.value].directives):
            yield f"{definition.name}.{value.value}"
    elif isinstance(value, ObjectValueNode):
        for entry in value.fields:
            field = definition.inputs.get(entry.name.value)
            if field is None:
                continue
            if is_inaccessible(field.directives):
                yield f"{definition.name}.{field.name}"
            yield from _hidden_in(schema, entry.value, field.type)


def _check_hidden_field(schema: Schema, definition: TypeDefinition, field: Field) -> Iterator[_Finding]:
    for interface in _visible_interfaces(schema, definition):
        above = interface.fields.get(field.name)
        if above is not None and not is_inaccessible(above.directives):
            coordinate = f"{definition.name}.{field.name}"
            message = f'"{coordinate}" is @inaccessible but implements the visible "{interface.name}.{field.name}".'
            yield "IMPLEMENTED_BY_INACCESSIBLE", message, coordinate


def _check_argument(
    schema: Schema, definition: TypeDefinition, field: Field, argument: InputValue
) -> Iterator[_Finding]:
    coordinate = f"{definition.name}.{field.name}({argument.name}:)"
    is_hidden = is_inaccessible(argument.directives)
    if not is_hidden:
        yield from _check_visible_input(schema, coordinate, argument)
    elif argument.is_required:
        message = f'"{coordinate}" is required and cannot be @inaccessible; make it optional.'
        yield "REQUIRED_INACCESSIBLE", message, coordinate
    for interface in _visible_interfaces(schema, definition):
        above = interface.fields.get(field.name)
        other = above.arguments.get(argument.name) if above is not None else None
        if above is None or other is None or is_inaccessible(above.directives):
            continue
        shown = f'"{interface.name}.{field.name}({argument.name}:)"'
        if is_hidden and not is_inaccessible(other.directives):
            message = f'"{coordinate}" is @inaccessible but implements the visible {shown}.'
            yield "IMPLEMENTED_BY_INACCESSIBLE", message, coordinate
        elif not is_hidden and argument.is_required and is_inaccessible(other.directives):
            message = f'{shown} is @inaccessible, but "{coordinate}", which implements it, is required.'
            yield "REQUIRED_INACCESSIBLE", message, coordinate


def _visible_interfaces(schema: Schema, definition: TypeDefinition) -> list[TypeDefinition]:
    interfaces = (schema.types.get(name) for name in definition.interfaces)
    return [interface for interface in interfaces if interface and not is_inaccessible(interface.directives)]
