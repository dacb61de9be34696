"""Where every value of the answer comes from: a plan and the shape of its operation -> `Layout`.

A *place* is a position of the answer (a path of keys); it has a *variant* for each runtime type its objects can have,
and a variant an *entry* for each key: what the client selected, in order, then what only the plan needs. A *part* is
what brings values: a root fetch, or one entity group of a fetch. The first part that brings an object creates it; later
ones fill in entries or patch objects that are there.

One answer to a representation stands for all places with that representation, so their objects below are shared. That
works only for places that look alike below: a group's targets are sorted into *views* by what their entries are made
of, and the answer is decoded once a view.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from graphql import GraphQLEnumType

from jetbridge.executor.shape import AbstractShape, Leaf, ListOf, NonNull, ObjectShape, Ready, Typename
from jetbridge.planner.plan import EntityFetch, FetchField, KeyStep, RepresentationField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from jetbridge.executor.shape import Shape
    from jetbridge.planner.plan import (
        EntityGroup,
        Fetch,
        FetchSelection,
        Path,
        QueryPlan,
        RepresentationCase,
    )

# Not Float: 1 and 1.0 are equal, but not the same JSON.
_SCALARS = frozenset({"String", "ID", "Int", "Boolean"})
# Each variant becomes a class of about ten microseconds and a kilobyte; an interface of hundreds of types is better
# interpreted than compiled.
MAX_VARIANTS = 300
# With more values than a compound key has, objects are rarely equal.
MAX_IDENTITY = 2


class NotCompilableError(Exception):
    """This plan is left to the interpreter, for the reason given."""


@dataclass(eq=False, slots=True)
class Part:
    """What brings values: a root fetch (`group` is None) or an entity group."""

    fetch: Fetch
    index: int
    group: EntityGroup | None

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the objects are that it completes."""
        if self.group is not None:
            return self.group.paths
        return () if isinstance(self.fetch, EntityFetch) else (self.fetch.path,)

    @property
    def is_root(self) -> bool:
        """It completes the root of the answer, not a root type somewhere inside."""
        return self.paths == ((),)


@dataclass(eq=False, slots=True)
class Source:
    """That `part` brings a value, and under which key of its answer."""

    part: Part
    wire_key: str


@dataclass(eq=False, slots=True)
class Entry:
    """A value of an object. `shape` is None for what only the plan needs; its type is then `hidden_type`."""

    key: str
    attribute: str
    shape: Shape | None
    hidden_type: str = ""
    child: Place | None = None
    sources: list[Source] = field(default_factory=list)
    # The caller may not see it: it is null, whatever a subgraph answers under its name.
    is_denied: bool = False

    @property
    def constant(self) -> str | None:
        """The type name, if that is what the client asked for here."""
        return self.shape.name if isinstance(self.shape, Typename) else None

    def find_wire_key(self, part: Part) -> str | None:
        """Under which key `part` answers this value, if it does."""
        return next((source.wire_key for source in self.sources if source.part is part), None)

    @property
    def nullable_items(self) -> list[bool]:
        """Of each list around the values, from the outermost: whether its items may be null."""
        if self.shape is None:
            return [True] * self.hidden_type.count("[")
        shape = self.shape.of if isinstance(self.shape, NonNull) else self.shape
        levels = []
        while isinstance(shape, ListOf):
            levels.append(not isinstance(shape.of, NonNull))
            shape = shape.of.of if isinstance(shape.of, NonNull) else shape.of
        return levels

    @property
    def is_scalar(self) -> bool:
        """A single value that can be compared and hashed for what it is in JSON."""
        if self.child is not None or self.list_depth or self.constant is not None:
            return False
        if self.shape is None:
            return self.hidden_type.strip("!") in _SCALARS
        shape = self.shape.of if isinstance(self.shape, NonNull) else self.shape
        return isinstance(shape, Leaf) and (shape.type.name in _SCALARS or isinstance(shape.type, GraphQLEnumType))

    def is_never_null(self, creator: Part | None) -> bool:
        """Every object has it from the beginning: decoding has made sure."""
        type_is_non_null = self.hidden_type.endswith("!") if self.shape is None else self.is_non_null
        return type_is_non_null and creator is not None and self.find_wire_key(creator) is not None

    @property
    def is_non_null(self) -> bool:
        return isinstance(self.shape, NonNull)

    @property
    def list_depth(self) -> int:
        return len(self.nullable_items)


@dataclass(eq=False, slots=True)
class Variant:
    """Objects of one runtime type at a place."""

    typename: str
    place: Place
    entries: dict[str, Entry] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Place:
    """A position of the answer. `base` and `hops` say how its objects are reached; see `Layout`."""

    variants: dict[str, Variant] = field(default_factory=dict)
    abstract: bool = False
    creator: Part | None = None
    # Parts that bring the runtime type.
    typed_by: list[Part] = field(default_factory=list)
    base: View | None = None
    hops: tuple[Hop, ...] = ()

    @property
    def identity(self) -> tuple[Entry, ...]:
        """What objects that are mere references consist of: equal ones can be one and the same object.

        Empty for other objects.
        """
        if self.abstract or self.creator is None or self.creator.group is None:
            return ()
        (variant,) = self.variants.values()
        given = get_entries(variant, self.creator)
        return tuple(given) if len(given) <= MAX_IDENTITY and all(entry.is_scalar for entry in given) else ()


@dataclass(eq=False, slots=True)
class Hop:
    """From an object to one below: through `entry` of `variant`."""

    variant: Variant
    entry: Entry


@dataclass(eq=False, slots=True)
class View:
    """Targets of a part that look alike below, so that one decoded answer serves them all."""

    part: Part
    number: int
    targets: list[Target] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Target:
    """Objects that a part completes, and how a group represents them (None for a root fetch, which needs no keys)."""

    variant: Variant
    case: RepresentationCase | None


Signature: TypeAlias = tuple[object, ...]


@dataclass(eq=False, slots=True)
class Layout:
    """`views` are those of each part in the order of the plan; `reads_after` has more than the plan's own `after`."""

    root: Place
    parts: list[Part]
    views: dict[Part, list[View]]
    reads_after: dict[int, set[int]]

    def iterate_places(self) -> Iterator[Place]:
        seen: set[int] = set()
        waiting = [self.root]
        while waiting:
            place = waiting.pop()
            if id(place) in seen:
                continue
            seen.add(id(place))
            yield place
            for variant in place.variants.values():
                waiting += [entry.child for entry in variant.entries.values() if entry.child is not None]

    def is_shared(self, place: Place) -> bool:
        """Equal objects of `place` are references to one entity, so one of them can stand for all."""
        keys = {entry.key for entry in place.identity}
        # What an entity's answer holds directly is copied to the objects it is for: changing it there changes nothing.
        if not keys or len(place.hops) < 2 or len(place.hops[-1].entry.sources) > 1:
            return False
        targets = (target for views in self.views.values() for view in views for target in view.targets)
        cases = [target.case for target in targets if target.variant.place is place and target.case is not None]
        return any(all(isinstance(key, RepresentationField) and key.key in keys for key in case.keys) for case in cases)

    def follow(self, path: Path) -> Sequence[Variant]:
        """The variants of all objects that can stand at `path`."""
        variants = list(self.root.variants.values())
        for step in path:
            if isinstance(step, KeyStep):
                places: dict[int, Place] = {}
                for variant in variants:
                    entry = variant.entries.get(step.key)
                    if entry is not None and entry.child is not None:
                        places[id(entry.child)] = entry.child
                variants = [variant for place in places.values() for variant in place.variants.values()]
            else:
                variants = [variant for variant in variants if variant.typename in step.types]
        return variants


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


def get_entries(variant: Variant, part: Part) -> list[Entry]:
    return [entry for entry in variant.entries.values() if any(source.part is part for source in entry.sources)]


def _adopt(variant: Variant, model: Variant, part: Part) -> None:
    """Let `variant` have below what `model` has, where `part` creates it."""
    for own, shared in zip(get_entries(variant, part), get_entries(model, part), strict=True):
        if own.sources[0].part is part:
            own.child = shared.child


def sign_shape(shape: Shape) -> str:
    match shape:
        case NonNull():
            return f"{sign_shape(shape.of)}!"
        case ListOf():
            return f"[{sign_shape(shape.of)}]"
        case Leaf():
            return shape.type.name
        case Typename():
            return f"={shape.name}"
        case ObjectShape() | AbstractShape() | Ready():
            return type(shape).__name__
