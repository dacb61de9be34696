"""Names that begin with `__` are reserved for introspection, those of types with `join__` for the supergraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.validation.graphql.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import Node

    from jetbridge.composition.model import Schema


_OF_SUPERGRAPHS = ("join__", "link__")


def check_names(schema: Schema) -> Iterator[Problem]:
    """Check every element's name."""
    for coordinate, name, node in _names(schema):
        if name.startswith("__"):
            yield Problem(f'"{coordinate}": names that begin with "__" are reserved.', coordinate, node)
    for definition in schema.types.values():
        if definition.name.startswith(_OF_SUPERGRAPHS):
            message = f'"{definition.name}": the supergraph has types of its own under such names; choose another.'
            yield Problem(message, definition.name, definition.node)


def _names(schema: Schema) -> Iterator[tuple[str, str, Node | None]]:
    for definition in schema.types.values():
        parent = definition.name
        yield parent, parent, definition.node
        for field in definition.fields.values():
            yield f"{parent}.{field.name}", field.name, field.node
            for argument in field.arguments.values():
                yield f"{parent}.{field.name}({argument.name}:)", argument.name, argument.node
        for value in definition.values.values():
            yield f"{parent}.{value.name}", value.name, value.node
        for entry in definition.inputs.values():
            yield f"{parent}.{entry.name}", entry.name, entry.node
    for directive in schema.directives.values():
        yield f"@{directive.name}", directive.name, directive.node
