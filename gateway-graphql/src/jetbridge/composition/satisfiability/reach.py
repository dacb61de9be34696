"""Where one can get to in the query graph: by keys, by a field, and whether a field set can be had.

Everything depends on the node one stands on and on what is known of override labels, so it is worked out once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from jetbridge.operation.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jetbridge.operation.model import Selection
    from jetbridge.query_graph import FieldMove, KeyMove, Node, QueryGraph

Nodes: TypeAlias = "frozenset[Node]"


class UnknownLabel(Exception):
    """Whether something can be reached depends on an override label nothing has been assumed about yet."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


class Reach:
    """Reachability under assumptions about labels and with certain contexts set further up."""

    def __init__(self, graph: QueryGraph, labels: Mapping[str, bool], contexts: frozenset[str]) -> None:
        self._graph = graph
        self._labels = labels
        self._contexts = contexts
        self._roots = {name: frozenset(nodes) for name, nodes in _root_nodes(graph)}
        self._closures: dict[tuple[Node, str], Nodes] = {}
        self._unions: dict[tuple[Nodes, str], Nodes] = {}
        self._usable: dict[tuple[Node, str], bool] = {}
        self._growing: dict[tuple[Node, str], set[Node]] = {}
        self._deciding: set[tuple[Node, str]] = set()
        # Set when an answer was given while a question it depends on was still open; such answers are not kept.
        self._is_provisional = False

    def closure(self, nodes: Nodes, type_name: str) -> Nodes:
        """All nodes a value of the type can be looked at from, starting from where it is known to be."""
        if len(nodes) == 1:
            return self._closure_of(next(iter(nodes)), type_name)
        key = (nodes, type_name)
        if key not in self._unions:
            union = frozenset().union(*(self._closure_of(node, type_name) for node in nodes))
            if self._growing:
                return union
            self._unions[key] = union
        return self._unions[key]

    def _closure_of(self, node: Node, type_name: str) -> Nodes:
        roots = self._roots.get(type_name)
        if roots is not None:
            return roots
        key = (node, type_name)
        known = self._closures.get(key)
        if known is not None:
            return known
        if key in self._growing:
            self._is_provisional = True
            return frozenset(self._growing[key])
        return self._grow(key)

    def _grow(self, key: tuple[Node, str]) -> Nodes:
        node, type_name = key
        moves = [move for move in self._graph.key_moves(type_name) if move.target is not node]
        if node.type_name != type_name:
            moves += [m for m in self._graph.key_moves(node.type_name) if m.target is not node and m not in moves]
        reached = self._growing[key] = {node}
        outermost = len(self._growing) == 1 and not self._deciding
        was_provisional, self._is_provisional = self._is_provisional, False
        try:
            while self._grow_once(reached, moves, type_name):
                pass
        finally:
            del self._growing[key]
        result = frozenset(reached)
        if outermost or not self._is_provisional:
            self._closures[key] = result
        self._is_provisional = (was_provisional or self._is_provisional) and not outermost
        return result

    def _grow_once(self, reached: set[Node], moves: list[KeyMove], type_name: str) -> bool:
        before = len(reached)
        for move in moves:
            if move.target in reached or not _knows_type(reached, move, type_name):
                continue
            if self.can_select(move.key.selections, frozenset(reached), type_name, closed=True):
                reached.add(move.target)
        return len(reached) > before

    def targets(self, nodes: Nodes, type_name: str, field: str) -> list[tuple[Node, FieldMove]]:
        """The field moves of that name a value of the type offers, from wherever it can be looked at."""
        return list(self._moves(self.closure(nodes, type_name), field))

    def _moves(self, nodes: Iterable[Node], field: str) -> Iterator[tuple[Node, FieldMove]]:
        for node in nodes:
            move = self._graph.fields(node).get(field)
            if move is not None and self.is_usable(node, move):
                yield node, move

    def is_usable(self, node: Node, move: FieldMove) -> bool:
        """Tell whether a field move can be made: as to its label, its contexts and what it requires."""
        if move.label is not None:
            if move.label.name not in self._labels:
                raise UnknownLabel(move.label.name)
            if self._labels[move.label.name] is not move.label.active:
                return False
        if any(argument.context not in self._contexts for argument in move.context_arguments):
            return False
        return move.requires is None or self._can_meet(node, move)

    def _can_meet(self, node: Node, move: FieldMove) -> bool:
        key = (node, move.name)
        if key in self._usable:
            return self._usable[key]
        if key in self._deciding:
            self._is_provisional = True
            return False
        self._deciding.add(key)
        was_provisional, self._is_provisional = self._is_provisional, False
        try:
            answer = self._find_conditions(node, move)
        finally:
            self._deciding.discard(key)
        outermost = not self._deciding and not self._growing
        if outermost or not self._is_provisional or answer:
            self._usable[key] = answer
        self._is_provisional = (was_provisional or self._is_provisional) and not outermost
        return answer

    def _find_conditions(self, node: Node, move: FieldMove) -> bool:
        start = frozenset({node})
        if move.requires is None or not self.can_select(move.requires.selections, start, node.type_name):
            return False
        if self.can_select(move.requires.selections, start, node.type_name, closed=True):
            return True
        # What is required comes from elsewhere, so there must be a way back in.
        ways_back = (m for m in self._graph.key_moves(node.type_name) if m.target.subgraph == node.subgraph)
        return any(self.can_select(way_back.key.selections, start, node.type_name) for way_back in ways_back)

    def can_select(
        self, selections: tuple[Selection, ...], nodes: Nodes, type_name: str, *, closed: bool = False
    ) -> bool:
        """Tell whether a field set can be resolved; with `closed`, from these very nodes only."""
        here = nodes if closed else self.closure(nodes, type_name)
        return all(self._can_select_one(selection, here, type_name) for selection in selections)

    def _can_select_one(self, selection: Selection, nodes: Nodes, type_name: str) -> bool:
        if not isinstance(selection, Field):
            wanted = self._graph.possible(selection.type_condition)
            return all(
                self.can_select(selection.selections, self.narrow(nodes, name), name)
                for name in self.possible(nodes)
                if name in wanted
            )
        if selection.name == "__typename":
            return True
        below: set[Node] = set()
        found = False
        for _, move in self._moves(nodes, selection.name):
            found = True
            if move.target is not None:
                below.add(move.target)
        if not found:
            return self._can_select_by_type(selection, nodes)
        return not selection.selections or self._can_select_below(selection, frozenset(below))

    def _can_select_below(self, field: Field, nodes: Nodes) -> bool:
        name = str(field.type).strip("[]!")
        return bool(nodes) and self.can_select(field.selections, nodes, name)

    def _can_select_by_type(self, field: Field, nodes: Nodes) -> bool:
        # An interface's field that its subgraph does not resolve as such may still be resolved type by type.
        if not any(node.is_abstract for node in nodes):
            return False
        names = self.possible(nodes)
        return bool(names) and all(self.can_select((field,), self.narrow(nodes, name), name) for name in names)

    def possible(self, nodes: Iterable[Node]) -> frozenset[str]:
        """The object types a value known to be at one of these nodes can have."""
        return frozenset().union(*(node.possible for node in nodes))

    def narrow(self, nodes: Iterable[Node], type_name: str) -> Nodes:
        """The nodes of an object type that one gets from these."""
        return frozenset(narrowed for node in nodes if (narrowed := self._graph.narrow(node, type_name)) is not None)


def _knows_type(reached: Iterable[Node], move: KeyMove, type_name: str) -> bool:
    """An entity is asked for by its object type, which interface objects alone cannot tell."""
    if move.target.is_interface_object or move.target.is_abstract or move.target.type_name != type_name:
        return True
    return any(not node.is_interface_object for node in reached)


def _root_nodes(graph: QueryGraph) -> Iterator[tuple[str, tuple[Node, ...]]]:
    from graphql import OperationType

    for kind in OperationType:
        name = graph.root_type(kind)
        if name is not None:
            yield name, graph.roots(kind)
