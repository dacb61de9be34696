"""@context and @fromContext: an argument is filled with one leaf of an object further up in the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import BooleanValueNode, FieldNode, InlineFragmentNode, StringValueNode

from jetbridge.composition.context_text import split_context
from jetbridge.composition.model import Field, InputValue, Kind, TypeDefinition, find_directive
from jetbridge.composition.type_ref import TypeRef, is_subtype, list_of
from jetbridge.federation.field_set import FieldSetError, parse_field_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import SelectionSetNode

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts
    from jetbridge.composition.model import Place, Schema

_CONTEXT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class _Use:
    """A @fromContext: `field(argument)` of `type`, and the text that says where its value comes from."""

    type: TypeDefinition
    field: Field
    argument: InputValue
    text: str


def check_contexts(facts: Facts) -> Iterator[CompositionError]:
    """Check every @context and @fromContext."""
    subgraph = facts.subgraph
    setters: dict[str, list[TypeDefinition]] = {}
    for place in subgraph.places("context"):
        value = place.directive.arguments.get("name")
        name = value.value if isinstance(value, StringValueNode) else ""
        if not _CONTEXT_NAME.fullmatch(name):
            message = f'"{name}" is no name for a context; use letters and digits, a letter first.'
            yield subgraph.error("CONTEXT_NAME_INVALID", message, place.coordinate, place.directive.node)
        if place.type is not None:
            setters.setdefault(name, []).append(place.type)
    for place in subgraph.places("fromContext"):
        for code, message in _check_use(subgraph.schema, place, setters):
            yield subgraph.error(code, message, place.coordinate, place.directive.node)


def _check_use(schema: Schema, place: Place, setters: dict[str, list[TypeDefinition]]) -> Iterator[tuple[str, str]]:
    if place.type is None or place.argument is None or not isinstance(place.field, Field):
        yield "CONTEXT_NOT_SET", f'"{place.coordinate}" cannot be filled from a context: only arguments of fields can.'
        return
    value = place.directive.arguments.get("field")
    use = _Use(place.type, place.field, place.argument, value.value if isinstance(value, StringValueNode) else "")
    yield from _check_place(schema, use)
    context, selection = split_context(use.text)
    if not use.text.strip().startswith("$") or not context:
        message = f'"{place.coordinate}" does not say which context it is filled from; begin with "$name".'
        yield "NO_CONTEXT_IN_SELECTION", message
    elif not selection.strip():
        message = f'"{place.coordinate}" does not say which field of the context it is filled from.'
        yield "NO_CONTEXT_IN_SELECTION", message
    elif context not in setters:
        yield "CONTEXT_NOT_SET", f'No type sets the context "{context}" that "{place.coordinate}" is filled from.'
    else:
        reason = _selection_misfit(schema, use, selection, setters[context])
        if reason is not None:
            yield "CONTEXT_INVALID_SELECTION", f'"{place.coordinate}" cannot be filled with "{use.text}": {reason}'


def _check_place(schema: Schema, use: _Use) -> Iterator[tuple[str, str]]:
    coordinate = f"{use.type.name}.{use.field.name}"
    if use.type.kind is not Kind.OBJECT:
        yield "CONTEXT_NOT_SET", f'"{coordinate}" belongs to a {use.type.kind.value}; @fromContext is for objects.'
        return
    for name in use.type.interfaces:
        above = schema.types.get(name)
        if above is not None and use.field.name in above.fields:
            yield "CONTEXT_NOT_SET", f'"{coordinate}" implements a field of "{name}", so it cannot use @fromContext.'
    if use.argument.default is not None:
        message = f'"{coordinate}({use.argument.name}:)" is filled from a context and cannot have a default.'
        yield "CONTEXT_NOT_SET", message
    keys = [directive for directive in use.type.directives if directive.spec == "key"]
    if all(isinstance(v := key.arguments.get("resolvable"), BooleanValueNode) and not v.value for key in keys):
        message = f'"{use.type.name}" needs a resolvable @key, because "{coordinate}" is filled from a context.'
        yield "CONTEXT_NO_RESOLVABLE_KEY", message


def _selection_misfit(schema: Schema, use: _Use, text: str, setters: list[TypeDefinition]) -> str | None:
    try:
        selections = parse_field_set(text)
    except FieldSetError as error:
        return str(error)
    wanted = use.argument.type
    unused = _unused_condition(schema, selections, setters)
    if unused is not None:
        return f'no value of the context is ever a "{unused}".'
    for setter in setters:
        runtime = schema.runtime_types(setter.name) or frozenset({setter.name})
        for type_name in (setter.name,) if setter.kind.has_fields and _is_plain(selections) else sorted(runtime):
            leaf = _one_leaf(schema, type_name, selections)
            if isinstance(leaf, str):
                return leaf
            # Whatever the schema says, there can be no value: the field, or one on the way to it, may have failed.
            given = leaf.all_nullable
            if not is_subtype(wanted, given, schema.is_subtype):
                return f"on {type_name} it is of type {given}, which may be null, but the argument is a {wanted}."
    return None


def _unused_condition(schema: Schema, selections: SelectionSetNode, setters: list[TypeDefinition]) -> str | None:
    possible = frozenset().union(*(schema.runtime_types(setter.name) for setter in setters))
    for selection in selections.selections:
        if isinstance(selection, InlineFragmentNode) and selection.type_condition is not None:
            name = selection.type_condition.name.value
            if possible and not possible & schema.runtime_types(name):
                return name
    return None


def _is_plain(selections: SelectionSetNode) -> bool:
    return not any(isinstance(selection, InlineFragmentNode) for selection in selections.selections)


def _one_leaf(schema: Schema, type_name: str, selections: SelectionSetNode) -> TypeRef | str:
    """Find the type of what is selected for a type, by way of one leaf; or the reason why there is not one."""
    applying = list(_applying(schema, type_name, selections))
    if len(applying) != 1:
        return f"exactly one field must be selected on {type_name}, not {len(applying)}."
    node = applying[0]
    definition = schema.types.get(type_name)
    field = definition.fields.get(node.name.value) if definition else None
    if node.alias is not None or node.directives:
        return "there can be no aliases or directives inside."
    if field is None:
        return f'there is no field "{node.name.value}" on {type_name}.'
    if find_directive(field.directives, "external") is None and any(a.is_required for a in field.arguments.values()):
        return f'"{type_name}.{field.name}" has required arguments.'
    target = schema.find_type(field.type.name)
    if target is None or not target.kind.is_composite:
        return field.type if node.selection_set is None else f"{field.type} has no fields."
    if node.selection_set is None:
        return f'"{type_name}.{field.name}" is no leaf; select a field of it.'
    below = _one_leaf(schema, field.type.name, node.selection_set)
    return below if isinstance(below, str) else _in_lists_of(field.type, below)


def _in_lists_of(outer: TypeRef, inner: TypeRef) -> TypeRef:
    return list_of(_in_lists_of(outer.item, inner)) if outer.is_list else inner


def _applying(schema: Schema, type_name: str, selections: SelectionSetNode) -> Iterator[FieldNode]:
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield selection
        elif isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition.name.value if selection.type_condition else type_name
            if type_name in schema.runtime_types(condition) or schema.is_subtype(condition, type_name):
                yield from _applying(schema, type_name, selection.selection_set)
