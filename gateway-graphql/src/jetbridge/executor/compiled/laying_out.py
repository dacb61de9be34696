"""Lay out a plan: what its fetches bring, in the shape of its operation -> `Layout`.

First the selections of all fetches are read into the places of the answer, then targets that look alike are put
together, so that one answer serves them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.executor.compiled.layout import (
    MAX_VARIANTS,
    Entry,
    Hop,
    Layout,
    NotCompilableError,
    Part,
    Place,
    Signature,
    Source,
    Target,
    Variant,
    View,
    get_entries,
    sign_shape,
)
from jetbridge.executor.shape import Leaf, ListOf, NonNull, ObjectShape, Ready, Typename
from jetbridge.planner.plan import EntityFetch, FetchField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jetbridge.executor.shape import AbstractShape, Shape
    from jetbridge.planner.plan import Fetch, FetchSelection, QueryPlan


def build_layout(plan: QueryPlan, shape: ObjectShape, get_object_types: Callable[[str], frozenset[str]]) -> Layout:
    """Raises `NotCompilableError` for plans that ask for more than generated code can do.

    `get_object_types` tells the types that objects at a place of some type can have.
    """
    builder = _Builder(shape, get_object_types)
    for fetch in plan.fetches:
        builder.add_fetch(fetch)
    roots = [part for part in builder.parts if part.is_root]
    if len(roots) == 1:
        (builder.root.creator,) = roots
    builder.check_runtime_types()
    views = {part: builder.share(part) for part in builder.parts}
    return Layout(builder.root, builder.parts, views, builder.find_read_order())


class _Builder:
    def __init__(self, shape: ObjectShape, get_object_types: Callable[[str], frozenset[str]]) -> None:
        self._get_object_types = get_object_types
        self.parts: list[Part] = []
        self._attributes = 0
        self._variants = 0
        self._signatures: dict[int, Signature] = {}
        self.root = self._build_place(shape)

    def add_fetch(self, fetch: Fetch) -> None:
        if isinstance(fetch, EntityFetch):
            if any(group.contexts for group in fetch.groups):
                raise NotCompilableError("arguments from a context")
            for index, group in enumerate(fetch.groups):
                self._add_part(Part(fetch, index, group), group.selections)
        else:
            self._add_part(Part(fetch, 0, None), fetch.selections)

    def _add_part(self, part: Part, selections: Sequence[FetchSelection]) -> None:
        self.parts.append(part)
        for target in self._find_targets(part):
            self._read(selections, target.variant.place, {target.variant.typename}, part)

    # --- Reading the selections of fetches into places

    def _read(self, selections: Iterable[FetchSelection], place: Place, active: set[str], part: Part) -> None:
        for selection in selections:
            if not isinstance(selection, FetchField):
                narrowed = active & (selection.types | {selection.type_condition})
                if narrowed:
                    self._read(selection.selections, place, narrowed, part)
            elif selection.name == "__typename":
                self._read_typename(selection, place, part)
            elif selection.key is not None:
                for typename in active:
                    self._read_field(selection, selection.key, place.variants[typename], part)

    def _read_typename(self, selection: FetchField, place: Place, part: Part) -> None:
        if place.abstract and selection.key == "__typename":
            if selection.wire_key != "__typename":
                raise NotCompilableError("a runtime type under another name")
            if part not in place.typed_by:
                place.typed_by.append(part)

    def _read_field(self, selection: FetchField, key: str, variant: Variant, part: Part) -> None:
        entry = variant.entries.get(key)
        if entry is None:
            entry = variant.entries[key] = self._build_hidden(selection, key)
        last = entry.sources[-1] if entry.sources else None
        if last is None or last.part is not part:
            entry.sources.append(Source(part, selection.wire_key))
        elif last.wire_key != selection.wire_key:
            raise NotCompilableError("one value under two names of one answer")
        if (entry.child is None) != (not selection.selections):
            raise NotCompilableError("an object where a leaf is expected")
        if entry.child is not None:
            if entry.child.creator is None:
                entry.child.creator = part
            self._read(selection.selections, entry.child, set(entry.child.variants), part)

    # --- Building places

    def _build_place(self, shape: ObjectShape | AbstractShape) -> Place:
        place = Place(abstract=isinstance(shape, AbstractShape))
        if isinstance(shape, ObjectShape):
            self._count_variants(1)
            shapes = [shape]
        else:
            self._count_variants(len(shape.possible))
            shapes = [shape.get_shape(typename) for typename in sorted(shape.possible)]
        for object_shape in shapes:
            variant = place.variants[object_shape.typename] = Variant(object_shape.typename, place)
            for key, inner in object_shape.fields.items():
                variant.entries[key] = self._build_entry(key, inner)
        return place

    def _count_variants(self, more: int) -> None:
        self._variants += more
        if self._variants > MAX_VARIANTS:
            raise NotCompilableError("too many runtime types")

    def _build_entry(self, key: str, shape: Shape) -> Entry:
        inner = shape
        while isinstance(inner, NonNull | ListOf):
            inner = inner.of
        child = None if isinstance(inner, Leaf | Typename | Ready) else self._build_place(inner)
        return Entry(key, self._name_attribute(), shape, child=child)

    def _build_hidden(self, selection: FetchField, key: str) -> Entry:
        child = None
        if selection.selections:
            named = selection.type.strip("[]!")
            possible = self._get_object_types(named)
            self._count_variants(len(possible))
            child = Place(abstract=possible != {named})
            child.variants = {typename: Variant(typename, child) for typename in sorted(possible)}
        return Entry(key, self._name_attribute(), None, selection.type, child)

    def _name_attribute(self) -> str:
        self._attributes += 1
        return f"f{self._attributes}"

    # --- Following paths

    def _find_targets(self, part: Part) -> list[Target]:
        """The variants a part completes, each once."""
        found: dict[int, Target] = {}
        for path in part.paths:
            for variant in Layout(self.root, [], {}, {}).follow(path):
                if part.group is None:
                    found.setdefault(id(variant), Target(variant, None))
                    continue
                for case in part.group.cases:
                    if variant.typename in case.types:
                        found.setdefault(id(variant), Target(variant, case))
        return list(found.values())

    def check_runtime_types(self) -> None:
        for place in Layout(self.root, [], {}, {}).iterate_places():
            if place.abstract and place.creator is not None and place.creator not in place.typed_by:
                raise NotCompilableError("a runtime type that another fetch tells")

    # --- Sharing

    def share(self, part: Part) -> list[View]:
        """The views of `part`; what its targets of one view have below becomes one and the same."""
        views: dict[Signature, View] = {}
        for target in self._find_targets(part):
            signature = tuple(self._sign_entry(entry) for entry in get_entries(target.variant, part))
            if signature in views:
                _adopt(target.variant, views[signature].targets[0].variant, part)
            else:
                views[signature] = View(part, len(views))
                self._settle(views[signature], target.variant)
            views[signature].targets.append(target)
        return list(views.values())

    def _settle(self, view: View, variant: Variant, hops: tuple[Hop, ...] = ()) -> None:
        """Say of all places the part creates below `variant` how they are reached."""
        for entry in variant.entries.values():
            if entry.child is None or not entry.sources or entry.sources[0].part is not view.part:
                continue
            entry.child.base = view
            entry.child.hops = (*hops, Hop(variant, entry))
            for below in entry.child.variants.values():
                self._settle(view, below, entry.child.hops)

    def _sign(self, place: Place) -> Signature:
        known = self._signatures.get(id(place))
        if known is None:
            known = self._signatures[id(place)] = tuple(
                (typename, *(self._sign_entry(entry) for entry in variant.entries.values()))
                for typename, variant in place.variants.items()
            )
        return known

    def _sign_entry(self, entry: Entry) -> Signature:
        kind = sign_shape(entry.shape) if entry.shape is not None else entry.hidden_type
        sources = tuple((id(source.part), source.wire_key) for source in entry.sources)
        return entry.key, entry.shape is None, kind, sources, self._sign(entry.child) if entry.child else None

    def find_read_order(self) -> dict[int, set[int]]:
        """Objects must be there before they are patched: fetch id -> fetches that are read before it."""
        order: dict[int, set[int]] = {part.fetch.id: set(part.fetch.after) for part in self.parts}
        for place in Layout(self.root, [], {}, {}).iterate_places():
            for variant in place.variants.values():
                for entry in variant.entries.values():
                    _check_patches(entry)
                    for source in entry.sources[1:]:
                        order[source.part.fetch.id].add(entry.sources[0].part.fetch.id)
        for fetch_id, before in order.items():
            before.discard(fetch_id)
        return order


def _check_patches(entry: Entry) -> None:
    """A shared object can be patched only by what is the same for all who share it."""
    if entry.child is None or len(entry.sources) < 2 or entry.sources[0].part.is_root:
        return
    for source in entry.sources:
        if source.part.group is None or any(case.requires for case in source.part.group.cases):
            raise NotCompilableError("an object shared by places that differ")


def _adopt(variant: Variant, model: Variant, part: Part) -> None:
    """Let `variant` have below what `model` has, where `part` creates it."""
    for own, shared in zip(get_entries(variant, part), get_entries(model, part), strict=True):
        if own.sources[0].part is part:
            own.child = shared.child
