"""The moves of the query graph as they stand for one request: progressive overrides are decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jetbridge.query_graph import FieldMove, Node, QueryGraph


class Moves:
    """Field moves under the labels that are active."""

    def __init__(self, graph: QueryGraph, active_labels: frozenset[str]) -> None:
        self.graph = graph
        self._active = active_labels
        self._concrete: dict[tuple[str, str], bool] = {}

    def find(self, type_name: str, node: Node, field_name: str) -> FieldMove | None:
        """The move of a field for values of `type_name` that are at `node`.

        An interface object answers for an object type only what no subgraph resolves on the object type itself.
        """
        move = (node.moves or self.graph.fields(node)).get(field_name)
        if move is None:
            return None
        if move.label and (move.label.name in self._active) is not move.label.active:
            return None
        if node.is_interface_object and type_name != node.type_name and self._has_its_own(type_name, field_name):
            return None
        return move

    def _has_its_own(self, type_name: str, field_name: str) -> bool:
        key = (type_name, field_name)
        known = self._concrete.get(key)
        if known is None:
            joined = self.graph.supergraph.types[type_name]
            places = joined.fields.get(field_name, {})
            known = any(
                not place.external and not joined.subgraphs[subgraph].is_interface_object
                for subgraph, place in places.items()
            )
            # A key of the interface object is the same value wherever it comes from.
            known = self._concrete[key] = known and not self._is_in_key_of_interface_object(type_name, field_name)
        return known

    def _is_in_key_of_interface_object(self, type_name: str, field_name: str) -> bool:
        return any(
            part.name == field_name
            for move in self.graph.key_moves(type_name)
            if move.typename
            for part in move.key.selections
            if hasattr(part, "name")
        )
