"""Making a subgraph like another, with some of its types or fields changed or gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from jetbridge.composition.model import Field, TypeDefinition
    from jetbridge.composition.subgraph import Subgraph


def rewrite_types(subgraph: Subgraph, rewrite: Callable[[TypeDefinition], TypeDefinition | None]) -> Subgraph:
    """Replace every type by what `rewrite` makes of it; None takes it away."""
    types = {}
    for name, definition in subgraph.schema.types.items():
        rewritten = rewrite(definition)
        if rewritten is not None:
            types[name] = rewritten
    return replace(subgraph, schema=replace(subgraph.schema, types=types))


def rewrite_fields(subgraph: Subgraph, rewrite: Callable[[TypeDefinition, Field], Field | None]) -> Subgraph:
    """Replace every field of objects and interfaces; None takes it away."""

    def rewrite_type(definition: TypeDefinition) -> TypeDefinition:
        fields = {}
        for name, field in definition.fields.items():
            rewritten = rewrite(definition, field)
            if rewritten is not None:
                fields[name] = rewritten
        return replace(definition, fields=fields)

    return rewrite_types(subgraph, rewrite_type)
