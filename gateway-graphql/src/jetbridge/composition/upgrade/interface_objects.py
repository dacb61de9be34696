"""An interface with a federation 1 @key, which means nothing, cannot stand for an interface object's entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.subgraph import Subgraph


def check_interface_objects(subgraph: Subgraph, others: Sequence[Subgraph]) -> Iterator[CompositionError]:
    """Check the interfaces that other subgraphs know as interface objects."""
    names = {place.coordinate for other in others for place in other.places("interfaceObject")}
    for place in subgraph.places("key"):
        if place.type is not None and place.type.kind is Kind.INTERFACE and place.coordinate in names:
            message = (
                f'"{place.coordinate}" is an @interfaceObject in another subgraph, and has a @key here, which'
                " federation 1 ignores; upgrade this subgraph to federation 2."
            )
            yield subgraph.error("INTERFACE_OBJECT_USAGE_ERROR", message, place.coordinate, place.directive.node)
