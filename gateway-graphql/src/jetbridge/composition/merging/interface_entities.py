"""Interfaces as entities: who resolves one by key knows all implementations, an interface object knows none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import BooleanValueNode

from jetbridge.composition.errors import one_of
from jetbridge.composition.model import Kind

if TYPE_CHECKING:
    from jetbridge.composition.merging.context import Merge
    from jetbridge.composition.model import TypeDefinition
    from jetbridge.composition.subgraph import Subgraph


def check_interface_entities(merge: Merge) -> None:
    """Check interfaces with a resolvable key, and interface objects."""
    for name in merge.names_of_kind(Kind.INTERFACE):
        implementations = {
            implementation
            for implementation, interfaces in merge.interfaces.items()
            if name in interfaces and merge.kinds[implementation] is Kind.OBJECT
        }
        for index, definition in merge.sources[name]:
            subgraph = merge.subgraphs[index]
            if definition.has("interfaceObject"):
                _check_interface_object(merge, subgraph, definition, implementations)
            elif _has_resolvable_key(definition):
                _check_entity(merge, subgraph, definition, implementations)


def _has_resolvable_key(definition: TypeDefinition) -> bool:
    keys = (directive for directive in definition.directives if directive.spec == "key")
    return any(
        not (isinstance(value := key.arguments.get("resolvable"), BooleanValueNode) and not value.value) for key in keys
    )


def _check_entity(merge: Merge, subgraph: Subgraph, definition: TypeDefinition, implementations: set[str]) -> None:
    missing = sorted(
        name
        for name in implementations
        if name not in subgraph.schema.types or definition.name not in subgraph.schema.types[name].interfaces
    )
    if missing:
        message = (
            f'Interface "{definition.name}" has a resolvable @key, so this subgraph must define all implementations;'
            f" {one_of(missing)} of other subgraphs {'is' if len(missing) == 1 else 'are'} missing."
        )
        code = "INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE"
        merge.report.errors.append(subgraph.error(code, message, definition.name, definition.node))


def _check_interface_object(
    merge: Merge, subgraph: Subgraph, definition: TypeDefinition, implementations: set[str]
) -> None:
    known = sorted(implementations & subgraph.schema.types.keys())
    if known:
        message = (
            f'"{definition.name}" is an @interfaceObject here, so this subgraph must not define its implementations;'
            f" remove {one_of(known)}, or declare the interface itself."
        )
        code = "INTERFACE_OBJECT_USAGE_ERROR"
        merge.report.errors.append(subgraph.error(code, message, definition.name, definition.node))
