"""What clients must give cannot be deprecated: they could never stop giving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.validation.graphql.default_values import iterate_inputs
from jetbridge.composition.validation.graphql.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.model import Schema


def check_deprecation(schema: Schema) -> Iterator[Problem]:
    """Check required arguments and input fields."""
    for coordinate, value in iterate_inputs(schema):
        if value.is_required and any(directive.name == "deprecated" for directive in value.directives):
            yield Problem(f'"{coordinate}" is required and cannot be deprecated.', coordinate, value.node)
