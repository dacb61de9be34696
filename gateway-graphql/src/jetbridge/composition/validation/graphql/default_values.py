"""Default values are values of their types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.validation.graphql.problem import Problem
from jetbridge.composition.values import is_valid_value, print_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.model import InputValue, Schema


def check_default_values(schema: Schema) -> Iterator[Problem]:
    """Check the defaults of arguments and input fields."""
    for coordinate, value in iterate_inputs(schema):
        if value.default is not None and not is_valid_value(value.default, value.type, schema):
            message = f'The default of "{coordinate}", {print_value(value.default)}, is no value of type {value.type}.'
            yield Problem(message, coordinate, value.node)


def iterate_inputs(schema: Schema) -> Iterator[tuple[str, InputValue]]:
    """Iterate over all arguments and input fields with their coordinates."""
    for definition in schema.types.values():
        for field in definition.fields.values():
            for argument in field.arguments.values():
                yield f"{definition.name}.{field.name}({argument.name}:)", argument
        for value in definition.inputs.values():
            yield f"{definition.name}.{value.name}", value
    for directive in schema.directives.values():
        for argument in directive.arguments.values():
            yield f"@{directive.name}({argument.name}:)", argument
