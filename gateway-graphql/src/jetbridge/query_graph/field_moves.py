"""The field moves of a node: which fields its subgraph resolves there.

A field counts if it is not `@external` and not overridden, or if a `@provides` on the way brings it along. A field of
an interface counts only if every object type of it in the subgraph resolves it without further ado; where one does not,
each object type has to be looked at by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.query_graph.model import FieldMove, Label
from jetbridge.query_graph.provided import find_provided

if TYPE_CHECKING:
    from jetbridge.operation.model import Selection
    from jetbridge.query_graph.graph import QueryGraph
    from jetbridge.query_graph.model import Node
    from jetbridge.supergraph.model import FieldInSubgraph


class FieldMoves:
    """Builds the field moves of nodes."""

    def __init__(self, graph: QueryGraph) -> None:
        self._graph = graph

    def build(self, node: Node) -> dict[str, FieldMove]:
        joined = self._graph.supergraph.types[node.type_name]
        moves = {}
        for name, places in joined.fields.items():
            known = places.get(node.subgraph)
            move = self._build_move(node, name, known) if known else None
            if move and (not node.is_abstract or self._holds_for_every_type(node, name)):
                moves[name] = move
        return moves

    def _build_move(self, node: Node, name: str, known: FieldInSubgraph) -> FieldMove | None:
        below = find_provided(node.provided, name)
        if below is None and known.external and not node.is_abstract:
            return None
        if below is not None and known.external:
            return FieldMove(name, known.type, self._target(node, known, below))
        return FieldMove(
            name,
            known.type,
            self._target(node, known, below or ()),
            requires=known.requires,
            label=_label(known),
            context_arguments=known.context_arguments,
        )

    def _target(self, node: Node, known: FieldInSubgraph, below: tuple[Selection, ...]) -> Node | None:
        own = known.provides.selections if known.provides else ()
        provided = tuple(dict.fromkeys((*below, *own)))
        return self._graph.find_node(known.type.strip("[]!"), node.subgraph, provided)

    def _holds_for_every_type(self, node: Node, name: str) -> bool:
        for object_type in node.possible:
            narrowed = self._graph.narrow(node, object_type)
            move = self._graph.fields(narrowed).get(name) if narrowed else None
            if move is None or move.has_inputs or move.label:
                return False
        return True


def _label(known: FieldInSubgraph) -> Label | None:
    return Label(known.override_label, known.override is not None) if known.override_label else None
