"""@provides needs something to provide on: a field of composite type that the subgraph resolves.

Where it has not, nothing else in the subgraph is looked at: what is then unused or missing would only be a consequence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Field
from jetbridge.composition.validation.federation.field_sets import is_marked_external

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts


def check_provides_targets(facts: Facts) -> Iterator[CompositionError]:
    """Check the fields that have a @provides."""
    for place in facts.subgraph.places("provides"):
        definition, field = place.type, place.field
        if definition is None or not isinstance(field, Field):
            continue
        target = facts.subgraph.schema.find_type(field.type.name)
        if is_marked_external(facts, definition.name, field):
            code = "EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE"
            message = f'"{place.coordinate}" is @external, so this subgraph cannot provide anything through it.'
        elif target is None or not target.kind.is_composite:
            code = "PROVIDES_ON_NON_OBJECT_FIELD"
            message = f'"{place.coordinate}" is of type {field.type}, which has no fields to provide.'
        else:
            continue
        yield facts.subgraph.error(code, message, place.coordinate, place.directive.node)
