"""What would it cost? Estimates over the query graph, by which the planner chooses between ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jetbridge.operation.model import Field
from jetbridge.planner.cost import FREE, HERE, Cost, Masks, Source, common_types, narrow_sources, type_of
from jetbridge.planner.hops import Circles, Hops, rank_hop

if TYPE_CHECKING:
    from jetbridge.operation.model import InlineFragment, Selection
    from jetbridge.planner.budget import Budget
    from jetbridge.planner.cost import Sources
    from jetbridge.planner.moves import Moves
    from jetbridge.query_graph import FieldMove, Node


# Worse than anything else that can be missing.
_CIRCULAR = 1000


class Estimates:
    """Estimates for one query graph and one set of active labels; what depends on the graph alone is remembered."""

    def __init__(self, moves: Moves) -> None:
        self.moves = moves
        self.graph = moves.graph
        self.masks = Masks(self.graph)
        self._circles = Circles()
        self.hops = Hops(moves, self.masks, self._circles, self._estimate)

    def below(self, node: Node, field: Field, budget: Budget, memo: dict[tuple[Node, int], Cost]) -> Cost:
        """What the selections below `field` cost once its value is being fetched at `node`."""
        key = (node, id(field.selections))
        cost = memo.get(key)
        if cost is None:
            sources: Sources = {node: HERE}
            context = _Search(budget, memo)
            cost = memo[key] = self._estimate(type_of(field), sources, field.selections, context)
        return cost

    def requirement(self, type_name: str, nodes: frozenset[Node], move: FieldMove, node: Node) -> Cost:
        """What it costs to ask `node` for a field with its inputs, at a place that `nodes` are fetching."""
        guard = (move, nodes)
        if guard in self._circles.open:
            return Cost(0, _CIRCULAR)
        self._circles.enter(guard)
        sources: Sources = dict.fromkeys(nodes, HERE)
        # What contexts cost is not known here: it depends on what is above.
        inputs = self._estimate(type_name, sources, move.requires.selections, None) if move.requires else FREE
        self._circles.leave(guard)
        return Cost(inputs.mask | self.masks.bit(self.masks.depth_of(inputs.mask) + 1, node.subgraph), inputs.missing)

    def for_type(
        self, nodes: frozenset[Node], object_type: str, field: Field, budget: Budget, memo: dict[tuple[Node, int], Cost]
    ) -> Cost:
        """What one field costs for the values of an abstract place that are of `object_type`."""
        sources = narrow_sources(self.graph, dict.fromkeys(nodes, HERE), object_type)
        return self._estimate(object_type, sources, (field,), _Search(budget, memo))

    def _estimate(
        self, type_name: str, sources: Sources, selections: tuple[Selection, ...], search: _Search | None = None
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
            below = self._estimate(type_of(field), {move.target: HERE}, field.selections, None)
        return Cost(mask | self.masks.later(below.mask, depth), below.missing)

    def _estimate_by_hop(
        self, type_name: str, sources: Sources, field: Field, search: _Search | None, total: int
    ) -> Cost:
        """A field by a key move, a requirement, or for each object type by itself."""
        nodes = frozenset(sources)
        start = max((depth for depth, _, _ in sources.values()), default=0)
        best: Cost | None = None
        for hop in self.hops.find(type_name, nodes).values():
            move = self.moves.find(type_name, hop.node, field.name)
            if move is None:
                continue
            if move.has_inputs:
                cost = self._estimate_requirement(type_name, nodes, move, hop.node, field, search)
            else:
                cost = self._cost_at(move, field, hop.depth, hop.mask, search)
            cost = Cost(self.masks.later(cost.mask, start), cost.missing)
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
        for object_type in sorted(common_types(sources)):
            cost = self._estimate(object_type, narrow_sources(self.graph, sources, object_type), (field,), search)
            total, missing = total | cost.mask, missing + cost.missing
        return Cost(total, missing)

    def _estimate_fragment(
        self, type_name: str, sources: Sources, fragment: InlineFragment, search: _Search | None
    ) -> Cost:
        total, missing = 0, 0
        condition = fragment.type_condition
        if not self.graph.is_abstract(condition):
            narrowed = narrow_sources(self.graph, sources, condition)
            return self._estimate(condition, narrowed, fragment.selections, search) if narrowed else FREE
        for object_type in sorted(common_types(sources) & self.graph.possible(condition)):
            cost = self._estimate(
                object_type, narrow_sources(self.graph, sources, object_type), fragment.selections, search
            )
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
        cost = self._cost_at(move, field, self.masks.depth_of(inputs.mask), inputs.mask, search)
        return Cost(cost.mask, cost.missing + inputs.missing)

    def _with_types_known(self, type_name: str, sources: Sources) -> Sources:
        """Where only interface objects are at hand, add the nearest subgraph that can tell the object types."""
        if any(not node.is_interface_object for node in sources):
            return sources
        hops = self.hops.find(type_name, frozenset(sources)).values()
        telling = [hop for hop in hops if not hop.node.is_interface_object]
        if not telling:
            return sources
        nearest = min(telling, key=rank_hop)
        return {**sources, nearest.node: Source(nearest.depth, nearest.mask, nearest.via)}


class _Search(NamedTuple):
    budget: Budget
    memo: dict[tuple[Node, int], Cost]


def _is_better(cost: Cost, other: Cost, total: int) -> bool:
    mine, theirs = total | cost.mask, total | other.mask
    return (cost.missing, mine.bit_count(), mine) < (other.missing, theirs.bit_count(), theirs)


def _asks_for_type(selections: tuple[Selection, ...]) -> bool:
    return any(not isinstance(selection, Field) or selection.name == "__typename" for selection in selections)


def _mask_of_deepest(sources: Sources) -> int:
    return max((mask for _, mask, _ in sources.values()), default=0)
