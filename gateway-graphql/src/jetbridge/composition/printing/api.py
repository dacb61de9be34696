"""The API schema: what clients see. Inaccessible elements and everything about federation are gone.

In: the merged schema, known to be free of contradictions about @inaccessible. Out: a schema, or its SDL.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jetbridge.composition.merging.directive_definitions import EXECUTABLE_LOCATIONS
from jetbridge.composition.model import Field, InputValue, Kind, Schema, TypeDefinition, find_directive
from jetbridge.composition.printing.sdl import (
    print_arguments,
    print_block,
    print_description,
    print_directive_definition,
    print_directives,
    print_input_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jetbridge.composition.model import Directives

_VISIBLE_DIRECTIVES = frozenset({"deprecated", "specifiedBy", "oneOf"})


def is_inaccessible(directives: Directives) -> bool:
    """Tell whether an element with these directives is hidden from clients."""
    return bool(directives) and find_directive(directives, "inaccessible") is not None


def to_api_schema(schema: Schema) -> Schema:
    """Remove what clients do not see."""
    hidden = frozenset(name for name, t in schema.types.items() if is_inaccessible(t.directives))
    types = {name: _visible_type(t, hidden) for name, t in schema.types.items() if name not in hidden}
    directives = {}
    for name, definition in schema.directives.items():
        locations = definition.locations & EXECUTABLE_LOCATIONS
        if locations:
            arguments = _visible_inputs(definition.arguments, hidden)
            directives[name] = replace(definition, arguments=arguments, locations=locations)
    roots = {operation: name for operation, name in schema.roots.items() if name in types}
    return Schema(types, directives, roots, (), schema.description)


def _visible_type(definition: TypeDefinition, hidden: frozenset[str]) -> TypeDefinition:
    return replace(
        definition,
        directives=_visible_directives(definition.directives),
        fields={
            name: _visible_field(field, hidden)
            for name, field in definition.fields.items()
            if not is_inaccessible(field.directives) and field.type.name not in hidden
        },
        interfaces=tuple(name for name in definition.interfaces if name not in hidden),
        members=tuple(name for name in definition.members if name not in hidden),
        inputs=_visible_inputs(definition.inputs, hidden),
        values={
            name: replace(value, directives=_visible_directives(value.directives))
            for name, value in definition.values.items()
            if not is_inaccessible(value.directives)
        },
    )


def _visible_field(field: Field, hidden: frozenset[str]) -> Field:
    if not field.directives and not field.arguments:
        return field
    return replace(
        field,
        arguments=_visible_inputs(field.arguments, hidden),
        directives=_visible_directives(field.directives),
    )


def _visible_inputs(inputs: Mapping[str, InputValue], hidden: frozenset[str]) -> dict[str, InputValue]:
    return {
        name: replace(value, directives=_visible_directives(value.directives)) if value.directives else value
        for name, value in inputs.items()
        if not is_inaccessible(value.directives) and value.type.name not in hidden
    }


def _visible_directives(directives: Directives) -> Directives:
    return tuple(d for d in directives if d.name in _VISIBLE_DIRECTIVES) if directives else ()


def print_api(schema: Schema) -> str:
    """Print an API schema."""
    return "\n\n".join(_definitions(schema)) + "\n"


def _definitions(schema: Schema) -> Iterator[str]:
    if schema.description:
        roots = [f"  {operation}: {name}" for operation, name in schema.roots.items()]
        yield print_description(schema.description) + print_block("schema", (), roots)
    for definition in schema.directives.values():
        yield print_directive_definition(definition)
    for name in sorted(schema.types):
        yield _print_type(schema.types[name])


def _print_type(definition: TypeDefinition) -> str:
    head = " ".join([f"{definition.kind.value} {definition.name}", *print_directives(definition.directives)])
    if definition.interfaces:
        head = f"{definition.kind.value} {definition.name} implements {' & '.join(definition.interfaces)}"
    if definition.kind is Kind.UNION:
        head += f" = {' | '.join(definition.members)}"
    return print_description(definition.description) + print_block(head, (), list(_members(definition)))


def _members(definition: TypeDefinition) -> Iterator[str]:
    for field in definition.fields.values():
        text = f"  {field.name}{print_arguments(field.arguments, '  ')}: {field.type}"
        yield print_description(field.description, "  ") + " ".join([text, *print_directives(field.directives)])
    for value in definition.inputs.values():
        yield f"{print_description(value.description, '  ')}  {print_input_value(value)}"
    for enum_value in definition.values.values():
        text = " ".join([f"  {enum_value.name}", *print_directives(enum_value.directives)])
        yield print_description(enum_value.description, "  ") + text
