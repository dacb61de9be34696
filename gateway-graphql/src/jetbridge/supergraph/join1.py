"""Federation 1 supergraphs (join v0.1): who owns a type, and which fields others give it.

There a type with `@join__owner` is an entity: fields that name no graph belong to its owner, and each `@join__type` is
a key another subgraph knows it by. A type without owner is a value type and the same in every subgraph.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from graphql import InterfaceTypeDefinitionNode, ObjectTypeDefinitionNode, UnionTypeDefinitionNode, print_ast

from jetbridge.operation.model import Field
from jetbridge.supergraph.model import FieldInSubgraph, JoinedType, Key, TypeInSubgraph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import FieldDefinitionNode

    from jetbridge.supergraph.joined_types import CompositeNode, TypeLoader


def load_types_of_join_1(loader: TypeLoader) -> dict[str, JoinedType]:
    """The composite types of a join v0.1 document."""
    memberships = {name: _load_memberships(loader, node) for name, node in loader.nodes.items()}
    return {
        name: JoinedType(
            name=name,
            subgraphs=memberships[name],
            fields=_load_fields(loader, node, memberships[name]),
            possible={subgraph: _possible(loader, node) for subgraph in memberships[name]},
            interfaces=_interfaces(node),
        )
        for name, node in loader.nodes.items()
    }


def _load_memberships(loader: TypeLoader, node: CompositeNode) -> dict[str, TypeInSubgraph]:
    keys: dict[str, list[Key]] = defaultdict(list)
    for arguments in loader.directives(node, "owner"):
        keys[loader.names[arguments["graph"]]] = []
    for arguments in loader.directives(node, "type"):
        known = keys[loader.names[arguments["graph"]]]
        if arguments.get("key"):
            known.append(Key(loader.field_sets.load(node.name.value, arguments["key"])))
    names = keys or {subgraph: [] for subgraph in loader.names.values()}
    return {name: TypeInSubgraph(tuple(found)) for name, found in names.items()}


def _load_fields(
    loader: TypeLoader, node: CompositeNode, memberships: Mapping[str, TypeInSubgraph]
) -> dict[str, dict[str, FieldInSubgraph]]:
    if isinstance(node, UnionTypeDefinitionNode):
        return {}
    owner = next((loader.names[arguments["graph"]] for arguments in loader.directives(node, "owner")), None)
    return {field.name.value: _load_field(loader, node, field, memberships, owner) for field in node.fields or ()}


def _load_field(
    loader: TypeLoader,
    node: CompositeNode,
    field: FieldDefinitionNode,
    memberships: Mapping[str, TypeInSubgraph],
    owner: str | None,
) -> dict[str, FieldInSubgraph]:
    type_text = print_ast(field.type)
    found = {
        loader.names[arguments["graph"]]: FieldInSubgraph(
            type_text,
            requires=loader.load_field_set(node.name.value, arguments.get("requires")),
            provides=loader.load_field_set(type_text.strip("[]!"), arguments.get("provides")),
        )
        for arguments in loader.directives(field, "field")
        if arguments.get("graph")
    }
    if not found:
        found = {name: FieldInSubgraph(type_text) for name in ([owner] if owner else memberships)}
    for name, known in memberships.items():
        if any(_is_in_key(field.name.value, key) for key in known.keys):
            found.setdefault(name, FieldInSubgraph(type_text))
    return found


def _is_in_key(field_name: str, key: Key) -> bool:
    return any(isinstance(part, Field) and part.name == field_name for part in key.fields.selections)


def _possible(loader: TypeLoader, node: CompositeNode) -> frozenset[str]:
    match node:
        case UnionTypeDefinitionNode():
            return frozenset(member.name.value for member in node.types or ())
        case InterfaceTypeDefinitionNode():
            return frozenset(
                other.name.value
                for other in loader.nodes.values()
                if isinstance(other, ObjectTypeDefinitionNode) and node.name.value in _interfaces(other)
            )
        case _:
            return frozenset({node.name.value})


def _interfaces(node: CompositeNode) -> frozenset[str]:
    if isinstance(node, UnionTypeDefinitionNode):
        return frozenset()
    return frozenset(interface.name.value for interface in node.interfaces or ())
