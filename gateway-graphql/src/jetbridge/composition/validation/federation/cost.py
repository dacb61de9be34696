"""@cost: on what is resolved, so not on fields of interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts


def check_cost(facts: Facts) -> Iterator[CompositionError]:
    """Check where @cost stands."""
    for place in facts.subgraph.places("cost"):
        if place.location == "FIELD_DEFINITION" and place.type is not None and place.type.kind is Kind.INTERFACE:
            message = f'"{place.coordinate}" is a field of an interface; put @cost on the implementations.'
            node = place.directive.node
            yield facts.subgraph.error("COST_APPLIED_TO_INTERFACE_FIELD", message, place.coordinate, node)
