"""Arguments and input fields: what clients must send may become less, never more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import print_ast

from jetbridge.checks.change import Change, breaking, dangerous, safe
from jetbridge.checks.type_changes import is_safe_input

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphql import GraphQLArgument, GraphQLInputField


def compare_arguments(
    parent: str, old: Mapping[str, GraphQLArgument], new: Mapping[str, GraphQLArgument]
) -> Iterator[Change]:
    """Compare the arguments of a field or directive."""
    yield from _compare(old, new, "ARGUMENT", {name: f"{parent}({name}:)" for name in (*old, *new)})


def compare_input_fields(
    parent: str, old: Mapping[str, GraphQLInputField], new: Mapping[str, GraphQLInputField]
) -> Iterator[Change]:
    """Compare the fields of an input object."""
    yield from _compare(old, new, "INPUT_FIELD", {name: f"{parent}.{name}" for name in (*old, *new)})


def _compare(
    old: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField],
    new: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField],
    code: str,
    coordinates: Mapping[str, str],
) -> Iterator[Change]:
    for name in old.keys() - new.keys():
        yield breaking(f"{code}_REMOVED", coordinates[name], f"{coordinates[name]} was removed.")
    for name in new.keys() - old.keys():
        if _is_required(new[name]):
            message = f"{coordinates[name]} was added and is required."
            yield breaking(f"REQUIRED_{code}_ADDED", coordinates[name], message)
        else:
            yield safe(f"{code}_ADDED", coordinates[name], f"{coordinates[name]} was added; it is optional.")
    for name in old.keys() & new.keys():
        yield from _compare_one(coordinates[name], old[name], new[name], code)


def _is_required(value: GraphQLArgument | GraphQLInputField) -> bool:
    return str(value.type).endswith("!") and _default(value) is None


def _compare_one(
    coordinate: str,
    old: GraphQLArgument | GraphQLInputField,
    new: GraphQLArgument | GraphQLInputField,
    code: str,
) -> Iterator[Change]:
    if str(old.type) != str(new.type):
        message = f"The type of {coordinate} changed from {old.type} to {new.type}."
        # With a default, only clients that send null are affected.
        excludes_null = str(new.type).removesuffix("!") == str(old.type) and not _is_required(new)
        make = safe if is_safe_input(old.type, new.type) else dangerous if excludes_null else breaking
        yield make(f"{code}_TYPE_CHANGED", coordinate, message)
    before, after = _default(old), _default(new)
    if before != after:
        message = f"The default value of {coordinate} changed from {before or 'none'} to {after or 'none'}."
        yield dangerous(f"{code}_DEFAULT_CHANGED", coordinate, message)


def _default(value: GraphQLArgument | GraphQLInputField) -> str | None:
    node = value.ast_node.default_value if value.ast_node else None
    return print_ast(node) if node is not None else None
