"""What is sent of an object: the keys and inputs of a representation -> fields, each with where its value comes from.

A field may be asked for by the key and by several requirements, each for other parts of it: it is sent once, with all
those parts. Keys come first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from jetbridge.executor.compiled.layout import NotCompilableError
from jetbridge.planner.plan import RepresentationField

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jetbridge.executor.compiled.layout import Entry, Part, Target, Variant
    from jetbridge.planner.plan import RepresentationSelection

# Selections, and whether what they select may not be null because it is part of a key.
Selected: TypeAlias = "tuple[RepresentationSelection, bool]"
# Which attributes are read of the objects of which variant.
Reads: TypeAlias = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SentField:
    """A field of a representation. `entry` is None for `__typename`, which is known from the class of the object."""

    name: str
    entry: Entry | None
    is_key: bool
    below: tuple[Selected, ...] = ()


@dataclass(frozen=True, slots=True)
class SentFields:
    """What one target sends; `creator` brings its objects."""

    all: tuple[SentField, ...]
    creator: Part | None

    @property
    def entries(self) -> list[Entry]:
        return [field.entry for field in self.all if field.entry is not None]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.all)

    @property
    def are_scalar(self) -> bool:
        return all(entry.is_scalar for entry in self.entries)

    @property
    def are_plain(self) -> bool:
        """Scalars, and no key is null."""
        keys = [field.entry for field in self.all if field.is_key and field.entry is not None]
        return self.are_scalar and all(entry.is_never_null(self.creator) for entry in keys)

    @property
    def are_stable(self) -> bool:
        """Plain, and there from the beginning: whenever they are read, they are the same."""
        return self.are_plain and all(
            self.creator is not None and entry.sources[0].part is self.creator for entry in self.entries
        )

    def keys_of(self, target: Target) -> Reads:
        return id(target.variant), tuple(entry.attribute for entry in self.entries)


def find_sent_fields(target: Target) -> SentFields:
    """Raises `NotCompilableError` if anything of it is not known by then."""
    assert target.case is not None
    selected = [(selection, True) for selection in target.case.keys]
    selected += [(selection, False) for selection in target.case.requires]
    return SentFields(flatten(selected, target.variant), target.variant.place.creator)


def find_single_key(targets: Sequence[Target]) -> tuple[str, str] | None:
    """The type and field sent, if all that is sent for `targets` is that field, a scalar."""
    found = set()
    for target in targets:
        fields = find_sent_fields(target)
        if not fields.are_plain or len(fields.all) != 1:
            return None
        found.add((get_sent_typename(target), fields.all[0].name))
    return found.pop() if len(found) == 1 else None


def get_sent_typename(target: Target) -> str:
    assert target.case is not None
    return target.case.typename or target.variant.typename


def flatten(selected: Iterable[Selected], variant: Variant) -> tuple[SentField, ...]:
    """The fields that objects of `variant` send, each once."""
    found: dict[str, SentField] = {}
    _collect(selected, variant, found)
    return tuple(found.values())


def _collect(selected: Iterable[Selected], variant: Variant, found: dict[str, SentField]) -> None:
    for selection, is_key in selected:
        below = tuple((inner, is_key) for inner in selection.selections)
        if not isinstance(selection, RepresentationField):
            if variant.typename in selection.types:
                _collect(below, variant, found)
            continue
        entry = None if selection.name == "__typename" else variant.entries.get(selection.key)
        if entry is None and (selection.name != "__typename" or not variant.place.abstract):
            raise NotCompilableError("a representation of what is not fetched")
        known = found.get(selection.name)
        if known is not None:
            if known.entry is not entry:
                raise NotCompilableError("one input required in two ways")
            is_key, below = known.is_key or is_key, known.below + below
        found[selection.name] = SentField(selection.name, entry, is_key, below)
