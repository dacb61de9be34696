"""Whether one type can stand where another was: as what clients get, and as what they send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import GraphQLList, GraphQLNonNull

if TYPE_CHECKING:
    from graphql import GraphQLType


def is_safe_output(old: GraphQLType, new: GraphQLType) -> bool:
    """Outputs may lose null, at any depth."""
    if isinstance(new, GraphQLNonNull):
        return is_safe_output(old.of_type if isinstance(old, GraphQLNonNull) else old, new.of_type)
    if isinstance(old, GraphQLNonNull):
        return False
    if isinstance(old, GraphQLList) or isinstance(new, GraphQLList):
        return (
            isinstance(old, GraphQLList) and isinstance(new, GraphQLList) and is_safe_output(old.of_type, new.of_type)
        )
    return str(old) == str(new)


def is_safe_input(old: GraphQLType, new: GraphQLType) -> bool:
    """Inputs may gain null, at any depth."""
    return is_safe_output(new, old)
