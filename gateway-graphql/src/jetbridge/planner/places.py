"""Places: where in the tree of results objects stand, and from which subgraphs they are being fetched.

A place is the root, the objects under a key of another place, or those objects of a place that have certain runtime
types. It has a site for every subgraph that some group already asks about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jetbridge.planner.plan import KeyStep, Path, TypeStep

if TYPE_CHECKING:
    from jetbridge.operation.model import Field
    from jetbridge.planner.fetch_graph import Group, Site
    from jetbridge.planner.names import Names
    from jetbridge.query_graph import Node, QueryGraph


@dataclass(slots=True, eq=False)
class Place:
    """Objects of `type_name` at `path`. `types` are the object types worth asking about.

    `parent` and `selection` say how the place is reached; `base` is the place this one narrows. `is_exploded`
    marks a narrowing that is the planner's own, not the client's. `typed_by` is the group whose answer tells runtime
    types where the first one could not (an interface object).
    """

    type_name: str
    types: frozenset[str]
    path: Path
    names: Names
    parent: Place | None = None
    selection: Field | None = None
    base: Place | None = None
    is_abstract: bool = False
    is_exploded: bool = False
    sites: dict[str, Site] = field(default_factory=dict)
    # Entity groups made for @requires: others with the same inputs can join them.
    entries: list[Site] = field(default_factory=list)
    children: dict[str, Place] = field(default_factory=dict)
    narrowed: dict[tuple[str | frozenset[str], bool], Place] = field(default_factory=dict)
    leaves: dict[str, Site] = field(default_factory=dict)
    typed_by: Group | None = None
    inherited: dict[Group, None] = field(default_factory=dict)
    # Every node this place could be fetched at, were its parents fetched there too; filled in when first asked for.
    obtainable: dict[str, Node] | None = None

    def needs(self) -> dict[Group, None]:
        """Groups to wait for so that the types named in `path` are known."""
        needed = dict(self.inherited)
        place: Place | None = self
        while place is not None:
            if place.typed_by is not None:
                needed[place.typed_by] = None
            place = place.base
        return needed

    def has_leaf(self, key: str) -> bool:
        place: Place | None = self
        while place is not None:
            if key in place.leaves:
                return True
            place = place.base
        return False


def enter(place: Place, key: str, selection: Field, type_name: str, types: frozenset[str], *, abstract: bool) -> Place:
    """The place of the objects under `key`, made if need be."""
    child = place.children.get(key)
    if child is None:
        child = place.children[key] = Place(
            type_name=type_name,
            types=types,
            path=(*place.path, KeyStep(key)),
            names=place.names.child(key),
            parent=place,
            selection=selection,
            is_abstract=abstract,
            inherited=place.needs(),
        )
    return child


def narrow(place: Place, type_name: str, graph: QueryGraph, *, is_exploded: bool) -> Place:
    """The part of a place whose objects are of `type_name`."""
    if place.type_name == type_name:
        return place
    narrowed = place.narrowed.get((type_name, is_exploded))
    if narrowed is None:
        types = place.types & graph.possible(type_name)
        abstract = graph.is_abstract(type_name)
        narrowed = _narrowed(place, type_name, types, abstract=abstract, exploded=is_exploded)
        place.narrowed[type_name, is_exploded] = narrowed
    return narrowed


def narrow_to(place: Place, types: frozenset[str]) -> Place:
    """The objects of some of an abstract place's types, taken together by the planner."""
    if types == place.types:
        return place
    narrowed = place.narrowed.get((types, True))
    if narrowed is None:
        narrowed = place.narrowed[types, True] = _narrowed(place, place.type_name, types, abstract=True, exploded=True)
    return narrowed


def sites_of(place: Place, graph: QueryGraph) -> dict[str, Site]:
    """The sites of a place, those it has by narrowing another's included."""
    if place.base is None:
        return place.sites
    for subgraph, site in sites_of(place.base, graph).items():
        if subgraph not in place.sites:
            narrowed = narrow_node(place, site.node, graph)
            if narrowed:
                place.sites[subgraph] = site.narrow(narrowed)
    return place.sites


def narrow_node(place: Place, node: Node, graph: QueryGraph) -> Node | None:
    """Where a place that narrows another is at, of a node of the other; None if the subgraph cannot be asked so."""
    narrowed = graph.narrow(node, place.type_name)
    return narrowed if narrowed and _tells_the_same_types(node, narrowed, place) else None


def _narrowed(place: Place, type_name: str, types: frozenset[str], *, abstract: bool, exploded: bool) -> Place:
    start = place.path[:-1] if place.path and isinstance(place.path[-1], TypeStep) else place.path
    return Place(
        type_name=type_name,
        types=types,
        path=(*start, TypeStep(types)),
        names=place.names,
        base=place,
        is_abstract=abstract,
        is_exploded=exploded or place.is_exploded,
        inherited=place.inherited,
    )


def _tells_the_same_types(node: Node, narrowed: Node, place: Place) -> bool:
    """Whether the subgraph's own type condition lets through the very types that the whole schema's does."""
    if narrowed.is_interface_object or not narrowed.is_abstract:
        return True
    return node.possible & narrowed.possible == node.possible & place.types
