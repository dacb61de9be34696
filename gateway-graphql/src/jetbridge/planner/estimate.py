"""What would it cost? Estimates over the query graph, by which the planner chooses between ways.

A cost is the set of requests it takes, as a bit mask: the bit `depth * number of subgraphs + subgraph` stands for one
request to that subgraph `depth` waves from here. Requests of one wave to one subgraph become one in the end, so the
cost of two things together is the union of their masks, and the number of requests is the number of bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from jetbridge.operation.model import Field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jetbridge.operation.model import InlineFragment, Selection
    from jetbridge.planner.budget import Budget
    from jetbridge.planner.moves import Moves
    from jetbridge.query_graph import FieldMove, KeyMove, Node


class Cost(NamedTuple):
    """`missing` counts what cannot be reached from here by keys; `mask` the requests for the rest."""

    mask: int
    missing: int


class Hop(NamedTuple):
    """How a subgraph is reached from others at one place: by `move`, `depth` waves later, through subgraphs `via`."""

    node: Node
    move: KeyMove
    depth: int
    mask: int
    via: frozenset[str]


FREE = Cost(0, 0)
# Where a value can be had from: node -> (depth, mask of the requests that lead there, subgraphs on the way).
Sources: TypeAlias = "dict[Node, tuple[int, int, frozenset[str]]]"
_NOWHERE: frozenset[str] = frozenset()
# Worse than anything else that can be missing.
_CIRCULAR = 1000


class Estimates:
    """Estimates for one query graph and one set of active labels; what depends on the graph alone is remembered."""

    def __init__(self, moves: Moves) -> None:
        self.moves = moves
        self.graph = moves.graph
        self.bits = {name: 1 << index for index, name in enumerate(self.graph.subgraphs)}
        self.width = len(self.graph.subgraphs)
        self._hops: dict[tuple[str, frozenset[Node]], Mapping[str, Hop]] = {}
        self._open: set[object] = set()
        self._cut = False

    def bit(self, depth: int, subgraph: str) -> int:
        return self.bits[subgraph] << (depth * self.width)

    def depth_of(self, mask: int) -> int:
        """The wave of a mask's last request; 0 for no request."""
        return (mask.bit_length() - 1) // self.width if mask else 0

    def hops(self, type_name: str, nodes: frozenset[Node]) -> Mapping[str, Hop]:
        """The subgraphs that keys lead to from `nodes`, all at one place whose values are of `type_name`."""
        key = (type_name, nodes)
        known = self._hops.get(key)
        if known is not None:
            return known
        if key in self._open:
            self._cut = True  # a circle: whoever asks must do without, and must not be remembered
            return {}
        self._open.add(key)
        found = self._find_hops(type_name, nodes)
        self._open.discard(key)
        if not self._open:
            self._cut = False
        if not self._cut:
            self._hops[key] = found
        return found

    def _find_hops(self, type_name: str, nodes: frozenset[Node]) -> dict[str, Hop]:
        sources: Sources = dict.fromkeys(nodes, (0, 0, _NOWHERE))
        reached = {node.subgraph for node in nodes}
        found: dict[str, Hop] = {}
        key_moves = [move for move in self.graph.key_moves(type_name) if self._admits(move, type_name, nodes)]
        while True:
            wave: dict[str, Hop] = {}
            for move in key_moves:
                subgraph = move.target.subgraph
                if subgraph not in reached:
                    hop = self._try_key(move, type_name, sources)
                    if hop and (subgraph not in wave or _rank(hop) < _rank(wave[subgraph])):
                        wave[subgraph] = hop
            if not wave:
                return found
            for subgraph, nearest in wave.items():
                found[subgraph] = nearest
                reached.add(subgraph)
                sources[nearest.node] = (nearest.depth, nearest.mask, nearest.via)

    def _admits(self, move: KeyMove, type_name: str, nodes: frozenset[Node]) -> bool:
        """An interface's key serves only where the other subgraph knows all types a value can have here."""
        target = move.target
        if target.is_interface_object or not target.is_abstract:
            return True
        return all(node.is_interface_object or node.possible <= target.possible for node in nodes)

    def _try_key(self, move: KeyMove, type_name: str, sources: Sources) -> Hop | None:
        depth, mask, via = 0, 0, _NOWHERE
        for selection in move.key.selections:
            part = self._supply(selection, type_name, sources)
            if part is None:
                return None
            depth, mask, via = max(depth, part[0]), mask | part[1], via | part[2]
        subgraph = move.target.subgraph
        return Hop(move.target, move, depth + 1, mask | self.bit(depth + 1, subgraph), via | {subgraph})

    def _supply(self, selection: Selection, type_name: str, sources: Sources) -> tuple[int, int, frozenset[str]] | None:
        """The best source of one selection of a key: when it is known, and what that takes."""
        if not isinstance(selection, Field):
            parts = [self._supply(inner, type_name, sources) for inner in selection.selections]
            known = [part for part in parts if part]
            return max(known) if known and len(known) == len(parts) else None
        best: tuple[int, int, frozenset[str]] | None = None
        for node, (depth, mask, via) in sources.items():
            move = self.moves.find(type_name, node, selection.name)
            if move is None or move.has_inputs:
                continue
            if selection.selections:
                if move.target is None:
                    continue
                below = self._estimate(type_of(selection), {move.target: (0, 0, _NOWHERE)}, selection.selections, None)
                if below.missing:
                    continue
                mask |= below.mask << (depth * self.width)
                depth += self.depth_of(below.mask)
            if best is None or (depth, mask.bit_count()) < (best[0], best[1].bit_count()):
                best = (depth, mask, via)
        if best is None and self.graph.is_abstract(type_name):
            return self._supply_for_each_type(selection, type_name, sources)
        return best

    def _supply_for_each_type(
        self, selection: Field, type_name: str, sources: Sources
    ) -> tuple[int, int, frozenset[str]] | None:
        depth, mask, via = 0, 0, _NOWHERE
        types = _common_types(sources)
        for object_type in sorted(types):
            part = self._supply(selection, object_type, self._narrow(sources, object_type))
            if part is None:
                return None
            depth, mask, via = max(depth, part[0]), mask | part[1], via | part[2]
        return (depth, mask, via) if types else None

    def below(self, node: Node, field: Field, budget: Budget, memo: dict[tuple[Node, int], Cost]) -> Cost:
        """What the selections below `field` cost once its value is being fetched at `node`."""
        key = (node, id(field.selections))
        cost = memo.get(key)
        if cost is None:
            sources: Sources = {node: (0, 0, _NOWHERE)}
            context = _Search(budget, memo)
            cost = memo[key] = self._estimate(type_of(field), sources, field.selections, context)
        return cost

    def requirement(self, type_name: str, nodes: frozenset[Node], move: FieldMove, node: Node) -> Cost:
        """What it costs to ask `node` for a field with its inputs, at a place that `nodes` are fetching."""
        guard = (move, nodes)
        if guard in self._open:
            return Cost(0, _CIRCULAR)
        self._open.add(guard)
        sources: Sources = dict.fromkeys(nodes, (0, 0, _NOWHERE))
        # What contexts cost is not known here: it depends on what is above.
        inputs = self._estimate(type_name, sources, move.requires.selections, None) if move.requires else FREE
        self._open.discard(guard)
        if not self._open:
            self._cut = False
        return Cost(inputs.mask | self.bit(self.depth_of(inputs.mask) + 1, node.subgraph), inputs.missing)

    def key_into(self, type_name: str, nodes: frozenset[Node], subgraph: str) -> KeyMove | None:
        """The best key by which `subgraph` can be asked for objects at a place that `nodes` are fetching."""
        sources: Sources = dict.fromkeys(nodes, (0, 0, _NOWHERE))
        for other, reached in self.hops(type_name, nodes).items():
            if other != subgraph:
                sources[reached.node] = (reached.depth, reached.mask, reached.via)
        found = [
            hop
            for move in self.graph.key_moves(type_name)
            if move.target.subgraph == subgraph and (hop := self._try_key(move, type_name, sources))
        ]
        return min(found, key=_rank).move if found else None

    def for_type(
        self, nodes: frozenset[Node], object_type: str, field: Field, budget: Budget, memo: dict[tuple[Node, int], Cost]
    ) -> Cost:
        """What one field costs for the values of an abstract place that are of `object_type`."""
        sources = self._narrow(dict.fromkeys(nodes, (0, 0, _NOWHERE)), object_type)
        return self._estimate(object_type, sources, (field,), _Search(budget, memo))

    def _estimate(
        self, type_name: str, sources: Sources, selections: tuple[Selection, ...], search: _Search | None
    ) -> Cost:
        total, missing = 0, 0
        later: list[Field] = []
        if search:
            search.budget.spend(len(selections))
        abstract = self.graph.is_abstract(type_name)
        if abstract and _asks_for_type(selections):
            sources = self._with_types_known(type_name, sources)
            total |= _mask_of_deepest(sources)
        for selection in selections:
            if not isinstance(selection, Field):
                cost = self._estimate_fragment(type_name, sources, selection, search)
            elif selection.name.startswith("__"):
                continue
            else:
                found = self._estimate_field(type_name, sources, selection, search, total)
                if found is None:
                    later.append(selection)
                    continue
                cost = found
            total, missing = total | cost.mask, missing + cost.missing
        for field in later:
            cost = self._estimate_by_hop(type_name, sources, field, search, total)
            total, missing = total | cost.mask, missing + cost.missing
        return Cost(total, missing)

    def _estimate_field(
        self, type_name: str, sources: Sources, field: Field, search: _Search | None, total: int
    ) -> Cost | None:
        """A field straight from one of the sources; None if none has it."""
        best: Cost | None = None
        for node, (depth, mask, _) in sources.items():
            move = self.moves.find(type_name, node, field.name)
            if move is None or move.has_inputs:
                continue
            cost = self._cost_at(move, field, depth, mask, search)
            if best is None or _is_better(cost, best, total):
                best = cost
            if not best.missing and not best.mask & ~total:
                break
        return best

    def _cost_at(self, move: FieldMove, field: Field, depth: int, mask: int, search: _Search | None) -> Cost:
        if move.target is None or not field.selections:
            return Cost(mask, 0)
        if search:
            below = self.below(move.target, field, search.budget, search.memo)
        else:
            below = self._estimate(type_of(field), {move.target: (0, 0, _NOWHERE)}, field.selections, None)
        return Cost(mask | below.mask << (depth * self.width), below.missing)

    def _estimate_by_hop(
        self, type_name: str, sources: Sources, field: Field, search: _Search | None, total: int
    ) -> Cost:
        """A field by a key move, a requirement, or for each object type by itself."""
        nodes = frozenset(sources)
        start = max((depth for depth, _, _ in sources.values()), default=0)
        best: Cost | None = None
        for hop in self.hops(type_name, nodes).values():
            move = self.moves.find(type_name, hop.node, field.name)
            if move is None:
                continue
            if move.has_inputs:
                cost = self._estimate_requirement(type_name, nodes, move, hop.node, field, search)
            else:
                cost = self._cost_at(move, field, hop.depth, hop.mask, search)
            cost = Cost(cost.mask << (start * self.width), cost.missing)
            if best is None or _is_better(cost, best, total):
                best = cost
        for node in nodes:
            move = self.moves.find(type_name, node, field.name)
            if move and move.has_inputs:
                cost = self._estimate_requirement(type_name, nodes, move, node, field, search)
                if best is None or _is_better(cost, best, total):
                    best = cost
        if best is None and self.graph.is_abstract(type_name):
            return self._estimate_for_each_type(type_name, sources, field, search)
        return best or Cost(0, 1)

    def _estimate_for_each_type(self, type_name: str, sources: Sources, field: Field, search: _Search | None) -> Cost:
        sources = self._with_types_known(type_name, sources)
        total, missing = _mask_of_deepest(sources), 0
        for object_type in sorted(_common_types(sources)):
            cost = self._estimate(object_type, self._narrow(sources, object_type), (field,), search)
            total, missing = total | cost.mask, missing + cost.missing
        return Cost(total, missing)

    def _estimate_fragment(
        self, type_name: str, sources: Sources, fragment: InlineFragment, search: _Search | None
    ) -> Cost:
        total, missing = 0, 0
        condition = fragment.type_condition
        if not self.graph.is_abstract(condition):
            narrowed = self._narrow(sources, condition)
            return self._estimate(condition, narrowed, fragment.selections, search) if narrowed else FREE
        for object_type in sorted(_common_types(sources) & self.graph.possible(condition)):
            cost = self._estimate(object_type, self._narrow(sources, object_type), fragment.selections, search)
            total, missing = total | cost.mask, missing + cost.missing
        return Cost(total, missing)

    def _estimate_requirement(
        self,
        type_name: str,
        nodes: frozenset[Node],
        move: FieldMove,
        node: Node,
        field: Field,
        search: _Search | None,
    ) -> Cost:
        """First the inputs, then one more request, then what is below the field."""
        inputs = self.requirement(type_name, nodes, move, node)
        cost = self._cost_at(move, field, self.depth_of(inputs.mask), inputs.mask, search)
        return Cost(cost.mask, cost.missing + inputs.missing)

    def _narrow(self, sources: Sources, object_type: str) -> Sources:
        found: Sources = {}
        for node, way in sources.items():
            narrowed = self.graph.narrow(node, object_type)
            if narrowed:
                found[narrowed] = way
        return found

    def _with_types_known(self, type_name: str, sources: Sources) -> Sources:
        """Where only interface objects are at hand, add the nearest subgraph that can tell the object types."""
        if any(not node.is_interface_object for node in sources):
            return sources
        hops = self.hops(type_name, frozenset(sources)).values()
        telling = [hop for hop in hops if not hop.node.is_interface_object]
        if not telling:
            return sources
        nearest = min(telling, key=_rank)
        return {**sources, nearest.node: (nearest.depth, nearest.mask, nearest.via)}


class _Search(NamedTuple):
    budget: Budget
    memo: dict[tuple[Node, int], Cost]


def type_of(field: Field) -> str:
    """The name of a field's type without lists and non-null."""
    inner = field.type
    while hasattr(inner, "of_type"):
        inner = inner.of_type
    return str(inner)


def _rank(hop: Hop) -> tuple[int, int]:
    return hop.mask.bit_count(), hop.depth


def _is_better(cost: Cost, other: Cost, total: int) -> bool:
    mine, theirs = total | cost.mask, total | other.mask
    return (cost.missing, mine.bit_count(), mine) < (other.missing, theirs.bit_count(), theirs)


def _asks_for_type(selections: tuple[Selection, ...]) -> bool:
    return any(not isinstance(selection, Field) or selection.name == "__typename" for selection in selections)


def _mask_of_deepest(sources: Sources) -> int:
    return max((mask for _, mask, _ in sources.values()), default=0)


def _common_types(sources: Sources) -> frozenset[str]:
    """The object types the sources that can tell may have; where several can, what the first of them may have."""
    for node in sources:
        if not node.is_interface_object:
            return node.possible
    return frozenset()
