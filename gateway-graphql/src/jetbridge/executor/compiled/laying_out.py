"""Lay out a plan: what its fetches bring, in the shape of its operation -> `Layout`.

First the selections of all fetches are read into the places of the answer, then targets that look alike are put
together, so that one answer serves them all.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jetbridge.executor.compiled.layout import (
    MAX_ATTRIBUTES,
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
from jetbridge.executor.shape import AbstractShape, Leaf, ListOf, NonNull, ObjectShape, Ready, Typename
from jetbridge.planner.plan import EntityFetch, FetchField

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from jetbridge.executor.shape import Shape
    from jetbridge.planner.plan import EntityGroup, Fetch, FetchSelection, QueryPlan


def build_layout(
    plan: QueryPlan, shape: ObjectShape, get_object_types: Callable[[str], frozenset[str]], *, checks_values: bool
) -> Layout:
    """Raises `NotCompilableError` for plans that ask for more than generated code can do.

    `get_object_types` tells the types that objects at a place of some type can have. With `checks_values` those that
    are hidden from clients may occur.
    """
    builder = _Builder(shape, get_object_types, find_all_before(plan.fetches), checks_values=checks_values)
    for fetch in plan.fetches:
        builder.add_fetch(fetch)
    roots = [part for part in builder.parts if part.is_root]
    if len(roots) == 1:
        (builder.root.creator,) = roots
    builder.settle_types()
    builder.keep_contexts_apart()
    views = {part: builder.share(part) for part in builder.parts}
    return Layout(builder.root, builder.parts, views, builder.find_read_order())


class _Builder:
    def __init__(
        self,
        shape: ObjectShape,
        get_object_types: Callable[[str], frozenset[str]],
        before: Mapping[int, set[int]],
        *,
        checks_values: bool,
    ) -> None:
        self._checks_values = checks_values
        self._get_object_types = get_object_types
        self._before = before
        self.parts: list[Part] = []
        self._attributes = 0
        self._variants = 0
        self._signatures: dict[int, Signature] = {}
        self._told: set[Place] = set()
        self.root = self._build_place(shape)

    def add_fetch(self, fetch: Fetch) -> None:
        if isinstance(fetch, EntityFetch):
            for index, group in enumerate(fetch.groups):
                self._add_part(Part(fetch, index, group))
        else:
            self._add_part(Part(fetch, 0, None))

    def _add_part(self, part: Part) -> None:
        self.parts.append(part)
        for target in self._find_targets(part):
            place = target.variant.place
            active = place.variants.values() if target.tells_types else [target.variant]
            self._read(part.selections, place, active, part)

    # --- Reading the selections of fetches into places

    def _read(
        self, selections: Iterable[FetchSelection], place: Place, active: Collection[Variant], part: Part
    ) -> None:
        for selection in selections:
            if not isinstance(selection, FetchField):
                types = selection.types | {selection.type_condition}
                narrowed = [variant for variant in active if variant.typename in types]
                if narrowed:
                    self._read(selection.selections, place, narrowed, part)
            elif selection.name == "__typename":
                self._read_typename(selection, place, part)
            elif selection.key is not None:
                for variant in active:
                    self._read_field(selection, selection.key, variant, part)

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
        is_untyped = variant is variant.place.untyped
        for each in self._share_with_types(entry, selection, variant.place) if is_untyped else [entry]:
            last = each.sources[-1] if each.sources else None
            if last is None or last.part is not part:
                each.sources.append(Source(part, selection.wire_key))
            elif last.wire_key != selection.wire_key:
                raise NotCompilableError("one value under two names of one answer")
        if (entry.child is None) != (not selection.selections):
            raise NotCompilableError("an object where a leaf is expected")
        if entry.child is not None:
            self._read_below(selection, entry, entry.child, part)

    def _read_below(self, selection: FetchField, entry: Entry, place: Place, part: Part) -> None:
        if place.creator is None:
            place.creator = part
            if place.abstract and not tells_types(selection.selections):
                self._leave_untyped(place, entry, selection)
        if place.untyped is not None and place.creator is not part:
            raise NotCompilableError("objects brought by two fetches, of which one does not tell their types")
        active = [place.untyped] if place.untyped is not None else place.variants.values()
        self._read(selection.selections, place, active, part)

    # --- Objects whose types are told later

    def _leave_untyped(self, place: Place, entry: Entry, selection: FetchField) -> None:
        """Who brings the objects of `place` knows only an interface, as if it were their type."""
        untyped = place.untyped = Variant(selection.type.strip("[]!"), place, is_untyped=True)
        shape = find_inner_shape(entry.shape) if entry.shape is not None else None
        if isinstance(shape, AbstractShape):
            for key, inner in shape.get_shape(shape.name).fields.items():
                untyped.entries[key] = self._build_entry(key, inner)

    def _share_with_types(self, entry: Entry, selection: FetchField, place: Place) -> Iterable[Entry]:
        """What is brought before types are known must be the same for all of them: `entry`, and what it is in each."""
        if not entry.sources:
            own = [variant.entries[entry.key] for variant in place.variants.values() if entry.key in variant.entries]
            if entry.shape is None and own and (entry.child is None or len(own) == 1):
                # The client asks some types for it, but it is brought for all.
                entry.shape, entry.child = own[0].shape, own[0].child
            if any(self._sign_entry(each) != self._sign_entry(entry) for each in own):
                raise NotCompilableError("objects of an unknown type that has to be known")
            for variant in place.variants.values():
                is_hidden = entry.shape is not None and entry.key not in variant.entries
                hidden = Entry(entry.key, entry.attribute, None, selection.type)
                variant.entries[entry.key] = hidden if is_hidden else entry
            # Nothing has been read below so far: these signatures say nothing of where values come from.
            self._signatures.clear()
        return dict.fromkeys([entry, *(variant.entries[entry.key] for variant in place.variants.values())])

    def settle_types(self) -> None:
        """At the end: where nothing depends on types, objects are just of the interface."""
        for place in Layout(self.root, [], {}, {}).iterate_places():
            if place.untyped is None:
                continue
            if not place.typed_by:
                place.abstract, place.variants, place.untyped = False, {place.untyped.typename: place.untyped}, None
            elif sum(len(variant.entries) for variant in place.all_variants) * len(place.variants) > MAX_ATTRIBUTES:
                raise NotCompilableError("too many runtime types")

    def _find_variants(self, place: Place, part: Part) -> list[Variant]:
        """What the objects of `place` are known to be when `part` is asked for."""
        before = self._before[part.fetch.id]
        if place.untyped is None or any(telling.fetch.id in before for telling in place.typed_by):
            return list(place.variants.values())
        return [place.untyped]

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
        if isinstance(shape, AbstractShape) and self._checks_values:
            self._count_variants(len(shape.hidden))
            place.variants |= {name: Variant(name, place, is_hidden=True) for name in sorted(shape.hidden)}
        return place

    def _count_variants(self, more: int) -> None:
        self._variants += more
        if self._variants > MAX_VARIANTS:
            raise NotCompilableError("too many runtime types")

    def _build_entry(self, key: str, shape: Shape) -> Entry:
        inner = find_inner_shape(shape)
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
        get_variants = partial(self._find_variants, part=part)
        for path in part.paths:
            for variant in Layout(self.root, [], {}, {}).follow(path, get_variants):
                if part.group is None:
                    found.setdefault(id(variant), Target(variant, None))
                elif variant.is_untyped:
                    found.setdefault(id(variant), _represent_untyped(variant, part, part.group))
                else:
                    for case in part.group.cases:
                        if variant.typename in case.types:
                            found.setdefault(id(variant), Target(variant, case, contexts=part.group.contexts))
        return list(found.values())

    # --- Sharing

    def keep_contexts_apart(self) -> None:
        """Objects with values from above belong to what is above them."""
        layout = Layout(self.root, [], {}, {})
        for part in self.parts:
            if part.group is not None and part.group.contexts:
                for path in part.paths:
                    for end in range(1, len(path) + 1):
                        for variant in layout.follow(path[:end]):
                            variant.place.is_own = True

    def share(self, part: Part) -> list[View]:
        """The views of `part`; what its targets of one view have below becomes one and the same."""
        views: dict[Signature, View] = {}
        for target in self._find_targets(part):
            if target.tells_types:
                if target.variant.place in self._told:
                    raise NotCompilableError("objects whose types two fetches tell")
                self._told.add(target.variant.place)
                view = views[id(target.variant),] = View(part, len(views), [target])
                for variant in target.variant.place.variants.values():
                    self._settle(view, variant)
                continue
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
            if entry.child is None or view.part not in [source.part for source in entry.sources]:
                continue
            if variant is variant.place.untyped and not _is_for_all(entry, variant.place):
                continue
            further = (*hops, Hop(variant, entry))
            if entry.sources[0].part is view.part:
                entry.child.base, entry.child.hops = view, further
            elif entry.child.abstract and not view.part.is_root:
                # A patch is decoded into other classes than what it patches.
                continue
            for below in entry.child.all_variants:
                self._settle(view, below, further)

    def _sign(self, place: Place) -> Signature:
        if place.is_own:
            return (id(place),)
        known = self._signatures.get(id(place))
        if known is None:
            known = self._signatures[id(place)] = tuple(
                (typename, *(self._sign_entry(entry) for entry in variant.entries.values()))
                for typename, variant in ((variant.typename, variant) for variant in place.all_variants)
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
            for variant in place.all_variants:
                for entry in variant.entries.values():
                    _check_patches(entry)
                    for source in entry.sources[1:]:
                        order[source.part.fetch.id].add(entry.sources[0].part.fetch.id)
        for fetch_id, before in order.items():
            before.discard(fetch_id)
        return order


def find_all_before(fetches: Iterable[Fetch]) -> dict[int, set[int]]:
    """Of each fetch: all that are read before it is sent."""
    before: dict[int, set[int]] = {}
    for fetch in fetches:
        before[fetch.id] = set(fetch.after).union(*(before[id_] for id_ in fetch.after))
    return before


def find_inner_shape(shape: Shape) -> Leaf | Typename | Ready | ObjectShape | AbstractShape:
    """Without the lists and non-nulls around it."""
    while isinstance(shape, NonNull | ListOf):
        shape = shape.of
    return shape


def tells_types(selections: Iterable[FetchSelection]) -> bool:
    return any(
        selection.key == "__typename" if isinstance(selection, FetchField) else tells_types(selection.selections)
        for selection in selections
    )


def _represent_untyped(variant: Variant, part: Part, group: EntityGroup) -> Target:
    (case, *others) = group.cases
    if others or case.typename is None:
        raise NotCompilableError("a representation of objects of an unknown type")
    tells = variant is variant.place.untyped and tells_types(part.selections)
    return Target(variant, case, tells, group.contexts)


def _is_for_all(entry: Entry, place: Place) -> bool:
    return all(variant.entries.get(entry.key) is entry for variant in place.variants.values())


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
