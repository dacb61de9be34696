"""A field that is computed from others must be protected at least as they are, or it would leak what they hide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import FieldNode, InlineFragmentNode

from jetbridge.composition.facts import context_name, context_selections, field_set_of
from jetbridge.composition.merging.requirement_sets import both, implies, to_requirement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import SelectionSetNode

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.merging.graph import MergedGraph
    from jetbridge.composition.merging.requirement_sets import Requirement
    from jetbridge.composition.model import Directives, Place, Schema
    from jetbridge.composition.subgraph import Subgraph

_CODE = "MISSING_TRANSITIVE_AUTH_REQUIREMENTS"
_AUTH_FEATURES = frozenset({"authenticated", "requiresScopes", "policy"})


@dataclass(frozen=True, slots=True)
class _Protection:
    """What a caller must be able to show."""

    authenticated: bool
    scopes: Requirement
    policies: Requirement

    def covers(self, other: _Protection) -> bool:
        """Whether whoever passes this one passes the other."""
        return (
            (self.authenticated or not other.authenticated)
            and implies(self.scopes, other.scopes)
            and implies(self.policies, other.policies)
        )


def check_auth_requirements(graph: MergedGraph) -> Iterator[CompositionError]:
    """Check every @requires and @fromContext."""
    if not any(feature.name in _AUTH_FEATURES for feature in graph.features):
        return
    for subgraph in graph.subgraphs:
        for place in subgraph.places("requires"):
            selections = field_set_of(place.directive)
            if selections is not None and place.type is not None:
                yield from _check(graph.schema, subgraph, place, place.type.name, selections)
        for place in subgraph.places("fromContext"):
            for type_name, selections in _context_selections(subgraph, place):
                yield from _check(graph.schema, subgraph, place, type_name, selections)


def _context_selections(subgraph: Subgraph, place: Place) -> Iterator[tuple[str, SelectionSetNode]]:
    context, selections = context_selections(place.directive)
    for setter in subgraph.places("context"):
        if setter.type is not None and selections is not None and context_name(setter.directive) == context:
            yield setter.type.name, selections


def _check(
    schema: Schema, subgraph: Subgraph, place: Place, type_name: str, selections: SelectionSetNode
) -> Iterator[CompositionError]:
    if place.type is None or place.field is None:
        return
    given = _protection_of(schema, place.type.name, place.field.name)
    for parent, field_name in _selected(schema, type_name, selections):
        if not given.covers(_protection_of(schema, parent, field_name, with_parent=False)):
            coordinate = f"{place.type.name}.{place.field.name}"
            message = (
                f'"{coordinate}" is computed from "{parent}.{field_name}" and must be protected as it is;'
                " repeat its @authenticated, @requiresScopes or @policy."
            )
            yield subgraph.error(_CODE, message, coordinate, place.directive.node)
            return


def _selected(schema: Schema, type_name: str, selections: SelectionSetNode) -> Iterator[tuple[str, str]]:
    definition = schema.types.get(type_name)
    for selection in selections.selections:
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition.name.value if selection.type_condition else type_name
            yield from _selected(schema, condition, selection.selection_set)
        elif isinstance(selection, FieldNode) and definition and selection.name.value in definition.fields:
            field = definition.fields[selection.name.value]
            yield type_name, field.name
            if selection.selection_set:
                yield from _selected(schema, field.type.name, selection.selection_set)


def _protection_of(schema: Schema, type_name: str, field_name: str, *, with_parent: bool = True) -> _Protection:
    definition = schema.types[type_name]
    field = definition.fields[field_name]
    directives: Directives = field.directives
    if with_parent:
        directives += definition.directives
    else:
        target = schema.types.get(field.type.name)
        directives += target.directives if target else ()
    return _Protection(
        any(directive.spec == "authenticated" for directive in directives),
        both([to_requirement(d.arguments.get("scopes")) for d in directives if d.spec == "requiresScopes"]),
        both([to_requirement(d.arguments.get("policies")) for d in directives if d.spec == "policy"]),
    )
