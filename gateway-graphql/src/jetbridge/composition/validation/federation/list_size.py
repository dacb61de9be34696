"""@listSize: a list (or lists one field below), a size that is one, and slicing arguments that are integers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import IntValueNode, ListValueNode, StringValueNode

from jetbridge.composition.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts
    from jetbridge.composition.model import Place, Schema


def check_list_size(facts: Facts) -> Iterator[CompositionError]:
    """Check every @listSize."""
    for place in facts.subgraph.places("listSize"):
        assert isinstance(place.field, Field)  # the directive's locations allow fields only
        findings = [
            *_check_size(place),
            *_check_lists(facts.subgraph.schema, place, place.field),
            *_check_slicing(place, place.field),
        ]
        for code, message in findings:
            text = f'@listSize on "{place.coordinate}": {message}'
            yield facts.subgraph.error(f"LIST_SIZE_{code}", text, place.coordinate, place.directive.node)


def _names(place: Place, argument: str) -> list[str] | None:
    value = place.directive.arguments.get(argument)
    if not isinstance(value, ListValueNode):
        return [value.value] if isinstance(value, StringValueNode) else None
    return [item.value for item in value.values if isinstance(item, StringValueNode)]


def _check_size(place: Place) -> Iterator[tuple[str, str]]:
    value = place.directive.arguments.get("assumedSize")
    if isinstance(value, IntValueNode) and int(value.value) < 0:
        yield "INVALID_ASSUMED_SIZE", f"assumedSize must not be negative, but is {value.value}."


def _check_lists(schema: Schema, place: Place, field: Field) -> Iterator[tuple[str, str]]:
    sized = _names(place, "sizedFields")
    if sized is None:
        if not field.type.is_list:
            yield "APPLIED_TO_NON_LIST", f"its type {field.type} is no list, and no sizedFields are given."
        return
    target = schema.find_type(field.type.name)
    if target is None or not target.kind.has_fields:
        yield "INVALID_SIZED_FIELD", f"{field.type.name} has no fields, so there can be no sizedFields."
        return
    for name in sized:
        inner = target.fields.get(name)
        if inner is None:
            yield "INVALID_SIZED_FIELD", f'there is no field "{name}" on {target.name}.'
        elif not inner.type.is_list:
            yield "APPLIED_TO_NON_LIST", f'"{target.name}.{name}" is of type {inner.type}, which is no list.'


def _check_slicing(place: Place, field: Field) -> Iterator[tuple[str, str]]:
    for name in _names(place, "slicingArguments") or ():
        argument = field.arguments.get(name)
        if argument is None:
            yield "INVALID_SLICING_ARGUMENT", f'there is no argument "{name}".'
        elif argument.type.nullable.text != "Int":
            yield "INVALID_SLICING_ARGUMENT", f'the argument "{name}" is of type {argument.type}, not Int.'
