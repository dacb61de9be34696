"""@key, @requires and @provides where, or as far as, federation 1 ignored them."""

from __future__ import annotations

from dataclasses import replace
from operator import is_
from typing import TYPE_CHECKING

from graphql import FieldNode, InlineFragmentNode, SelectionSetNode, StringValueNode, print_ast

from jetbridge.composition.facts import Facts, field_set_of
from jetbridge.composition.model import Kind, without_directives
from jetbridge.composition.upgrade.rewriting import rewrite_fields, rewrite_types

if TYPE_CHECKING:
    from graphql import SelectionNode

    from jetbridge.composition.model import Directive, Field, TypeDefinition
    from jetbridge.composition.subgraph import Subgraph


def without_directives_on_interfaces(subgraph: Subgraph) -> Subgraph:
    """Interfaces have no keys and require nothing; only composite fields provide something."""

    def rewrite_type(definition: TypeDefinition) -> TypeDefinition:
        if definition.kind is not Kind.INTERFACE:
            return definition
        return replace(definition, directives=without_directives(definition.directives, "key"))

    def rewrite_field(definition: TypeDefinition, field: Field) -> Field:
        if not field.directives:
            return field
        target = subgraph.schema.find_type(field.type.name)
        is_composite = target is not None and target.kind.is_composite
        if definition.kind is Kind.INTERFACE:
            return replace(field, directives=without_directives(field.directives, "requires", "provides"))
        return field if is_composite else replace(field, directives=without_directives(field.directives, "provides"))

    return rewrite_fields(rewrite_types(subgraph, rewrite_type), rewrite_field)


def without_inactive_field_sets(subgraph: Subgraph) -> Subgraph:
    """What the subgraph resolves itself need neither be required nor provided."""
    facts = Facts(subgraph)

    def rewrite(definition: TypeDefinition, field: Field) -> Field:
        if not field.directives:
            return field
        directives = []
        for directive in field.directives:
            if directive.spec in ("requires", "provides"):
                parent = definition.name if directive.spec == "requires" else field.type.name
                kept = _active(facts, parent, directive)
                directives += [kept] if kept is not None else []
            else:
                directives.append(directive)
        return replace(field, directives=tuple(directives))

    return rewrite_fields(subgraph, rewrite)


def _active(facts: Facts, type_name: str, directive: Directive) -> Directive | None:
    selections = field_set_of(directive)
    if selections is None:
        # Validation says what is wrong with it.
        return directive
    kept = _active_selections(facts, type_name, selections)
    if kept is selections:
        return directive
    if not kept.selections:
        return None
    text = " ".join(print_ast(selection).replace("\n", " ") for selection in kept.selections)
    return replace(directive, arguments={**directive.arguments, "fields": StringValueNode(value=text)})


def _active_selections(facts: Facts, type_name: str, selections: SelectionSetNode) -> SelectionSetNode:
    kept: list[SelectionNode] = []
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            active = _active_field(facts, type_name, selection)
            kept += [active] if active is not None else []
        elif isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition.name.value if selection.type_condition else type_name
            inner = _active_selections(facts, condition, selection.selection_set)
            if inner is selection.selection_set:
                kept.append(selection)
            elif inner.selections:
                kept.append(InlineFragmentNode(type_condition=selection.type_condition, selection_set=inner))
    is_unchanged = len(kept) == len(selections.selections) and all(map(is_, kept, selections.selections))
    return selections if is_unchanged else SelectionSetNode(selections=tuple(kept))


def _active_field(facts: Facts, type_name: str, node: FieldNode) -> FieldNode | None:
    definition = facts.subgraph.schema.types.get(type_name)
    field = definition.fields.get(node.name.value) if definition else None
    if field is None or facts.is_external(type_name, field.name):
        return node
    if node.selection_set is None:
        return None
    inner = _active_selections(facts, field.type.name, node.selection_set)
    if inner is node.selection_set:
        return node
    if not inner.selections:
        return None
    return FieldNode(name=node.name, alias=node.alias, arguments=node.arguments, selection_set=inner)
