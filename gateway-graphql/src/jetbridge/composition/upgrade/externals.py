"""@external where it meant nothing in federation 1: on interfaces, on types, on the keys of extensions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphql import FieldNode

from jetbridge.composition.facts import field_set_of
from jetbridge.composition.model import Kind, without_directives
from jetbridge.composition.upgrade.base_types import is_extension
from jetbridge.composition.upgrade.rewriting import rewrite_fields, rewrite_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.facts import FieldName
    from jetbridge.composition.model import Directive, Field, TypeDefinition
    from jetbridge.composition.subgraph import Subgraph


def without_external_interface_fields(subgraph: Subgraph) -> Subgraph:
    """Fields of interfaces are nobody's."""

    def rewrite(definition: TypeDefinition, field: Field) -> Field:
        return _without_external(field) if definition.kind is Kind.INTERFACE else field

    return rewrite_fields(subgraph, rewrite)


def without_external_types(subgraph: Subgraph) -> Subgraph:
    """On a type it had no effect."""
    return rewrite_types(subgraph, lambda t: replace(t, directives=without_directives(t.directives, "external")))


def without_external_keys_of_extensions(subgraph: Subgraph, others: Sequence[Subgraph]) -> Subgraph:
    """An extension had to repeat its key fields as external, but resolves them all the same."""
    names: set[FieldName] = set()
    for definition in subgraph.schema.types.values():
        if is_extension(definition):
            keys = [d for d in definition.directives if d.spec == "key"] or _first_key_elsewhere(definition, others)
            names |= {(definition.name, field) for key in keys for field in _top_fields(key)}

    def rewrite(definition: TypeDefinition, field: Field) -> Field:
        return _without_external(field) if (definition.name, field.name) in names else field

    return rewrite_fields(subgraph, rewrite) if names else subgraph


def _first_key_elsewhere(definition: TypeDefinition, others: Sequence[Subgraph]) -> list[Directive]:
    # An extension without a key of its own was asked by the first key of the owner.
    for other in others:
        base = other.schema.types.get(definition.name)
        if base is not None and not is_extension(base):
            keys = [directive for directive in base.directives if directive.spec == "key"]
            if keys:
                return keys[:1]
    return []


def _top_fields(key: Directive) -> list[str]:
    selections = field_set_of(key)
    if selections is None:
        return []
    return [selection.name.value for selection in selections.selections if isinstance(selection, FieldNode)]


def _without_external(field: Field) -> Field:
    if not field.directives:
        return field
    return replace(field, directives=without_directives(field.directives, "external"))
