"""What is extended must be defined by somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import ROOT_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.model import TypeDefinition
    from jetbridge.composition.subgraph import Subgraph


def is_extension(definition: TypeDefinition) -> bool:
    """Tell whether a type is another subgraph's and only extended here."""
    return definition.is_only_extended or definition.has("extends")


def check_base_types(subgraph: Subgraph, others: Sequence[Subgraph]) -> Iterator[CompositionError]:
    """Check the objects and interfaces that are only extended."""
    for definition in subgraph.schema.types.values():
        if not definition.kind.has_fields or not is_extension(definition) or definition.name in ROOT_NAMES.values():
            continue
        elsewhere = (other.schema.types.get(definition.name) for other in others)
        if not any(base is not None and base.kind is definition.kind and not is_extension(base) for base in elsewhere):
            message = f'"{definition.name}" is only ever extended; declare it without "extend" in one subgraph.'
            yield subgraph.error("EXTENSION_WITH_NO_BASE", message, definition.name, definition.node)
