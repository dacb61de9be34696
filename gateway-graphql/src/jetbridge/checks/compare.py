"""Two API schemas -> every change between them, by severity.

Outputs may become more specific, inputs more general; everything else breaks somebody. Specification of the severities:
GraphQL, "Type System", read as Apollo, GraphQL.js and graphql-inspector read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
)

from jetbridge.checks.change import Change, breaking, dangerous, safe
from jetbridge.checks.compare_inputs import compare_arguments, compare_input_fields
from jetbridge.checks.type_changes import is_safe_output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import GraphQLDirective, GraphQLField, GraphQLSchema


def compare_schemas(old: GraphQLSchema, new: GraphQLSchema) -> list[Change]:
    """List the changes from `old` to `new`, the worst first."""
    changes = [*_compare_types(old, new), *_compare_directives(old, new), *_compare_roots(old, new)]
    order = ["breaking", "dangerous", "safe"]
    return sorted(changes, key=lambda change: (order.index(change.severity.value), change.coordinate, change.code))


def _own_types(schema: GraphQLSchema) -> dict[str, GraphQLNamedType]:
    return {
        name: definition
        for name, definition in schema.type_map.items()
        if not is_introspection_type(definition) and not is_specified_scalar_type(definition)
    }


def _compare_types(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    before, after = _own_types(old), _own_types(new)
    for name in before.keys() - after.keys():
        yield breaking("TYPE_REMOVED", name, f"Type {name} was removed.")
    for name in after.keys() - before.keys():
        yield safe("TYPE_ADDED", name, f"Type {name} was added.")
    for name in before.keys() & after.keys():
        yield from _compare_type(before[name], after[name])


def _compare_type(old: GraphQLNamedType, new: GraphQLNamedType) -> Iterator[Change]:
    name = old.name
    if type(old) is not type(new):
        kinds = f"{_kind(old)} to {_kind(new)}"
        yield breaking("TYPE_KIND_CHANGED", name, f"{name} changed from {kinds}.")
        return
    if old.description != new.description:
        yield safe("DESCRIPTION_CHANGED", name, f"The description of {name} changed.")
    match old, new:
        case GraphQLEnumType(), GraphQLEnumType():
            yield from _compare_members(name, set(old.values), set(new.values), "value", "ENUM_VALUE")
        case GraphQLUnionType(), GraphQLUnionType():
            before, after = {t.name for t in old.types}, {t.name for t in new.types}
            yield from _compare_members(name, before, after, "member", "UNION_MEMBER")
        case GraphQLInputObjectType(), GraphQLInputObjectType():
            yield from compare_input_fields(name, old.fields, new.fields)
        case ((GraphQLObjectType() | GraphQLInterfaceType()), (GraphQLObjectType() | GraphQLInterfaceType())):
            yield from _compare_fields(old, new)
            yield from _compare_interfaces(name, {i.name for i in old.interfaces}, {i.name for i in new.interfaces})


def _kind(definition: GraphQLNamedType) -> str:
    return type(definition).__name__.removeprefix("GraphQL").removesuffix("Type").lower()


def _compare_members(name: str, before: set[str], after: set[str], what: str, code: str) -> Iterator[Change]:
    for member in before - after:
        coordinate = f"{name}.{member}" if what == "value" else name
        yield breaking(f"{code}_REMOVED", coordinate, f"The {what} {member} of {name} was removed.")
    for member in after - before:
        coordinate = f"{name}.{member}" if what == "value" else name
        message = f"The {what} {member} of {name} was added; clients may not expect it."
        yield dangerous(f"{code}_ADDED", coordinate, message)


def _compare_interfaces(name: str, before: set[str], after: set[str]) -> Iterator[Change]:
    for interface in before - after:
        yield breaking("INTERFACE_REMOVED", name, f"{name} no longer implements {interface}.")
    for interface in after - before:
        yield dangerous("INTERFACE_ADDED", name, f"{name} now implements {interface}; clients may not expect it there.")


def _compare_fields(
    old: GraphQLObjectType | GraphQLInterfaceType, new: GraphQLObjectType | GraphQLInterfaceType
) -> Iterator[Change]:
    for name in old.fields.keys() - new.fields.keys():
        coordinate = f"{old.name}.{name}"
        was = ", which was deprecated," if old.fields[name].deprecation_reason else ""
        yield breaking("FIELD_REMOVED", coordinate, f"{coordinate}{was} was removed.")
    for name in new.fields.keys() - old.fields.keys():
        yield safe("FIELD_ADDED", f"{old.name}.{name}", f"{old.name}.{name} was added.")
    for name in old.fields.keys() & new.fields.keys():
        yield from _compare_field(f"{old.name}.{name}", old.fields[name], new.fields[name])


def _compare_field(coordinate: str, old: GraphQLField, new: GraphQLField) -> Iterator[Change]:
    if str(old.type) != str(new.type):
        message = f"The type of {coordinate} changed from {old.type} to {new.type}."
        make = safe if is_safe_output(old.type, new.type) else breaking
        yield make("FIELD_TYPE_CHANGED", coordinate, message)
    if old.deprecation_reason is None and new.deprecation_reason is not None:
        yield safe("FIELD_DEPRECATED", coordinate, f"{coordinate} was deprecated: {new.deprecation_reason}")
    elif old.deprecation_reason is not None and new.deprecation_reason is None:
        yield safe("FIELD_DEPRECATION_REMOVED", coordinate, f"{coordinate} is no longer deprecated.")
    if old.description != new.description:
        yield safe("DESCRIPTION_CHANGED", coordinate, f"The description of {coordinate} changed.")
    yield from compare_arguments(coordinate, old.args, new.args)


def _compare_directives(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    before = {d.name: d for d in old.directives if not is_specified_directive(d)}
    after = {d.name: d for d in new.directives if not is_specified_directive(d)}
    for name in before.keys() - after.keys():
        yield breaking("DIRECTIVE_REMOVED", f"@{name}", f"Directive @{name} was removed.")
    for name in after.keys() - before.keys():
        yield safe("DIRECTIVE_ADDED", f"@{name}", f"Directive @{name} was added.")
    for name in before.keys() & after.keys():
        yield from _compare_directive(before[name], after[name])


def _compare_directive(old: GraphQLDirective, new: GraphQLDirective) -> Iterator[Change]:
    coordinate = f"@{old.name}"
    for location in set(old.locations) - set(new.locations):
        message = f"{coordinate} can no longer be used on {location.value}."
        yield breaking("DIRECTIVE_LOCATION_REMOVED", coordinate, message)
    for location in set(new.locations) - set(old.locations):
        yield safe("DIRECTIVE_LOCATION_ADDED", coordinate, f"{coordinate} can now be used on {location.value}.")
    if old.is_repeatable and not new.is_repeatable:
        yield breaking("DIRECTIVE_REPEATABLE_REMOVED", coordinate, f"{coordinate} is no longer repeatable.")
    yield from compare_arguments(coordinate, old.args, new.args)


def _compare_roots(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    roots = (
        ("query", old.query_type, new.query_type),
        ("mutation", old.mutation_type, new.mutation_type),
        ("subscription", old.subscription_type, new.subscription_type),
    )
    for operation, before, after in roots:
        if before is not None and after is None:
            message = f"There are no {operation} operations any more."
            yield breaking("ROOT_TYPE_REMOVED", before.name, message)
