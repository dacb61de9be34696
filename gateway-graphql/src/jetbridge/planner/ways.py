"""Ways to a field at a place, and the choice between them.

A field is looked for

1. at the sites the place has,
2. where keys lead from there,
3. where the place can be had from if its parents are fetched from other subgraphs too (value types without keys).

If none has it and the place is abstract, each object type is looked at by itself. The way with fewest requests wins,
counting those already needed elsewhere as free; then the earlier one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jetbridge.planner.cost import FREE
from jetbridge.planner.errors import unplannable
from jetbridge.planner.places import narrow_node, sites_of

if TYPE_CHECKING:
    from jetbridge.operation.model import Field
    from jetbridge.planner.cost import Cost
    from jetbridge.planner.fetch_graph import Site
    from jetbridge.planner.places import Place
    from jetbridge.planner.walk import Walk
    from jetbridge.query_graph import FieldMove, Node


class Way(NamedTuple):
    """Ask `subgraph`, where the field is `move`; `site` is None if the place has none there yet."""

    subgraph: str
    move: FieldMove
    site: Site | None
    mask: int = 0
    missing: int = 0


class Ways:
    """Finds and compares ways, knowing what the plan needs already."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._graph = walk.graph
        self._moves = walk.moves
        self._estimates = walk.estimates
        self._needed = 0
        self._memo: dict[tuple[Node, int], Cost] = {}
        self._differing: dict[tuple[str, str], bool] = {}

    def take(self, way: Way) -> None:
        """From now on the requests of `way` are free for others."""
        self._needed |= way.mask

    def is_at_hand(self, place: Place, field: Field) -> bool:
        return any(self._plain(place, site.node, field) for site in sites_of(place, self._graph).values())

    def find_leaf(self, place: Place, field: Field) -> Way | None:
        """The earliest site that has a leaf field."""
        best: Way | None = None
        for subgraph, site in sites_of(place, self._graph).items():
            move = self._plain(place, site.node, field)
            if move and (best is None or best.site is None or site.level < best.site.level):
                best = Way(subgraph, move, site)
                if not site.level:
                    break
        return best

    def choose(self, place: Place, field: Field) -> Way | None:
        """The best way to a field; None if there is none, or an abstract place is better taken type by type."""
        if not field.selections and (leaf := self.find_leaf(place, field)):
            return leaf
        sites = sites_of(place, self._graph)
        best = self._best([self._from_site(place, site, field) for site in sites.values()])
        if best and not best.missing and self._added(best.mask) < 2:
            return best
        found = [best, *self._by_key(place, field, sites)]
        if place.is_abstract and (by_type := self._by_type(place, field, sites)):
            found.append(by_type)
        best = self._best(found)
        if best is None:
            best = self._best(self._by_parents(place, field))
        return None if best and best.subgraph == "" else best

    def choose_root(self, root: str, field: Field, nodes: dict[str, Node]) -> str | None:
        """The one subgraph to ask for a root field that must not be asked for twice."""
        best: tuple[int, int, str] | None = None
        for name, node in nodes.items():
            move = self._moves.find(root, node, field.name)
            if move:
                cost = self._estimates.below(move.target, field, self._walk.budget, self._memo) if move.target else FREE
                rank = (cost.missing, cost.mask.bit_count(), name)
                best = min(best, rank) if best else rank
        return best[2] if best else None

    def choose_telling(self, place: Place) -> str:
        """The subgraph to ask for the runtime types at a place where interface objects alone are at hand."""
        nodes = frozenset(site.node for site in sites_of(place, self._graph).values())
        hops = self._estimates.hops.find(place.type_name, nodes)
        telling = [name for name, hop in hops.items() if not hop.node.is_interface_object]
        if telling:
            return min(telling, key=lambda name: self._added(hops[name].mask))
        for name, node in self.obtainable(place).items():
            if not node.is_interface_object:
                return name
        raise unplannable(f"{place.type_name}.__typename", "only interface objects can be reached.")

    def obtainable(self, place: Place) -> dict[str, Node]:
        """Every subgraph the place could be fetched from, were its parents fetched there too."""
        known = place.obtainable
        if known is None:
            nodes = self.obtainable_from_parent(place)
            hops = self._estimates.hops.find(place.type_name, frozenset(nodes.values()))
            known = place.obtainable = {**{name: hop.node for name, hop in hops.items()}, **nodes}
        return known

    def obtainable_from_parent(self, place: Place) -> dict[str, Node]:
        """The same without the last key."""
        nodes = {name: site.node for name, site in sites_of(place, self._graph).items()}
        for node in self._walk.entering.roots_at(place):
            nodes.setdefault(node.subgraph, node)
        if place.base is not None:
            if not place.is_exploded:
                for name, node in self.obtainable(place.base).items():
                    narrowed = narrow_node(place, node, self._graph)
                    if narrowed:
                        nodes.setdefault(name, narrowed)
        elif place.parent is not None and place.selection is not None:
            for name, node in self.obtainable(place.parent).items():
                move = self._plain(place.parent, node, place.selection)
                if move and move.target:
                    nodes.setdefault(name, move.target)
        return nodes

    def types_below(self, place: Place, field: Field, type_name: str, target: Node) -> frozenset[str]:
        """The object types worth asking about below a field.

        Where several subgraphs could answer the field and their possible types differ, only what all of them know:
        the client must not see a difference by which of them happened to be asked.
        """
        types = target.possible
        if self._graph.is_abstract(type_name) and self._differs(place.type_name, field.name, type_name):
            for node in self.obtainable(place).values():
                move = self._moves.find(place.type_name, node, field.name)
                if move and move.target and not move.target.is_interface_object:
                    types &= move.target.possible
        return types & self._graph.possible(type_name)

    def _differs(self, parent: str, field_name: str, type_name: str) -> bool:
        key = (parent, field_name)
        known = self._differing.get(key)
        if known is None:
            types = self._graph.supergraph.types
            joined = types[type_name]
            possible = {
                possible
                for subgraph, possible in joined.possible.items()
                if not joined.subgraphs[subgraph].is_interface_object
            }
            texts = {place.type.strip("[]!") for place in types[parent].fields.get(field_name, {}).values()}
            known = self._differing[key] = len(possible) > 1 or len(texts) > 1
        return known

    def _plain(self, place: Place, node: Node, field: Field) -> FieldMove | None:
        move = self._moves.find(place.type_name, node, field.name)
        return move if move and not move.has_inputs else None

    def _from_site(self, place: Place, site: Site, field: Field) -> Way | None:
        move = self._moves.find(place.type_name, site.node, field.name)
        if move is None:
            return None
        return self._cost(place, Way(site.node.subgraph, move, site), field, site.node, site.level, 0, 0)

    def _by_key(self, place: Place, field: Field, sites: dict[str, Site]) -> list[Way | None]:
        nodes = frozenset(site.node for site in sites.values())
        start = min((site.level for site in sites.values()), default=0)
        entering = self._walk.entering.subgraphs_at(place)
        found: list[Way | None] = []
        for name, hop in self._estimates.hops.find(place.type_name, nodes).items():
            move = self._moves.find(place.type_name, hop.node, field.name)
            if move and not hop.via & entering:
                found.append(self._cost(place, Way(name, move, None), field, hop.node, start, hop.depth, hop.mask))
        for node in self._walk.entering.roots_at(place):
            move = self._moves.find(place.type_name, node, field.name)
            if move and node.subgraph not in sites:
                depth = 1 if sites else 0
                mask = self._estimates.masks.bit(depth, node.subgraph)
                found.append(self._cost(place, Way(node.subgraph, move, None), field, node, start, depth, mask))
        return found

    def _by_parents(self, place: Place, field: Field) -> list[Way | None]:
        found: list[Way | None] = []
        entering = self._walk.entering.subgraphs()
        for name, node in self.obtainable(place).items():
            move = self._moves.find(place.type_name, node, field.name)
            if move and name not in entering:
                mask = self._estimates.masks.bit(0, name)
                found.append(self._cost(place, Way(name, move, None), field, node, 0, 0, mask))
        return found

    def _by_type(self, place: Place, field: Field, sites: dict[str, Site]) -> Way | None:
        """A stand-in for taking each object type by itself, if that is possible at all."""
        nodes = frozenset(site.node for site in sites.values() if not site.node.is_interface_object)
        if not nodes or not place.types:
            return None
        start = min(site.level for site in sites.values())
        mask, missing, move = 0, 0, None
        for name in sorted(place.types):
            cost = self._estimates.for_type(nodes, name, field, self._walk.budget, self._memo)
            mask, missing = mask | cost.mask, missing + cost.missing
        for node in nodes:
            move = move or next(iter(self._graph.fields(node).values()), None)
        if missing or move is None:
            return None
        return Way("", move, None, self._estimates.masks.later(mask, start))

    def _cost(self, place: Place, way: Way, field: Field, node: Node, start: int, depth: int, mask: int) -> Way | None:
        """`way` with its cost: what leads there, its inputs, and what is below the field; None if it has no context."""
        move, estimates = way.move, self._estimates
        missing = 0
        if move.context_arguments and not self._walk.contexts.are_set(place, move):
            return None
        if move.has_inputs:
            nodes = frozenset(site.node for site in sites_of(place, self._graph).values()) or frozenset({node})
            inputs = estimates.requirement(place.type_name, nodes, move, node)
            depth, mask, missing = estimates.masks.depth_of(inputs.mask), inputs.mask, inputs.missing
        if move.target is not None and field.selections:
            below = estimates.below(move.target, field, self._walk.budget, self._memo)
            mask, missing = mask | estimates.masks.later(below.mask, depth), missing + below.missing
        return way._replace(mask=estimates.masks.later(mask, start), missing=missing)

    def _added(self, mask: int) -> int:
        return (mask & ~self._needed).bit_count()

    def _best(self, ways: list[Way | None]) -> Way | None:
        known = [way for way in ways if way]
        return min(known, key=lambda way: (way.missing, self._added(way.mask), way.mask), default=None)
