"""Mutations one after the other, and subscriptions: root fields that must be asked for exactly once.

A root field begins only when everything selected on the one before it has been fetched. Neighbours for one subgraph
share a request as long as nothing else had to be fetched for the earlier ones: the subgraph runs them in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.operation.model import Field, InlineFragment
from jetbridge.planner.errors import unplannable
from jetbridge.planner.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.operation.model import Operation, Selection
    from jetbridge.planner.fetch_graph import Site
    from jetbridge.planner.names import Names
    from jetbridge.planner.walk import Groups, Walk
    from jetbridge.query_graph import Node


def walk_serially(walk: Walk, operation: Operation, root: str, names: Names) -> None:
    """Plan the root fields of a mutation or subscription in their order."""
    nodes = {node.subgraph: node for node in walk.graph.roots(operation.kind)}
    current: Place | None = None
    for field in _root_fields(operation.selections):
        node = _choose(walk, nodes, root, field)
        if current is None or len(walk.groups) > _count_before(current) or node.subgraph not in current.sites:
            current = _enter(walk, node, root, names)
        _ask(walk, current, current.sites[node.subgraph], field)


def _root_fields(selections: tuple[Selection, ...]) -> Iterator[Field]:
    for selection in selections:
        if isinstance(selection, InlineFragment):
            yield from _root_fields(selection.selections)
        elif not selection.name.startswith("__"):
            yield selection


def _count_before(place: Place) -> int:
    """How many groups there were once this root's own was made."""
    return next(iter(place.sites.values())).groups[0].number + 1


def _choose(walk: Walk, nodes: dict[str, Node], root: str, field: Field) -> Node:
    subgraph = walk.ways.choose_root(root, field, nodes)
    if subgraph is None:
        raise unplannable(f"{root}.{field.name}", "no subgraph has it.")
    return nodes[subgraph]


def _enter(walk: Walk, node: Node, root: str, names: Names) -> Place:
    place = Place(root, frozenset({root}), (), names, obtainable={node.subgraph: node})
    walk.entering.enter_root(place, node, dict.fromkeys(walk.groups))
    return place


def _ask(walk: Walk, place: Place, site: Site, field: Field) -> None:
    def below(child: Place) -> Groups:
        walk.select(child, field.selections)
        return {}

    walk.ask(place, site, field, field.response_key, below)
