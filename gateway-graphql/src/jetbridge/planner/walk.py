"""Walk an operation and decide, field by field, which group asks for it.

A place only ever gains sites, and each site only makes more fields reachable, so no choice leads to a dead end: a
choice is about the cost alone (see `ways.py`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from jetbridge.operation.model import Field
from jetbridge.planner.contexts import Contexts
from jetbridge.planner.cost import type_of
from jetbridge.planner.entering import Entering
from jetbridge.planner.errors import typename_taken, unplannable
from jetbridge.planner.fetch_graph import AskedField, Asking, Group, Site
from jetbridge.planner.names import identify
from jetbridge.planner.places import enter, narrow, narrow_to, sites_of
from jetbridge.planner.requirements import Requirements
from jetbridge.planner.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jetbridge.operation.model import InlineFragment, Selection
    from jetbridge.planner.budget import Budget
    from jetbridge.planner.estimate import Estimates
    from jetbridge.planner.places import Place
    from jetbridge.query_graph import FieldMove, Node

Groups: TypeAlias = "dict[Group, None]"


class Walk:
    """Plans one operation into `groups`."""

    def __init__(self, estimates: Estimates, budget: Budget) -> None:
        self.estimates = estimates
        self.graph = estimates.graph
        self.moves = estimates.moves
        self.budget = budget
        self.groups: list[Group] = []
        self.ways = Ways(self)
        self.entering = Entering(self)
        self.contexts = Contexts(self)
        self.requirements = Requirements(self)

    def select(self, place: Place, selections: Iterable[Selection]) -> None:
        """Have everything the client selects at a place fetched."""
        fields, fragments = [], []
        for selection in selections:
            self.budget.spend()
            if not isinstance(selection, Field):
                fragments.append(selection)
            elif selection.name == "__typename":
                self.ensure_types_known(place)
            elif selection.response_key == "__typename":
                raise typename_taken(selection.name)
            elif not selection.name.startswith("__") and not self._take_leaf(place, selection):
                fields.append(selection)
        # What no site has yet comes first: the sites it opens may serve the rest.
        for field in sorted(fields, key=lambda field: self.ways.is_at_hand(place, field)):
            self._select_field(place, field)
        for fragment in fragments:
            for part in self.parts(place, fragment):
                self.select(part, fragment.selections)

    def resolve(self, place: Place, field: Field, key: str, below: Callable[[Place], Groups]) -> Groups:
        """Have one field fetched under `key`; `below` sees to what is selected on the objects found there.

        Returns the groups that answer it, those that `below` returns included.
        """
        site = self._open_site(place, field)
        if site is None:
            return self._resolve_for_each_type(place, field, key, below)
        return {**dict.fromkeys(site.groups), **self.ask(place, site, field, key, below)}

    def ask(self, place: Place, site: Site, field: Field, key: str, below: Callable[[Place], Groups]) -> Groups:
        """Ask a site for a field it has."""
        move = self.moves.find(place.type_name, site.node, field.name)
        if move is None:
            raise unplannable(f"{place.type_name}.{field.name}", f'subgraph "{site.node.subgraph}" does not have it.')
        if move.target is None:
            self._ask_leaf(place, site, field, key, move)
            return {}
        return below(self.enter_child(place, site, field, key, move, move.target))

    def enter_child(self, place: Place, site: Site, field: Field, key: str, move: FieldMove, target: Node) -> Place:
        """Ask `site` for a composite field; the place below gains a site."""
        asked = _asked(site.ask(), field, key, move)
        child = place.children.get(key)
        if child is None:
            type_name = type_of(field)
            types = self.ways.types_below(place, field, type_name, target)
            child = enter(place, key, field, type_name, types, abstract=self.graph.is_abstract(type_name))
        if asked.below is None:
            asked.below = Asking(target, wants_typename=child.is_abstract and not target.is_interface_object)
        if target.subgraph not in child.sites:
            child.sites[target.subgraph] = Site(site.groups, target, asked.below)
        return child

    def parts(self, place: Place, fragment: InlineFragment) -> list[Place]:
        """The places a fragment is about: one if some subgraph can be asked in its terms, else one for each type."""
        condition = fragment.type_condition
        if place.types and place.types <= self.graph.possible(condition) and not place.is_abstract:
            return [place]
        if not place.types & self.graph.possible(condition):
            return []
        self.ensure_types_known(place)
        part = narrow(place, condition, self.graph, is_exploded=False)
        # An interface object would do for any fragment, but for what it does not add itself it would be a detour.
        if not part.is_abstract or not self._only_interface_objects(part) or self._only_interface_objects(place):
            return [part]
        return [narrow(place, name, self.graph, is_exploded=False) for name in sorted(part.types)]

    def ensure_types_known(self, place: Place) -> None:
        """Have the runtime types fetched where only interface objects, which cannot tell them, are being asked."""
        if not place.is_abstract:
            return
        if place.base is not None:
            self.ensure_types_known(place.base)
        elif self._only_interface_objects(place):
            self.entering.enter(place, self.ways.choose_telling(place))

    def _only_interface_objects(self, place: Place) -> bool:
        return all(site.node.is_interface_object for site in sites_of(place, self.graph).values())

    def _select_field(self, place: Place, field: Field) -> None:
        def below(child: Place) -> Groups:
            self.select(child, field.selections)
            return {}

        self.resolve(place, field, field.response_key, below)

    def _take_leaf(self, place: Place, field: Field) -> bool:
        """The common case first: a leaf that a site has, and that is not asked for already."""
        if field.selections:
            return False
        if place.base is not None and place.base.has_leaf(field.response_key):
            return True
        way = self.ways.find_leaf(place, field)
        # Without selections, yet of composite type: @skip or @include has taken them all.
        if way is None or way.site is None or way.move.target is not None:
            return False
        self._ask_leaf(place, way.site, field, field.response_key, way.move)
        return True

    def _ask_leaf(self, place: Place, site: Site, field: Field, key: str, move: FieldMove) -> None:
        _asked(site.ask(), field, key, move)
        place.leaves.setdefault(key, site)

    def _open_site(self, place: Place, field: Field) -> Site | None:
        """The site to ask for a field; None if an abstract place has to be taken type by type."""
        self.budget.spend()
        way = self.ways.choose(place, field)
        if way is None:
            if not place.is_abstract or not place.types:
                raise unplannable(f"{place.type_name}.{field.name}", "no subgraph that has it can be reached.")
            return None
        self.ways.take(way)
        if way.move.has_inputs:
            return self.requirements.enter(place, way.subgraph, way.move)
        return way.site or self.entering.enter(place, way.subgraph)

    def _resolve_for_each_type(self, place: Place, field: Field, key: str, below: Callable[[Place], Groups]) -> Groups:
        """Each object type by itself; those that lead to the same go on together, else each level would multiply."""
        self.ensure_types_known(place)
        groups: Groups = {}
        alike: dict[Node, list[tuple[Place, Site]]] = defaultdict(list)
        for name in sorted(place.types):
            part = narrow(place, name, self.graph, is_exploded=True)
            site = self._open_site(part, field)
            move = self.moves.find(name, site.node, field.name) if site else None
            if site is None or move is None:
                raise unplannable(f"{name}.{field.name}", "no subgraph that has it can be reached.")
            groups.update(dict.fromkeys(site.groups))
            if move.target and self._can_go_together(site, field, key, move.target):
                alike[move.target].append((part, site))
            else:
                groups.update(self.ask(part, site, field, key, below))
        for target, members in alike.items():
            groups.update(self._ask_together(place, members, field, key, target, below))
        return groups

    def _can_go_together(self, site: Site, field: Field, key: str, target: Node) -> bool:
        """Values without keys may have to be fetched again through their own parent, so they are kept apart."""
        fresh = (key, identify(field.name, field.arguments)) not in site.ask().fields
        return fresh and all(self.graph.key_moves(name) for name in target.possible)

    def _ask_together(
        self,
        place: Place,
        members: list[tuple[Place, Site]],
        field: Field,
        key: str,
        target: Node,
        below: Callable[[Place], Groups],
    ) -> Groups:
        if len(members) == 1:
            return self.ask(*members[0], field, key, below)
        type_name = type_of(field)
        child = enter(
            narrow_to(place, frozenset(part.type_name for part, _ in members)),
            key,
            field,
            type_name,
            self.ways.types_below(members[0][0], field, type_name, target),
            abstract=self.graph.is_abstract(type_name),
        )
        asking = Asking(target, wants_typename=child.is_abstract and not target.is_interface_object)
        for part, site in members:
            move = self.moves.find(part.type_name, site.node, field.name)
            if move is not None:
                _asked(site.ask(), field, key, move).below = asking
        groups = tuple(dict.fromkeys(group for _, site in members for group in site.groups))
        child.sites.setdefault(target.subgraph, Site(groups, target, asking))
        return below(child)


def _asked(asking: Asking, field: Field, key: str, move: FieldMove) -> AskedField:
    identity = (key, identify(field.name, field.arguments))
    asked = asking.fields.get(identity)
    if asked is None:
        asked = asking.fields[identity] = AskedField(key, move, field.arguments)
    return asked
