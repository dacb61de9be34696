"""A type that implements an interface has all of its fields, with arguments and types that fit.

GraphQL specification, "IsValidImplementation".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind
from jetbridge.composition.type_ref import is_subtype
from jetbridge.composition.validation.graphql.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.model import Field, Schema, TypeDefinition


def check_interfaces(schema: Schema) -> Iterator[Problem]:
    """Check every `implements`."""
    for definition in schema.types.values():
        for name in definition.interfaces:
            interface = schema.types.get(name)
            if interface is None or interface.kind is not Kind.INTERFACE:
                continue
            if name == definition.name:
                yield Problem(f"{name} cannot implement itself.", name, definition.node)
                continue
            yield from _check_transitive(definition, interface)
            yield from _check_implementation(schema, definition, interface)


def _check_transitive(definition: TypeDefinition, interface: TypeDefinition) -> Iterator[Problem]:
    for name in interface.interfaces:
        if name == definition.name:
            message = f"{definition.name} and {interface.name} cannot implement each other."
        elif name not in definition.interfaces:
            message = f"{definition.name} must also implement {name}, because {interface.name} does."
        else:
            continue
        yield Problem(message, definition.name, definition.node)


def _check_implementation(schema: Schema, definition: TypeDefinition, interface: TypeDefinition) -> Iterator[Problem]:
    for above in interface.fields.values():
        coordinate = f"{definition.name}.{above.name}"
        field = definition.fields.get(above.name)
        if field is None:
            message = f'"{coordinate}" is missing: {definition.name} implements {interface.name}, which has that field.'
            yield Problem(message, definition.name, definition.node)
            continue
        if not is_subtype(above.type, field.type, schema.is_subtype):
            expected = f'{above.type} of "{interface.name}.{above.name}"'
            message = f'"{coordinate}" has type {field.type}, which does not fit {expected}.'
            yield Problem(message, coordinate, field.node)
        if above.arguments or field.arguments:
            yield from _check_arguments(coordinate, field, interface.name, above)


def _check_arguments(coordinate: str, field: Field, interface: str, above: Field) -> Iterator[Problem]:
    for name, expected in above.arguments.items():
        argument = field.arguments.get(name)
        if argument is None:
            message = f'"{coordinate}({name}:)" is missing: "{interface}.{field.name}" has that argument.'
            yield Problem(message, coordinate, field.node)
        elif argument.type is not expected.type:
            message = f'"{coordinate}({name}:)" has type {argument.type}, but {expected.type} in {interface}.'
            yield Problem(message, f"{coordinate}({name}:)", argument.node)
    for name, argument in field.arguments.items():
        if name not in above.arguments and argument.is_required:
            message = f'"{coordinate}({name}:)" is required, but "{interface}.{field.name}" has no such argument.'
            yield Problem(message, f"{coordinate}({name}:)", argument.node)
