"""@interfaceObject: an interface of other subgraphs that this one knows as an entity, so it needs a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts


def check_interface_objects(facts: Facts) -> Iterator[CompositionError]:
    """Check that interface objects are entities."""
    for place in facts.subgraph.places("interfaceObject"):
        if place.type is not None and not place.type.has("key"):
            message = f'"{place.coordinate}" is an @interfaceObject without @key; give it a key of the interface.'
            node = place.directive.node
            yield facts.subgraph.error("INTERFACE_OBJECT_USAGE_ERROR", message, place.coordinate, node)
