"""Root types under their default names, and without what only the subgraph protocol needs (`_entities`, `_service`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jetbridge.composition.model import ROOT_NAMES, Field, InputValue, Kind, TypeDefinition
from jetbridge.federation.elements import SUBGRAPH_ONLY_ROOT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.model import Schema
    from jetbridge.composition.subgraph import Subgraph


def check_root_names(subgraph: Subgraph) -> Iterator[CompositionError]:
    """Refuse a type that has a root type's default name without being that root type."""
    schema = subgraph.schema
    for operation, default in ROOT_NAMES.items():
        actual = schema.roots.get(operation)
        if actual is not None and actual != default and default in schema.types:
            message = (
                f'"{default}" is an ordinary type here, because the {operation} root type is "{actual}";'
                " give it another name, or make it the root type."
            )
            code = f"ROOT_{operation.upper()}_USED"
            yield subgraph.error(code, message, default, schema.types[default].node)


def with_default_root_names(schema: Schema) -> Schema:
    """Rename root types to Query, Mutation and Subscription, wherever they are mentioned."""
    renames = {actual: ROOT_NAMES[op] for op, actual in schema.roots.items() if actual != ROOT_NAMES[op]}
    types = dict(schema.types)
    if renames:
        types = {renames.get(name, name): _renamed(definition, renames) for name, definition in types.items()}
    roots = {operation: ROOT_NAMES[operation] for operation in schema.roots}
    roots["query"] = "Query"
    query = types.get("Query") or TypeDefinition("Query", Kind.OBJECT)
    fields = {name: field for name, field in query.fields.items() if name not in SUBGRAPH_ONLY_ROOT_FIELDS}
    types["Query"] = replace(query, fields=fields)
    return replace(schema, types=types, roots=roots)


def _renamed(definition: TypeDefinition, renames: Mapping[str, str]) -> TypeDefinition:
    return replace(
        definition,
        name=renames.get(definition.name, definition.name),
        fields={name: _renamed_field(field, renames) for name, field in definition.fields.items()},
        members=tuple(renames.get(member, member) for member in definition.members),
    )


def _renamed_field(field: Field, renames: Mapping[str, str]) -> Field:
    arguments: dict[str, InputValue] = dict(field.arguments)
    if field.type.name not in renames:
        return field
    return replace(field, type=field.type.renamed(renames[field.type.name]), arguments=arguments)
