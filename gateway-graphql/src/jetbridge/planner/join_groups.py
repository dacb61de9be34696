"""Pass: groups that ask one subgraph about one place become one `_entities` field.

Groups made for different object types of the same objects are the cases of one; groups that ask the same of different
places are one with several paths, so that equal representations are sent once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from jetbridge.planner.plan import RepresentationCase, TypeStep

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from jetbridge.planner.fetch_graph import Asking, Group
    from jetbridge.planner.plan import Path


@dataclass(slots=True, eq=False)
class Joined:
    """An `_entities` field to be: its `groups` have one level and one subgraph."""

    groups: list[Group]
    paths: list[Path]
    types: frozenset[str]

    @property
    def cases(self) -> tuple[RepresentationCase, ...]:
        return tuple(
            RepresentationCase(types_of(group), group.typename, group.keys, group.requires) for group in self.groups
        )


def types_of(group: Group) -> frozenset[str]:
    place = group.place
    return place.types if place.is_abstract else frozenset({place.type_name})


def join_groups(groups: Iterable[Group]) -> list[Joined]:
    """`groups` are the entity groups of one request."""
    by_place: list[Joined] = []
    for group in groups:
        _join_with_other_types(group, by_place)
    if len(by_place) < 2:
        return by_place
    by_content: dict[Hashable, Joined] = {}
    for joined in by_place:
        known = by_content.setdefault(_content(joined), joined)
        if known is not joined:
            known.paths += joined.paths
            known.groups[0].wait_for(dict.fromkeys(other for group in joined.groups for other in group.after))
    return list(by_content.values())


def _join_with_other_types(group: Group, joined: list[Joined]) -> None:
    path, types = group.place.path, types_of(group)
    # A context's values part the objects of a group, so what does not need it had better not be in there.
    if path and isinstance(path[-1], TypeStep) and not group.contexts:
        for known in joined:
            other = known.paths[0]
            if other[:-1] == path[:-1] and isinstance(other[-1], TypeStep) and _can_tell_apart(group, types, known):
                known.types |= types
                known.groups.append(group)
                known.paths[0] = (*path[:-1], TypeStep(known.types))
                return
    joined.append(Joined([group], [path], types))


def _can_tell_apart(group: Group, types: frozenset[str], known: Joined) -> bool:
    """Whether no object is asked for both: an interface object would take either's fragment for its own."""
    return not known.types & types and all(
        not other.contexts and not other.asking.node.possible & group.asking.node.possible for other in known.groups
    )


# What a request says about one object, as a value to compare.
Signature: TypeAlias = "tuple[Hashable, ...]"


def _content(joined: Joined) -> Hashable:
    signed: dict[Asking, Signature] = {}
    return tuple(
        (
            types_of(group),
            group.typename,
            group.keys,
            group.requires,
            tuple(group.contexts.items()),
            _sign(group.asking, signed),
        )
        for group in joined.groups
    )


def _sign(asking: Asking, signed: dict[Asking, Signature]) -> Signature:
    known = signed.get(asking)
    if known is None:
        below = ((key, _sign(asked.below, signed) if asked.below else ()) for key, asked in asking.fields.items())
        parts = ((name, _sign(part, signed)) for name, part in asking.fragments.items() if not part.is_empty())
        known = signed[asking] = (asking.node, asking.wants_typename, frozenset(below), frozenset(parts))
    return known
