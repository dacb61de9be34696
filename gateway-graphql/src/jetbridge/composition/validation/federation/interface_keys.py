"""@key on an interface: every implementation in the subgraph has the same key, resolvable if the interface's is."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from graphql import BooleanValueNode, FieldNode, InlineFragmentNode

from jetbridge.composition.facts import field_set_of
from jetbridge.composition.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import SelectionSetNode

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts
    from jetbridge.composition.model import Directive, Place, TypeDefinition

# A field set as a set: field name -> what is selected below.
_Shape: TypeAlias = "frozenset[tuple[str, _Shape]]"


def check_interface_keys(facts: Facts) -> Iterator[CompositionError]:
    """Check the keys of all interfaces."""
    for place in facts.subgraph.places("key"):
        selections = field_set_of(place.directive)
        if place.type is not None and place.type.kind is Kind.INTERFACE and selections is not None:
            yield from _check_implementations(facts, place, _shape(selections))


def _check_implementations(facts: Facts, place: Place, wanted: _Shape) -> Iterator[CompositionError]:
    for implementation in facts.subgraph.schema.implementations(place.coordinate):
        if implementation.kind is not Kind.OBJECT:
            continue
        same = _keys_of_shape(implementation, wanted)
        if not same:
            reason = "has no such key; add it"
        elif _is_resolvable(place.directive) and not any(map(_is_resolvable, same)):
            reason = "has that key with resolvable: false; make it resolvable, or the interface's not"
        else:
            continue
        who = f'"{implementation.name}" {reason}'
        message = f'A key of interface "{place.coordinate}" must hold for its implementations, but {who}.'
        code = "INTERFACE_KEY_NOT_ON_IMPLEMENTATION"
        yield facts.subgraph.error(code, message, implementation.name, implementation.node)


def _keys_of_shape(definition: TypeDefinition, wanted: _Shape) -> list[Directive]:
    keys = (directive for directive in definition.directives if directive.spec == "key")
    return [key for key in keys if (selections := field_set_of(key)) is not None and _shape(selections) == wanted]


def _shape(selections: SelectionSetNode) -> _Shape:
    shape = set()
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            below = _shape(selection.selection_set) if selection.selection_set else frozenset()
            shape.add((selection.name.value, below))
        elif isinstance(selection, InlineFragmentNode):
            shape |= _shape(selection.selection_set)
    return frozenset(shape)


def _is_resolvable(key: Directive) -> bool:
    value = key.arguments.get("resolvable")
    return not (isinstance(value, BooleanValueNode) and not value.value)
