"""Arguments inside @requires: what a subgraph writes there must hold for the merged field, which others resolve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import FieldNode, InlineFragmentNode

from jetbridge.composition.facts import field_set_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import SelectionSetNode

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.merging.graph import MergedGraph
    from jetbridge.composition.model import Field, Schema


def check_requires_arguments(graph: MergedGraph) -> Iterator[CompositionError]:
    """Check every @requires against the merged schema."""
    for subgraph in graph.subgraphs:
        for place in subgraph.places("requires"):
            selections = field_set_of(place.directive)
            if selections is None or place.type is None:
                continue
            for reason in _misfits(graph.schema, place.type.name, selections):
                message = f'@requires on "{place.coordinate}" does not fit the supergraph: {reason}'
                node = place.directive.node
                yield subgraph.error("REQUIRES_INVALID_FIELDS", message, place.coordinate, node)


def _misfits(schema: Schema, type_name: str, selections: SelectionSetNode) -> Iterator[str]:
    definition = schema.types.get(type_name)
    for selection in selections.selections:
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition.name.value if selection.type_condition else type_name
            yield from _misfits(schema, condition, selection.selection_set)
        elif isinstance(selection, FieldNode):
            field = definition.fields.get(selection.name.value) if definition else None
            if field is None:
                continue
            yield from _argument_misfits(f"{type_name}.{field.name}", field, selection)
            if selection.selection_set:
                yield from _misfits(schema, field.type.name, selection.selection_set)


def _argument_misfits(coordinate: str, field: Field, node: FieldNode) -> Iterator[str]:
    given = [argument.name.value for argument in node.arguments or ()]
    for name in given:
        if name not in field.arguments:
            yield f'"{coordinate}" has no argument "{name}" there.'
    for name, argument in field.arguments.items():
        if argument.is_required and name not in given:
            yield f'"{coordinate}" needs its argument "{name}" there.'
