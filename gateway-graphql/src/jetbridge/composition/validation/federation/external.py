"""@external: on fields of objects, and only on those something in the subgraph needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts


def check_external(facts: Facts) -> Iterator[CompositionError]:
    """Check every external field."""
    subgraph = facts.subgraph
    for place in subgraph.places("external"):
        if place.type is not None and place.type.kind is Kind.INTERFACE and place.field is not None:
            message = f'"{place.coordinate}" is a field of an interface, which nobody resolves; remove @external.'
            yield subgraph.error("EXTERNAL_ON_INTERFACE", message, place.coordinate, place.directive.node)
    if facts.external:
        yield from _check_used(facts)


def _check_used(facts: Facts) -> Iterator[CompositionError]:
    unused = facts.external - facts.used
    for type_name, field_name in sorted(unused):
        coordinate = f"{type_name}.{field_name}"
        message = (
            f'"{coordinate}" is @external but not needed by any @key, @requires, @provides or interface; remove it,'
            " or remove @external if this subgraph resolves it."
        )
        node = facts.subgraph.schema.types[type_name].fields[field_name].node
        yield facts.subgraph.error("EXTERNAL_UNUSED", message, coordinate, node)
