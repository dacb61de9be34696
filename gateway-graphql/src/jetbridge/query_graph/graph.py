"""Supergraph -> query graph. Nodes and moves are made when first asked for, once: several threads get the same ones.

Composition walks the graph to see whether every query of the API schema can be answered, the planner to answer one.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from graphql import OperationType, is_abstract_type, is_interface_type

from jetbridge.query_graph.field_moves import FieldMoves
from jetbridge.query_graph.model import KeyMove, Node
from jetbridge.query_graph.provided import narrow_provided

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jetbridge.operation.model import Selection
    from jetbridge.query_graph.model import FieldMove
    from jetbridge.supergraph.model import Supergraph


class QueryGraph:
    """The query graph of one supergraph. What it hands out is shared and must not be changed."""

    def __init__(self, supergraph: Supergraph) -> None:
        self.supergraph = supergraph
        self.subgraphs: tuple[str, ...] = tuple(supergraph.subgraphs)
        self._nodes: dict[tuple[str, str, tuple[Selection, ...]], Node] = {}
        self._moves: dict[Node, Mapping[str, FieldMove]] = {}
        self._narrowed: dict[tuple[Node, str], Node | None] = {}
        self._key_moves: dict[str, tuple[KeyMove, ...]] = {}
        self._possible: dict[str, frozenset[str]] = {}
        self._field_moves = FieldMoves(self)
        # What those who walk the graph have learnt of it, thread by thread: it goes when the graph goes.
        self.remembered = threading.local()

    def possible(self, type_name: str) -> frozenset[str]:
        """The object types of a type over all subgraphs; an object type's only one is itself."""
        known = self._possible.get(type_name)
        if known is None:
            joined = self.supergraph.types.get(type_name)
            known = frozenset().union(*joined.possible.values()) if joined else frozenset()
            self._possible[type_name] = known
        return known

    def is_abstract(self, type_name: str) -> bool:
        return is_abstract_type(self.supergraph.schema.get_type(type_name))

    def root_type(self, kind: OperationType) -> str | None:
        """The supergraph's name for a root type."""
        root = self.supergraph.schema.get_root_type(kind)
        return root.name if root else None

    def roots(self, kind: OperationType) -> tuple[Node, ...]:
        """The nodes an operation can start from."""
        name = self.root_type(kind)
        nodes = (self.find_node(name, subgraph) for subgraph in self.subgraphs) if name else ()
        return tuple(node for node in nodes if node)

    def find_node(self, type_name: str, subgraph: str, provided: tuple[Selection, ...] = ()) -> Node | None:
        """The node of a type in a subgraph; None if the subgraph does not have the type."""
        key = (type_name, subgraph, provided)
        node = self._nodes.get(key)
        if node is None:
            joined = self.supergraph.types.get(type_name)
            if joined is None or subgraph not in joined.subgraphs:
                return None
            is_object = joined.subgraphs[subgraph].is_interface_object
            made = Node(
                type_name=type_name,
                subgraph=subgraph,
                provided=provided,
                possible=self.possible(type_name) if is_object else joined.possible.get(subgraph, frozenset()),
                is_abstract=self.is_abstract(type_name) and not is_object,
                is_interface_object=is_object,
            )
            node = self._nodes.setdefault(key, made)
        return node

    def fields(self, node: Node) -> Mapping[str, FieldMove]:
        """The field moves of a node by field name. Those of an abstract type hold for all its object types there."""
        moves = node.moves
        if moves is None:
            moves = node.moves = self._moves.setdefault(node, self._field_moves.build(node))
        return moves

    def narrow(self, node: Node, type_name: str) -> Node | None:
        """The abstract type move: `node` restricted to values of `type_name`; None if the subgraph cannot do that.

        An interface object stays what it is, since its subgraph cannot tell the object types apart.
        """
        if node.type_name == type_name or node.is_interface_object:
            return node
        key = (node, type_name)
        if key not in self._narrowed:
            target = self.find_node(type_name, node.subgraph, narrow_provided(self, node.provided, type_name))
            reachable = target is not None and not target.is_interface_object and target.possible & node.possible
            self._narrowed[key] = target if reachable else None
        return self._narrowed[key]

    def key_moves(self, type_name: str) -> tuple[KeyMove, ...]:
        """Every key by which some subgraph can be asked for entities of a type, interface objects included."""
        moves = self._key_moves.get(type_name)
        if moves is None:
            moves = self._key_moves.setdefault(type_name, tuple(self._build_key_moves(type_name)))
        return moves

    def _build_key_moves(self, type_name: str) -> list[KeyMove]:
        joined = self.supergraph.types.get(type_name)
        if joined is None:
            return []
        moves = self._keys_of(type_name)
        for interface in sorted(joined.interfaces):
            moves += [move for move in self._keys_of(interface) if move.target.is_interface_object]
        return moves

    def _keys_of(self, type_name: str) -> list[KeyMove]:
        joined = self.supergraph.types.get(type_name)
        if joined is None:
            return []
        moves = []
        for subgraph in self.subgraphs:
            known = joined.subgraphs.get(subgraph)
            target = self.find_node(type_name, subgraph) if known else None
            if known and target:
                typename = type_name if target.is_interface_object else None
                moves += [KeyMove(target, key.fields, typename) for key in known.keys if key.resolvable]
        return moves

    def is_interface(self, type_name: str) -> bool:
        return is_interface_type(self.supergraph.schema.get_type(type_name))


def build_query_graph(supergraph: Supergraph) -> QueryGraph:
    return QueryGraph(supergraph)
