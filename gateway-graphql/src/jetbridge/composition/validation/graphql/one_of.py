"""Of an input object that is @oneOf clients give exactly one field, so none can be required or have a default.

GraphQL specification, "Input Objects", "OneOf Input Objects".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.validation.graphql.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.model import Schema


def check_one_of(schema: Schema) -> Iterator[Problem]:
    """Check the fields of every input object that is @oneOf."""
    for definition in schema.types.values():
        if not definition.inputs or all(directive.name != "oneOf" for directive in definition.directives):
            continue
        for field in definition.inputs.values():
            coordinate = f"{definition.name}.{field.name}"
            if field.type.is_non_null:
                message = f'"{coordinate}" must be nullable, because {definition.name} is @oneOf.'
                yield Problem(message, coordinate, field.node)
            elif field.default is not None:
                yield Problem(
                    f'"{coordinate}" cannot have a default, because {definition.name} is @oneOf.',
                    coordinate,
                    field.node,
                )
