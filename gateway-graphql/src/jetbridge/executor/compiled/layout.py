"""Where every value of the answer comes from: the `Layout` that `laying_out.py` makes of a plan.

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
from jetbridge.planner.plan import EntityFetch, KeyStep, RepresentationField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from jetbridge.executor.shape import Shape
    from jetbridge.planner.plan import (
        ContextVariable,
        EntityGroup,
        Fetch,
        FetchSelection,
        Path,
        RepresentationCase,
    )

# Not Float: 1 and 1.0 are equal, but not the same JSON.
_SCALARS = frozenset({"String", "ID", "Int", "Boolean"})
# Each variant becomes a class of about ten microseconds and a kilobyte; an interface of hundreds of types is better
# interpreted than compiled.
MAX_VARIANTS = 300
# Objects that change their type have the attributes of all types: as many as this, times the types.
MAX_ATTRIBUTES = 3_000
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
    def selections(self) -> tuple[FetchSelection, ...]:
        if self.group is not None:
            return self.group.selections
        return () if isinstance(self.fetch, EntityFetch) else self.fetch.selections

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
    """Objects of one runtime type at a place.

    With `is_untyped` it is not known which: `typename` is the interface's, and entries are what is asked of any type.
    """

    typename: str
    place: Place
    entries: dict[str, Entry] = field(default_factory=dict)
    is_untyped: bool = False
    # A type that exists in a subgraph but not for clients.
    is_hidden: bool = False


@dataclass(eq=False, slots=True)
class Place:
    """A position of the answer. `base` and `hops` say how its objects are reached; see `Layout`.

    `untyped` is what its objects are until a later part tells their types. Entries that are brought before are the same
    for all variants; all others a variant has for itself.
    """

    variants: dict[str, Variant] = field(default_factory=dict)
    abstract: bool = False
    creator: Part | None = None
    # Parts that bring the runtime type.
    typed_by: list[Part] = field(default_factory=list)
    untyped: Variant | None = None
    # No object of it may stand in two places: something below depends on what is above.
    is_own: bool = False
    base: View | None = None
    hops: tuple[Hop, ...] = ()

    @property
    def all_variants(self) -> list[Variant]:
        """The untyped one last: whatever it shares with others counts as its own."""
        return [*self.variants.values(), *([self.untyped] if self.untyped is not None else [])]

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
    """Objects that a part completes, and how a group represents them (None for a root fetch, which needs no keys).

    With `tells_types` the objects are untyped, and become objects of one of the other variants of their place.
    """

    variant: Variant
    case: RepresentationCase | None
    tells_types: bool = False
    contexts: tuple[ContextVariable, ...] = ()


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
            for variant in place.all_variants:
                waiting += [entry.child for entry in variant.entries.values() if entry.child is not None]

    def get_targets(self, part: Part) -> list[Target]:
        """Of all its views."""
        return [target for view in self.views[part] for target in view.targets]

    def is_shared(self, place: Place) -> bool:
        """Equal objects of `place` are references to one entity, so one of them can stand for all."""
        keys = {entry.key for entry in place.identity}
        # What an entity's answer holds directly is copied to the objects it is for: changing it there changes nothing.
        if not keys or place.is_own or len(place.hops) < 2 or len(place.hops[-1].entry.sources) > 1:
            return False
        targets = (target for views in self.views.values() for view in views for target in view.targets)
        cases = [target.case for target in targets if target.variant.place is place and target.case is not None]
        return any(all(isinstance(key, RepresentationField) and key.key in keys for key in case.keys) for case in cases)

    def follow(
        self, path: Path, get_variants: Callable[[Place], Iterable[Variant]] = lambda place: place.all_variants
    ) -> Sequence[Variant]:
        """The variants of all objects that can stand at `path`."""
        variants = list(self.root.variants.values())
        for step in path:
            if isinstance(step, KeyStep):
                places: dict[int, Place] = {}
                for variant in variants:
                    entry = variant.entries.get(step.key)
                    if entry is not None and entry.child is not None:
                        places[id(entry.child)] = entry.child
                variants = [variant for place in places.values() for variant in get_variants(place)]
            else:
                variants = [variant for variant in variants if variant.typename in step.types]
        return variants


def get_entries(variant: Variant, part: Part) -> list[Entry]:
    return [entry for entry in variant.entries.values() if any(source.part is part for source in entry.sources)]


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
