"""Inputs: what a key, a `@requires` or a context needs is fetched first and goes along with a representation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.operation.model import Field
from jetbridge.planner.contexts import find_indispensable
from jetbridge.planner.errors import unplannable
from jetbridge.planner.places import sites_of
from jetbridge.planner.plan import RepresentationField, RepresentationFragment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jetbridge.operation.model import InlineFragment, Selection
    from jetbridge.planner.fetch_graph import Group, Site
    from jetbridge.planner.places import Place
    from jetbridge.planner.plan import ContextVariable, RepresentationSelection
    from jetbridge.planner.walk import Groups, Walk
    from jetbridge.query_graph import FieldMove


class Requirements:
    """Has field sets fetched at places."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._contexts = walk.contexts
        self._open: list[tuple[Place, FieldMove]] = []

    def supply(
        self, place: Place, selections: Iterable[Selection]
    ) -> tuple[tuple[RepresentationSelection, ...], Groups]:
        """Have a field set fetched: how a representation reads it from the tree, and whose answers have it."""
        found: list[RepresentationSelection] = []
        groups: Groups = {}
        for selection in selections:
            if not isinstance(selection, Field):
                self._supply_fragment(place, selection, found, groups)
            elif selection.name == "__typename":
                self._walk.ensure_types_known(place)
            else:
                found.append(self._supply_field(place, selection, groups))
        return tuple(found), groups

    def enter(self, place: Place, subgraph: str, move: FieldMove) -> Site:
        """A site whose representations bring along what `move` requires, and whose request has its contexts."""
        if any(other is place and inner is move for other, inner in self._open):
            raise unplannable(f"{place.type_name}.{move.name}", "what it requires requires itself.")
        self._open.append((place, move))
        requires, suppliers = self.supply(place, move.requires.selections if move.requires else ())
        contexts, context_suppliers = self._contexts.supply(place, move)
        self._open.pop()
        site = self._find_or_open_entry(place, subgraph, requires, contexts, {**suppliers, **context_suppliers})
        # The same field as the entry's node has it: nodes that a @provides leads to have moves of their own.
        asked = self._walk.moves.find(place.type_name, site.node, move.name)
        if contexts and asked:
            (group,) = site.groups
            group.contexts[asked] = contexts
        return site

    def _find_or_open_entry(
        self,
        place: Place,
        subgraph: str,
        requires: tuple[RepresentationSelection, ...],
        contexts: tuple[ContextVariable, ...],
        suppliers: Groups,
    ) -> Site:
        indispensable = find_indispensable(contexts)
        for site in self._entries(place, subgraph):
            (group,) = site.groups
            alike = find_indispensable(*group.contexts.values()) == indispensable
            if alike and self._can_join(group, requires, suppliers):
                group.requires = _merge(group.requires, requires) or ()
                group.wait_for(suppliers)
                return site
        site = self._open_entry(place, subgraph, requires, suppliers)
        place.entries.append(site)
        if not indispensable:
            place.sites.setdefault(subgraph, site)
        return site

    def _entries(self, place: Place, subgraph: str) -> list[Site]:
        known = sites_of(place, self._walk.graph).get(subgraph)
        entries = [site for site in place.entries if site.node.subgraph == subgraph]
        if known and known.groups[0].place is place and not known.groups[0].is_root:
            return [known, *(site for site in entries if site is not known)]
        return entries

    def _can_join(self, group: Group, requires: tuple[RepresentationSelection, ...], suppliers: Groups) -> bool:
        known = (*group.keys, *group.requires)
        return _merge(known, requires) is not None and not any(other.needs(group) for other in suppliers)

    def _open_entry(
        self, place: Place, subgraph: str, requires: tuple[RepresentationSelection, ...], suppliers: Groups
    ) -> Site:
        nodes = [site.node for site in sites_of(place, self._walk.graph).values()]
        move = self._walk.estimates.hops.key_into(place.type_name, frozenset(nodes), subgraph)
        if move is None:
            raise unplannable(place.type_name, f'it has no key that subgraph "{subgraph}" resolves.')
        return self._walk.entering.open_entry(place, move, requires, suppliers)

    def _supply_field(self, place: Place, field: Field, groups: Groups) -> RepresentationField:
        key = place.names.key_for(field)
        inner: tuple[RepresentationSelection, ...] = ()

        def below(child: Place) -> Groups:
            nonlocal inner
            found, suppliers = self.supply(child, field.selections)
            if child.is_abstract:
                self._walk.ensure_types_known(child)
                found = (RepresentationField("__typename", "__typename"), *found)
            inner = _merge(inner, found) or found
            return suppliers

        groups.update(self._walk.resolve(place, field, key, below))
        return RepresentationField(field.name, key, inner)

    def _supply_fragment(
        self, place: Place, fragment: InlineFragment, found: list[RepresentationSelection], groups: Groups
    ) -> None:
        for part in self._walk.parts(place, fragment):
            inner, suppliers = self.supply(part, fragment.selections)
            groups.update(suppliers)
            if part is place:
                found.extend(inner)
            elif inner:
                found.append(RepresentationFragment(part.types, inner))


def _merge(
    known: tuple[RepresentationSelection, ...], more: tuple[RepresentationSelection, ...]
) -> tuple[RepresentationSelection, ...] | None:
    """Both in one representation; None if they send different values under one name."""
    merged = list(known)
    for selection in more:
        if selection in merged:
            continue
        if isinstance(selection, RepresentationFragment):
            merged.append(selection)
            continue
        same = next(
            (
                i
                for i, other in enumerate(merged)
                if isinstance(other, RepresentationField) and other.name == selection.name
            ),
            None,
        )
        if same is None:
            merged.append(selection)
            continue
        other = merged[same]
        inner = _merge(other.selections, selection.selections)
        if not isinstance(other, RepresentationField) or other.key != selection.key or inner is None:
            return None
        merged[same] = RepresentationField(selection.name, selection.key, inner)
    return tuple(merged)
