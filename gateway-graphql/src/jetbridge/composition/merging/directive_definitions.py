"""Directive definitions: those for operations must be everywhere; composed type system ones come from one subgraph."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jetbridge.composition.merging.arguments import merge_arguments
from jetbridge.composition.merging.descriptions import merge_description
from jetbridge.composition.merging.reporting import subgraph_list
from jetbridge.composition.model import DirectiveDefinition, InputValue, without_directives

if TYPE_CHECKING:
    from jetbridge.composition.merging.context import Merge, Sources

EXECUTABLE_LOCATIONS = frozenset(
    {
        "QUERY",
        "MUTATION",
        "SUBSCRIPTION",
        "FIELD",
        "FRAGMENT_DEFINITION",
        "FRAGMENT_SPREAD",
        "INLINE_FRAGMENT",
        "VARIABLE_DEFINITION",
    }
)
_BUILT_IN = frozenset({"skip", "include", "deprecated", "specifiedBy", "oneOf", "defer", "stream"})


def merge_directive_definitions(merge: Merge) -> None:
    """Merge what operations may use, and take over what is composed."""
    for name, definition in merge.composed.definitions.items():
        arguments = {argument.name: _composed(merge, argument) for argument in definition.arguments.values()}
        merge.directives[name] = replace(definition, arguments=arguments)
    names = dict.fromkeys(
        name
        for subgraph in merge.subgraphs
        for name, definition in subgraph.schema.directives.items()
        if definition.locations & EXECUTABLE_LOCATIONS and name not in _BUILT_IN
    )
    for name in names:
        if name not in merge.directives:
            _merge_executable(merge, name)


def _composed(merge: Merge, argument: InputValue) -> InputValue:
    merge.used_as_input.add(argument.type.name)
    return replace(argument, directives=without_directives(argument.directives, "fromContext"))


def _merge_executable(merge: Merge, name: str) -> None:
    coordinate = f"@{name}"
    sources = [
        (index, subgraph.schema.directives[name])
        for index, subgraph in enumerate(merge.subgraphs)
        if name in subgraph.schema.directives
    ]
    nodes = [(index, definition.node) for index, definition in sources]
    lacking = [subgraph.name for subgraph in merge.subgraphs if name not in subgraph.schema.directives]
    if lacking:
        message = f'"{coordinate}" is left out of the supergraph: it is not defined in {subgraph_list(lacking)}.'
        merge.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE", message, coordinate, nodes)
        return
    locations = frozenset.intersection(*(definition.locations for _, definition in sources)) & EXECUTABLE_LOCATIONS
    if not locations:
        message = f'"{coordinate}" is left out of the supergraph: its definitions have no location in common.'
        merge.hint("NO_EXECUTABLE_DIRECTIVE_INTERSECTION", message, coordinate, nodes)
        return
    _hint_at_differences(merge, coordinate, sources)
    merge.directives[name] = DirectiveDefinition(
        name,
        merge_arguments(merge, coordinate, sources),
        locations,
        all(definition.is_repeatable for _, definition in sources),
        merge_description(merge, coordinate, sources),
    )


def _hint_at_differences(merge: Merge, coordinate: str, sources: Sources[DirectiveDefinition]) -> None:
    nodes = [(index, definition.node) for index, definition in sources]
    if len({definition.locations & EXECUTABLE_LOCATIONS for _, definition in sources}) > 1:
        message = f'"{coordinate}" may be used in different places; the supergraph keeps those in common.'
        merge.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS", message, coordinate, nodes)
    if len({definition.is_repeatable for _, definition in sources}) > 1:
        message = f'"{coordinate}" is repeatable in some subgraphs only; it is not in the supergraph.'
        merge.hint("INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE", message, coordinate, nodes)
