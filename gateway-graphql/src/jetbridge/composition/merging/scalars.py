"""Scalar types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.applied_directives import merge_directives
from jetbridge.composition.merging.descriptions import merge_description
from jetbridge.composition.merging.graph import JoinType
from jetbridge.composition.model import Kind, TypeDefinition

if TYPE_CHECKING:
    from jetbridge.composition.merging.context import Merge


def merge_scalars(merge: Merge) -> None:
    """Merge all scalar types."""
    for name in merge.names_of_kind(Kind.SCALAR):
        sources = merge.sources[name]
        merge.joins.types[name] = [JoinType(index) for index, _ in sources]
        merge.types[name] = TypeDefinition(
            name, Kind.SCALAR, merge_description(merge, name, sources), merge_directives(merge, name, sources)
        )
