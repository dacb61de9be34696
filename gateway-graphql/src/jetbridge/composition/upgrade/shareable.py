"""What several subgraphs resolve was shared without a word in federation 1; now it is marked @shareable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jetbridge.composition.facts import Facts
from jetbridge.composition.model import ROOT_NAMES, Directive, Field, Kind, TypeDefinition, find_directive
from jetbridge.composition.upgrade.rewriting import rewrite_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.result import Report
    from jetbridge.composition.subgraph import Subgraph

_SHAREABLE = Directive("shareable", "shareable", {})


def with_shareable(subgraph: Subgraph, others: Sequence[Subgraph], report: Report) -> Subgraph:
    """Mark value types others have too, and fields of entities and root types others resolve too."""
    key_fields = Facts(subgraph).key_fields
    other_facts = [Facts(other) for other in others]

    def rewrite(definition: TypeDefinition) -> TypeDefinition:
        if definition.kind is not Kind.OBJECT or definition.name == ROOT_NAMES["subscription"]:
            return definition
        if not definition.has("key") and definition.name not in ROOT_NAMES.values():
            return _shared_type(definition, others)
        fields = {
            name: _marked(subgraph, definition, field, report)
            if (definition.name, name) not in key_fields and _is_resolved_by(other_facts, definition.name, name)
            else field
            for name, field in definition.fields.items()
        }
        return replace(definition, fields=fields)

    return rewrite_types(subgraph, rewrite)


def _shared_type(definition: TypeDefinition, others: Sequence[Subgraph]) -> TypeDefinition:
    if definition.has("shareable") or not any(definition.name in other.schema.types for other in others):
        return definition
    marks = tuple(replace(_SHAREABLE, declaration=index) for index in range(len(definition.nodes)))
    return replace(definition, directives=definition.directives + marks)


def _is_resolved_by(others: Sequence[Facts], type_name: str, field_name: str) -> bool:
    for facts in others:
        definition = facts.subgraph.schema.types.get(type_name)
        if definition and field_name in definition.fields and not facts.is_fully_external(type_name, field_name):
            return True
    return False


def _marked(subgraph: Subgraph, definition: TypeDefinition, field: Field, report: Report) -> Field:
    if find_directive(field.directives, "shareable"):
        coordinate = f"{definition.name}.{field.name}"
        message = (
            f'"{coordinate}" is marked @shareable in a federation 1 schema, where sharing goes without saying;'
            " remove the mark, or link federation 2."
        )
        report.errors.append(subgraph.error("INVALID_GRAPHQL", message, coordinate, field.node))
        return field
    return replace(field, directives=(*field.directives, _SHAREABLE))
