"""Field sets as federation 1 took them: lists of strings, or a name without quotes, become strings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphql import EnumValueNode, ListValueNode, StringValueNode

from jetbridge.composition.upgrade.rewriting import rewrite_types
from jetbridge.federation.elements import FIELD_SET_DIRECTIVES

if TYPE_CHECKING:
    from graphql import ValueNode

    from jetbridge.composition.model import Directive, Directives, Field, TypeDefinition
    from jetbridge.composition.subgraph import Subgraph


def with_string_field_sets(subgraph: Subgraph) -> Subgraph:
    """Coerce the `fields` of every @key, @requires and @provides."""
    return rewrite_types(subgraph, _rewrite)


def _rewrite(definition: TypeDefinition) -> TypeDefinition:
    fields: dict[str, Field] = {
        name: replace(field, directives=_coerced(field.directives)) if field.directives else field
        for name, field in definition.fields.items()
    }
    return replace(definition, directives=_coerced(definition.directives), fields=fields)


def _coerced(directives: Directives) -> Directives:
    return tuple(_coerce(directive) for directive in directives)


def _coerce(directive: Directive) -> Directive:
    if directive.spec not in FIELD_SET_DIRECTIVES or "fields" not in directive.arguments:
        return directive
    text = _text(directive.arguments["fields"])
    if text is None:
        return directive
    return replace(directive, arguments={**directive.arguments, "fields": StringValueNode(value=text)})


def _text(value: ValueNode) -> str | None:
    if isinstance(value, EnumValueNode):
        return value.value
    if isinstance(value, ListValueNode):
        texts = [item.value for item in value.values if isinstance(item, StringValueNode | EnumValueNode)]
        return " ".join(texts) if len(texts) == len(value.values) else None
    return None
