"""Arguments from a context (`@fromContext`): which objects further up have the value, and have it fetched.

The value comes from the nearest object above that the context is set on. Which one that is can depend on runtime types:
then there are several sources, and each object takes the first that fits what stands above it.

Specification: https://specs.apollo.dev/context/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jetbridge.operation.model import InlineFragment
from jetbridge.planner.errors import unplannable
from jetbridge.planner.plan import ContextSource, ContextVariable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.planner.places import Place
    from jetbridge.planner.walk import Groups, Walk
    from jetbridge.query_graph import FieldMove
    from jetbridge.supergraph.model import ContextArgument, FieldSet


class _Level(NamedTuple):
    """A place `up` objects above, and where in it the value is: by object type, or alike for all (None)."""

    up: int
    place: Place
    choices: tuple[tuple[str | None, FieldSet], ...]


class Contexts:
    """Finds the values of contexts above a place."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        # By place and identity of the argument: one field may be asked for under many aliases.
        self._levels: dict[tuple[Place, int], tuple[_Level, ...] | None] = {}

    def are_set(self, place: Place, move: FieldMove) -> bool:
        """Whether every object at `place` has all contexts that `move` needs set somewhere above it."""
        return all(self._find_levels(place, argument) is not None for argument in move.context_arguments)

    def supply(self, place: Place, move: FieldMove) -> tuple[tuple[ContextVariable, ...], Groups]:
        """Have the values fetched; each variable is called as the argument it is for."""
        found: list[ContextVariable] = []
        groups: Groups = {}
        for argument in move.context_arguments:
            levels = self._find_levels(place, argument)
            if levels is None:
                reason = f'nothing above it sets the context of its argument "{argument.name}".'
                raise unplannable(f"{place.type_name}.{move.name}", reason)
            sources = tuple(source for level in levels for source in self._supply_level(level, groups))
            found.append(ContextVariable(argument.name, argument.type, sources))
        return tuple(found), groups

    def _find_levels(self, place: Place, argument: ContextArgument) -> tuple[_Level, ...] | None:
        key = place, id(argument)
        if key not in self._levels:
            self._levels[key] = _find_levels(place, argument)
        return self._levels[key]

    def _supply_level(self, level: _Level, groups: Groups) -> Iterator[ContextSource]:
        for type_name, field_set in level.choices:
            if type_name is None:
                yield self._supply_source(level, level.place, None, field_set, groups)
                continue
            for part in self._walk.parts(level.place, InlineFragment(type_name, field_set.selections)):
                yield self._supply_source(level, part, frozenset({type_name}), field_set, groups)

    def _supply_source(
        self, level: _Level, place: Place, types: frozenset[str] | None, field_set: FieldSet, groups: Groups
    ) -> ContextSource:
        selections, suppliers = self._walk.requirements.supply(place, field_set.selections)
        groups.update(suppliers)
        # Runtime types have to be there as well.
        groups.update(place.needs())
        return ContextSource(level.up, types, selections)


def find_indispensable(*inputs: tuple[ContextVariable, ...]) -> frozenset[tuple[ContextSource, ...]]:
    """Where values come from that must not be null: objects without them are not asked for, so only what needs the very
    same values can be asked together.
    """
    return frozenset(variable.sources for variables in inputs for variable in variables if variable.type.endswith("!"))


def _find_levels(place: Place, argument: ContextArgument) -> tuple[_Level, ...] | None:
    """Nearest first, up to one that has the value for certain; None if there is no such place."""
    levels: list[_Level] = []
    above, up = _find_parent(place), 1
    while above is not None:
        choices = _choose(above, argument)
        if choices:
            levels.append(_Level(up, above, choices))
        if _is_certain(above, choices):
            return tuple(levels)
        above, up = _find_parent(above), up + 1
    return None


def _find_parent(place: Place) -> Place | None:
    while place.base is not None:
        place = place.base
    return place.parent


def _choose(place: Place, argument: ContextArgument) -> tuple[tuple[str | None, FieldSet], ...]:
    known = argument.selections
    alike = known.get(place.type_name)
    if not place.is_abstract:
        return ((None, alike),) if alike else ()
    by_type = tuple((name, known[name]) for name in sorted(place.types) if name in known)
    texts = {field_set.text for _, field_set in by_type}
    if alike and len(by_type) == len(place.types) and texts <= {alike.text}:
        return ((None, alike),)
    return by_type


def _is_certain(place: Place, choices: tuple[tuple[str | None, FieldSet], ...]) -> bool:
    if not place.is_abstract:
        return bool(choices)
    return len(choices) == len(place.types) or any(type_name is None for type_name, _ in choices)
