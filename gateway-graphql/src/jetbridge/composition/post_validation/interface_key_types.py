"""A subgraph with a @key on an interface promises to resolve any entity of it, so it must know all implementations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.errors import one_of
from jetbridge.composition.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.merging.graph import MergedGraph


def check_interface_key_types(graph: MergedGraph) -> Iterator[CompositionError]:
    """Check every interface with a key, in every subgraph."""
    for subgraph in graph.subgraphs:
        for definition in subgraph.schema.types.values():
            if definition.kind is not Kind.INTERFACE or not definition.has("key"):
                continue
            missing = graph.schema.runtime_types(definition.name) - subgraph.schema.types.keys()
            if missing:
                message = (
                    f'Interface "{definition.name}" has a @key here, so this subgraph must define all implementations;'
                    f" {one_of(sorted(missing))} of other subgraphs {'is' if len(missing) == 1 else 'are'} missing."
                )
                code = "INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE"
                yield subgraph.error(code, message, definition.name, definition.node)
