"""@requires: external fields of the same entity, arguments allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind
from jetbridge.composition.validation.federation.field_sets import FieldSetCheck, find_resolved_leaf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts


def check_requires(facts: Facts) -> Iterator[CompositionError]:
    """Check every @requires."""
    subgraph = facts.subgraph
    for place in subgraph.places("requires"):
        assert place.type is not None  # the directive's locations allow fields only
        if place.type.kind is Kind.INTERFACE:
            message = f'"{place.coordinate}" is a field of an interface; use @requires on the implementations.'
            node = place.directive.node
            yield subgraph.error("REQUIRES_UNSUPPORTED_ON_INTERFACE", message, place.coordinate, node)
        check = FieldSetCheck(subgraph, place)
        if check.check_against(place.type.name) and check.selections is not None:
            resolved = find_resolved_leaf(facts, place.type.name, check.selections)
            if resolved is not None:
                message = f'"{resolved}" is resolved by this subgraph; mark it @external, or do not require it.'
                check.report("FIELDS_MISSING_EXTERNAL", message)
        yield from check.errors
