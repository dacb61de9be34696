"""Applied directives are defined, allowed where they stand, repeated only if repeatable, and have fitting arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import NullValueNode

from jetbridge.composition.validation.graphql.problem import Problem
from jetbridge.composition.values import is_valid_value, print_value
from jetbridge.federation.elements import FIELD_SET_DIRECTIVES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jetbridge.composition.model import DirectiveDefinition, Place, Schema


def check_directives(schema: Schema, places: Sequence[Place]) -> Iterator[Problem]:
    """Check every applied directive."""
    seen: set[tuple[str, str]] = set()
    for place in places:
        directive = place.directive
        if directive.node is None:
            # Added by the upgrade of a federation 1 subgraph, which need not define it.
            continue
        definition = schema.directives.get(directive.name)
        if definition is None:
            if directive.spec == "connect":
                # What connectors may say is for those who run them to check.
                continue
            message = f'Unknown directive "@{directive.name}"; define it, or import it with @link.'
            yield Problem(message, place.coordinate, directive.node)
            continue
        if place.location not in definition.locations:
            message = f'"@{directive.name}" cannot be used on {place.location}.'
            yield Problem(message, place.coordinate, directive.node)
        key = (place.coordinate, directive.name)
        if key in seen and not definition.is_repeatable:
            message = f'"@{directive.name}" is not repeatable and stands twice on "{place.coordinate}".'
            yield Problem(message, place.coordinate, directive.node)
        seen.add(key)
        if directive.arguments or definition.arguments:
            yield from _check_arguments(schema, place, definition)


def _check_arguments(schema: Schema, place: Place, definition: DirectiveDefinition) -> Iterator[Problem]:
    directive = place.directive
    for name, value in directive.arguments.items():
        argument = definition.arguments.get(name)
        if argument is None:
            message = f'"@{directive.name}" has no argument "{name}".'
        elif name == "fields" and directive.spec in FIELD_SET_DIRECTIVES and isinstance(value, NullValueNode):
            # Reported as no field set, with everything else that is none.
            continue
        elif not is_valid_value(value, argument.type, schema):
            message = f'"@{directive.name}({name}:)" must be a {argument.type}, not {print_value(value)}.'
        else:
            continue
        yield Problem(message, place.coordinate, directive.node)
    for argument in definition.arguments.values():
        if argument.is_required and argument.name not in directive.arguments:
            message = f'"@{directive.name}" needs the argument "{argument.name}" of type {argument.type}.'
            yield Problem(message, place.coordinate, directive.node)
