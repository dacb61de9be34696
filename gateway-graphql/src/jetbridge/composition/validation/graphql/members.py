"""Types have members: objects and interfaces fields, unions types, enums values, inputs fields; none of them twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind, Schema, TypeDefinition
from jetbridge.composition.validation.graphql.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

_RESERVED_ENUM_VALUES = ("true", "false", "null")
_NEEDED = {
    Kind.OBJECT: "a field",
    Kind.INTERFACE: "a field",
    Kind.INPUT: "a field",
    Kind.UNION: "a member",
    Kind.ENUM: "a value",
}


def check_members(schema: Schema) -> Iterator[Problem]:
    """Check what types consist of."""
    for definition in schema.types.values():
        name = definition.name
        if _is_empty(definition) and name not in schema.roots.values():
            yield Problem(f"{name} needs {_NEEDED[definition.kind]} at least.", name, definition.node)
        for value in _RESERVED_ENUM_VALUES:
            if value in definition.values:
                node = definition.values[value].node
                yield Problem(f'"{value}" cannot be the name of an enum value.', f"{name}.{value}", node)
        yield from _check_once(definition, definition.interfaces, "implements")
        yield from _check_once(definition, definition.members, "has as a member")


def _is_empty(definition: TypeDefinition) -> bool:
    members = (definition.fields, definition.inputs, definition.members, definition.values)
    return definition.kind in _NEEDED and not any(members)


def _check_once(definition: TypeDefinition, names: tuple[str, ...], verb: str) -> Iterator[Problem]:
    if len(set(names)) == len(names):
        return
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem(f"{definition.name} {verb} {name} more than once.", definition.name, definition.node)
