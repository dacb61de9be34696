"""@override: on fields that are resolved, so not on those of interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts


def check_override(facts: Facts) -> Iterator[CompositionError]:
    """Check where @override stands; what it says is looked at while merging."""
    for place in facts.subgraph.places("override"):
        if place.type is not None and place.type.kind is Kind.INTERFACE:
            message = f'"{place.coordinate}" is a field of an interface; override the fields of the implementations.'
            node = place.directive.node
            yield facts.subgraph.error("OVERRIDE_ON_INTERFACE", message, place.coordinate, node)
