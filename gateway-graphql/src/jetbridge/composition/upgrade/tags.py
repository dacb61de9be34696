"""Tags on external fields, which federation 1 libraries repeat, when the resolving subgraph has them too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jetbridge.composition.facts import Facts
from jetbridge.composition.upgrade.rewriting import rewrite_fields
from jetbridge.composition.values import value_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.model import Directive, Field, TypeDefinition
    from jetbridge.composition.subgraph import Subgraph


def without_repeated_tags(subgraph: Subgraph, others: Sequence[Subgraph]) -> Subgraph:
    """Drop tags of external fields that are given elsewhere."""
    external = Facts(subgraph).external
    if not external or not subgraph.places("tag"):
        return subgraph

    def rewrite(definition: TypeDefinition, field: Field) -> Field:
        if (definition.name, field.name) not in external:
            return field
        elsewhere = {
            _tag_key(tag)
            for other in others
            if definition.name in other.schema.types and field.name in other.schema.types[definition.name].fields
            for tag in other.schema.types[definition.name].fields[field.name].directives
            if tag.spec == "tag"
        }
        kept = (d for d in field.directives if d.spec != "tag" or _tag_key(d) not in elsewhere)
        return replace(field, directives=tuple(kept))

    return rewrite_fields(subgraph, rewrite)


def _tag_key(tag: Directive) -> str:
    return value_key(tag.arguments.get("name"))
