"""`implements` clauses and union members: the union of what the subgraphs say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.applied_directives import merge_directives
from jetbridge.composition.merging.descriptions import merge_description
from jetbridge.composition.merging.graph import JoinType
from jetbridge.composition.merging.reporting import subgraph_list
from jetbridge.composition.model import Kind, TypeDefinition

if TYPE_CHECKING:
    from jetbridge.composition.merging.context import Merge, Sources


def merge_implements(merge: Merge) -> None:
    """Merge the `implements` of all object and interface types."""
    for name in (*merge.names_of_kind(Kind.OBJECT), *merge.names_of_kind(Kind.INTERFACE)):
        joins = [(i, interface) for i, definition in merge.sources[name] for interface in definition.interfaces]
        if joins:
            merge.joins.implements[name] = joins
            merge.interfaces[name] = tuple(dict.fromkeys(interface for _, interface in joins))


def merge_unions(merge: Merge) -> None:
    """Merge all union types."""
    for name in merge.names_of_kind(Kind.UNION):
        sources = merge.sources[name]
        joins = [(i, member) for i, definition in sources for member in definition.members]
        members = tuple(dict.fromkeys(member for _, member in joins))
        merge.joins.types[name] = [JoinType(index) for index, _ in sources]
        merge.joins.members[name] = joins
        merge.members[name] = members
        _hint_at_missing_members(merge, name, sources, members)
        merge.types[name] = TypeDefinition(
            name,
            Kind.UNION,
            merge_description(merge, name, sources),
            merge_directives(merge, name, sources),
            members=members,
        )


def _hint_at_missing_members(
    merge: Merge, name: str, sources: Sources[TypeDefinition], members: tuple[str, ...]
) -> None:
    for member in members:
        lacking = [(i, definition.node) for i, definition in sources if member not in definition.members]
        if lacking:
            message = f'"{member}" is no member of "{name}" in {subgraph_list(merge.names(i for i, _ in lacking))}.'
            merge.hint("INCONSISTENT_UNION_MEMBER", message, name, lacking)
