"""Give a place a site in a subgraph: by a key, from a root type, or by fetching its parents from there too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import OperationType

from jetbridge.planner.errors import unplannable
from jetbridge.planner.fetch_graph import Asking, Group, Site
from jetbridge.planner.places import Place, sites_of

if TYPE_CHECKING:
    from jetbridge.planner.plan import RepresentationSelection
    from jetbridge.planner.walk import Groups, Walk
    from jetbridge.query_graph import KeyMove, Node

# What a group costs beside its fields, in steps of the budget: its key is found, and later it is compared and written.
_STEPS_OF_A_GROUP = 15


class Entering:
    """Makes sites and the groups behind them."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._graph = walk.graph
        self._estimates = walk.estimates
        # What is being entered right now: its keys cannot come from itself.
        self._open: list[tuple[Place, str]] = []
        self._query_roots = {node.subgraph: node for node in self._graph.roots(OperationType.QUERY)}
        self._query_type = self._graph.root_type(OperationType.QUERY)

    def subgraphs_at(self, place: Place) -> frozenset[str]:
        return frozenset(subgraph for other, subgraph in self._open if other is place)

    def subgraphs(self) -> frozenset[str]:
        return frozenset(subgraph for _, subgraph in self._open)

    def roots_at(self, place: Place) -> list[Node]:
        """A place of the query type, at the root or inside an answer, can be asked of any subgraph."""
        return list(self._query_roots.values()) if place.type_name == self._query_type else []

    def enter(self, place: Place, subgraph: str) -> Site:
        """The site of a place in a subgraph, made if there is none yet."""
        sites = sites_of(place, self._graph)
        if subgraph in sites:
            return sites[subgraph]
        if place.type_name == self._query_type:
            return self.enter_root(place, self._query_roots[subgraph], self._leading_to(place))
        nodes = frozenset(site.node for site in sites.values())
        hop = self._estimates.hops.find(place.type_name, nodes).get(subgraph)
        if hop and not hop.via & self.subgraphs_at(place):
            return self.enter_by_key(place, hop.move)
        return self._enter_by_parents(place, subgraph)

    def _leading_to(self, place: Place) -> Groups:
        """The groups whose answers have the objects at a place: requests to the root there only add to them."""
        groups = (group for site in sites_of(place, self._graph).values() for group in site.groups)
        return {group: None for group in groups if not (group.is_root and group.place is place)}

    def enter_root(self, place: Place, node: Node, after: Groups) -> Site:
        """A root request to `node`'s subgraph."""
        group = self._add_group(place, node, is_root=True)
        group.wait_for({**after, **place.needs()})
        site = place.sites[node.subgraph] = Site((group,), node, group.asking)
        return site

    def enter_by_key(self, place: Place, move: KeyMove) -> Site:
        """An `_entities` request for the objects at a place."""
        site = self.open_entry(place, move, (), {})
        place.sites[move.target.subgraph] = site
        return site

    def open_entry(
        self, place: Place, move: KeyMove, requires: tuple[RepresentationSelection, ...], after: Groups
    ) -> Site:
        """A new entity group; the place does not have it among its sites yet."""
        self._open.append((place, move.target.subgraph))
        keys, suppliers = self._walk.requirements.supply(place, move.key.selections)
        self._open.pop()
        untyped = place.is_abstract and place.typed_by is None and self._is_untyped(place)
        group = self._add_group(place, move.target, is_root=False)
        group.typename = move.typename or (place.type_name if untyped else None)
        group.keys, group.requires = keys, requires
        group.wait_for({**suppliers, **after, **place.needs()})
        if untyped and not move.target.is_interface_object:
            place.typed_by = group
        return Site((group,), move.target, group.asking)

    def _is_untyped(self, place: Place) -> bool:
        return all(site.node.is_interface_object for site in sites_of(place, self._graph).values())

    def _add_group(self, place: Place, node: Node, *, is_root: bool) -> Group:
        self._walk.budget.spend(_STEPS_OF_A_GROUP)
        asking = Asking(node, wants_typename=place.is_abstract and not node.is_interface_object)
        groups = self._walk.groups
        group = Group(len(groups), node.subgraph, place, asking, is_root)
        groups.append(group)
        return group

    def _enter_by_parents(self, place: Place, subgraph: str) -> Site:
        ways = self._walk.ways
        above = ways.obtainable_from_parent(place)
        if subgraph not in above:
            hop = self._estimates.hops.find(place.type_name, frozenset(above.values())).get(subgraph)
            if hop is None:
                raise unplannable(place.type_name, f'nothing leads to subgraph "{subgraph}".')
            return self.enter_by_key(place, hop.move)
        if place.base is not None:
            self.enter(place.base, subgraph)
            return sites_of(place, self._graph)[subgraph]
        if place.parent is None or place.selection is None:
            raise unplannable(place.type_name, f'nothing leads to subgraph "{subgraph}".')
        parent_site = self.enter(place.parent, subgraph)
        key = place.path[-1].key  # type: ignore[union-attr]  # a place with a field ends with the key of that field
        move = self._walk.moves.find(place.parent.type_name, parent_site.node, place.selection.name)
        if move is None or move.target is None:
            raise unplannable(place.type_name, f'nothing leads to subgraph "{subgraph}".')
        self._walk.enter_child(place.parent, parent_site, place.selection, key, move, move.target)
        return place.sites[subgraph]
