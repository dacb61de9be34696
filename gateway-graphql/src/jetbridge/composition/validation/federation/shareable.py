"""@shareable: not on fields of interfaces, which nobody resolves, and once on each declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts


def check_shareable(facts: Facts) -> Iterator[CompositionError]:
    """Check every @shareable."""
    seen: set[tuple[str, int]] = set()
    for place in facts.subgraph.places("shareable"):
        key = (place.coordinate, place.directive.declaration)
        if place.type is not None and place.type.kind is Kind.INTERFACE and place.field is not None:
            message = f'"{place.coordinate}" is a field of an interface; mark the implementations @shareable instead.'
        elif key in seen:
            message = f'"{place.coordinate}" is marked @shareable twice; once is enough.'
        else:
            seen.add(key)
            continue
        yield facts.subgraph.error("INVALID_SHAREABLE_USAGE", message, place.coordinate, place.directive.node)
