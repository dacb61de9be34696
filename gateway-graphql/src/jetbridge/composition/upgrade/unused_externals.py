"""External fields that nothing uses are dropped; so is a type that consists of them, if nothing refers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.facts import Facts
from jetbridge.composition.upgrade.rewriting import rewrite_fields, rewrite_types

if TYPE_CHECKING:
    from jetbridge.composition.model import Field, Schema, TypeDefinition
    from jetbridge.composition.result import Report
    from jetbridge.composition.subgraph import Subgraph


def without_unused_externals(subgraph: Subgraph, report: Report) -> Subgraph:
    """Drop what is external and unused."""
    facts = Facts(subgraph)
    unused = facts.external - facts.used
    if not unused:
        return subgraph

    def rewrite(definition: TypeDefinition, field: Field) -> Field | None:
        return None if (definition.name, field.name) in unused else field

    upgraded = rewrite_fields(subgraph, rewrite)
    emptied = {type_name for type_name, _ in unused if not upgraded.schema.types[type_name].fields} - {"Query"}
    for name in emptied:
        if _is_referred_to(upgraded.schema, name):
            message = f'"{name}" consists of unused @external fields but is referred to; resolve a field of it.'
            node = subgraph.schema.types[name].node
            report.errors.append(subgraph.error("TYPE_WITH_ONLY_UNUSED_EXTERNAL", message, name, node))
    return rewrite_types(upgraded, lambda definition: None if definition.name in emptied else definition)


def _is_referred_to(schema: Schema, name: str) -> bool:
    return any(
        name in definition.members or any(field.type.name == name for field in definition.fields.values())
        for definition in schema.types.values()
    )
