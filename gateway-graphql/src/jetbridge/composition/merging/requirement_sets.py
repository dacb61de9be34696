"""Authorization requirements such as `[["a", "b"], ["c"]]`: (a and b) or c.

@requiresScopes and @policy state them; merging two of them means both must hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from graphql import ConstListValueNode, EnumValueNode, ListValueNode, StringValueNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphql import ValueNode

# Any of the sets suffices; of a set, every member is needed.
Requirement: TypeAlias = tuple[frozenset[str], ...]


def to_requirement(value: ValueNode | None) -> Requirement:
    """Read the argument of @requiresScopes or @policy; the names are custom scalars, so they may lack their quotes."""
    if not isinstance(value, ListValueNode):
        return ()
    return tuple(
        frozenset(item.value for item in inner.values if isinstance(item, StringValueNode | EnumValueNode))
        for inner in value.values
        if isinstance(inner, ListValueNode)
    )


def both(requirements: Sequence[Requirement]) -> Requirement:
    """Combine: every requirement must hold. Sets that contain another are dropped: the smaller suffices."""
    combined: Requirement = (frozenset(),)
    for requirement in requirements:
        combined = tuple(left | right for left in combined for right in requirement)
    return _smallest(combined)


def _smallest(sets: Iterable[frozenset[str]]) -> Requirement:
    distinct = sorted(dict.fromkeys(sets), key=len)
    return tuple(one for one in distinct if not any(other < one for other in distinct))


def implies(given: Requirement, needed: Requirement) -> bool:
    """Tell whether whoever satisfies `given` satisfies `needed`."""
    return all(any(need <= one for need in needed) for one in given)


def to_value(requirement: Requirement) -> ValueNode:
    """Write a requirement as the argument of a directive."""
    return ConstListValueNode(
        values=tuple(
            ConstListValueNode(values=tuple(StringValueNode(value=name) for name in sorted(one))) for one in requirement
        )
    )
