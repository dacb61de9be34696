"""Hops: which subgraphs keys lead to from where a place is being fetched, and what that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jetbridge.operation.model import Field
from jetbridge.planner.cost import HERE, Source, common_types, narrow_sources, type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jetbridge.operation.model import Selection
    from jetbridge.planner.cost import Cost, Masks, Sources
    from jetbridge.planner.moves import Moves
    from jetbridge.query_graph import KeyMove, Node


class Hop(NamedTuple):
    """How a subgraph is reached from others at one place: by `move`, `depth` waves later, through subgraphs `via`."""

    node: Node
    move: KeyMove
    depth: int
    mask: int
    via: frozenset[str]


class Circles:
    """What is being worked out right now. An answer that was cut short because it led back to itself is not kept."""

    def __init__(self) -> None:
        self.open: set[object] = set()
        self.was_cut = False

    def enter(self, key: object) -> None:
        self.open.add(key)

    def leave(self, key: object) -> None:
        self.open.discard(key)
        if not self.open:
            self.was_cut = False


class Hops:
    """Hops for one query graph and one set of active labels, remembered.

    `estimate(type_name, sources, selections)` says what the fields inside a compound key cost.
    """

    def __init__(
        self,
        moves: Moves,
        masks: Masks,
        circles: Circles,
        estimate: Callable[[str, Sources, tuple[Selection, ...]], Cost],
    ) -> None:
        self._moves = moves
        self._graph = moves.graph
        self._masks = masks
        self._circles = circles
        self._estimate = estimate
        self._known: dict[tuple[str, frozenset[Node]], Mapping[str, Hop]] = {}

    def find(self, type_name: str, nodes: frozenset[Node]) -> Mapping[str, Hop]:
        """The subgraphs that keys lead to from `nodes`, all at one place whose values are of `type_name`."""
        key = (type_name, nodes)
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._circles.open:
            self._circles.was_cut = True  # whoever asks must do without, and must not be remembered
            return {}
        self._circles.enter(key)
        found = self._find_hops(type_name, nodes)
        self._circles.leave(key)
        if not self._circles.was_cut:
            self._known[key] = found
        return found

    def _find_hops(self, type_name: str, nodes: frozenset[Node]) -> dict[str, Hop]:
        sources: Sources = dict.fromkeys(nodes, HERE)
        reached = {node.subgraph for node in nodes}
        found: dict[str, Hop] = {}
        key_moves = [move for move in self._graph.key_moves(type_name) if self._admits(move, type_name, nodes)]
        while True:
            wave: dict[str, Hop] = {}
            for move in key_moves:
                subgraph = move.target.subgraph
                if subgraph not in reached:
                    hop = self._try_key(move, type_name, sources)
                    if hop and (subgraph not in wave or rank_hop(hop) < rank_hop(wave[subgraph])):
                        wave[subgraph] = hop
            if not wave:
                return found
            for subgraph, nearest in wave.items():
                found[subgraph] = nearest
                reached.add(subgraph)
                sources[nearest.node] = Source(nearest.depth, nearest.mask, nearest.via)

    def _admits(self, move: KeyMove, type_name: str, nodes: frozenset[Node]) -> bool:
        """An interface's key serves only where the other subgraph knows all types a value can have here."""
        target = move.target
        if target.is_interface_object or not target.is_abstract:
            return True
        return all(node.is_interface_object or node.possible <= target.possible for node in nodes)

    def _try_key(self, move: KeyMove, type_name: str, sources: Sources) -> Hop | None:
        depth, mask, via = HERE
        for selection in move.key.selections:
            part = self._supply(selection, type_name, sources)
            if part is None:
                return None
            depth, mask, via = max(depth, part.depth), mask | part.mask, via | part.via
        subgraph = move.target.subgraph
        return Hop(move.target, move, depth + 1, mask | self._masks.bit(depth + 1, subgraph), via | {subgraph})

    def _supply(self, selection: Selection, type_name: str, sources: Sources) -> Source | None:
        """The best source of one selection of a key: when it is known, and what that takes."""
        if not isinstance(selection, Field):
            parts = [self._supply(inner, type_name, sources) for inner in selection.selections]
            known = [part for part in parts if part]
            return max(known) if known and len(known) == len(parts) else None
        best: Source | None = None
        for node, (depth, mask, via) in sources.items():
            move = self._moves.find(type_name, node, selection.name)
            if move is None or move.has_inputs:
                continue
            if selection.selections:
                if move.target is None:
                    continue
                below = self._estimate(type_of(selection), {move.target: HERE}, selection.selections)
                if below.missing:
                    continue
                mask |= self._masks.later(below.mask, depth)
                depth += self._masks.depth_of(below.mask)
            if best is None or (depth, mask.bit_count()) < (best.depth, best.mask.bit_count()):
                best = Source(depth, mask, via)
        if best is None and self._graph.is_abstract(type_name):
            return self._supply_for_each_type(selection, type_name, sources)
        return best

    def _supply_for_each_type(self, selection: Field, type_name: str, sources: Sources) -> Source | None:
        depth, mask, via = HERE
        types = common_types(sources)
        for object_type in sorted(types):
            part = self._supply(selection, object_type, narrow_sources(self._graph, sources, object_type))
            if part is None:
                return None
            depth, mask, via = max(depth, part.depth), mask | part.mask, via | part.via
        return Source(depth, mask, via) if types else None

    def key_into(self, type_name: str, nodes: frozenset[Node], subgraph: str) -> KeyMove | None:
        """The best key by which `subgraph` can be asked for objects at a place that `nodes` are fetching."""
        sources: Sources = dict.fromkeys(nodes, HERE)
        for other, reached in self.find(type_name, nodes).items():
            if other != subgraph:
                sources[reached.node] = Source(reached.depth, reached.mask, reached.via)
        found = [
            hop
            for move in self._graph.key_moves(type_name)
            if move.target.subgraph == subgraph and (hop := self._try_key(move, type_name, sources))
        ]
        return min(found, key=rank_hop).move if found else None


def rank_hop(hop: Hop) -> tuple[int, int]:
    return hop.mask.bit_count(), hop.depth
