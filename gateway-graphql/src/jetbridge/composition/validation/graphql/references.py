"""Every type that is referred to exists and may stand where it does."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind
from jetbridge.composition.validation.graphql.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphql import Node

    from jetbridge.composition.model import InputValue, Schema, TypeDefinition
    from jetbridge.composition.type_ref import TypeRef

_INPUT_KINDS = frozenset({Kind.SCALAR, Kind.ENUM, Kind.INPUT})


def check_references(schema: Schema) -> Iterator[Problem]:
    """Check fields, arguments, input fields, `implements`, union members and root types."""
    for definition in schema.types.values():
        yield from _check_type(schema, definition)
    for directive in schema.directives.values():
        yield from _check_inputs(schema, f"@{directive.name}", directive.arguments.values(), as_arguments=True)
    for operation, name in schema.roots.items():
        root = schema.types.get(name)
        if root is None:
            yield Problem(_unknown(schema, name), f"schema.{operation}", schema.nodes[0] if schema.nodes else None)
        elif root.kind is not Kind.OBJECT:
            yield Problem(f"The {operation} root type {name} must be an object type.", name, root.node)


def _check_type(schema: Schema, definition: TypeDefinition) -> Iterator[Problem]:
    for field in definition.fields.values():
        coordinate = f"{definition.name}.{field.name}"
        yield from _check_output(schema, coordinate, field.type, field.node)
        if field.arguments:
            yield from _check_inputs(schema, coordinate, field.arguments.values(), as_arguments=True)
    if definition.inputs:
        yield from _check_inputs(schema, definition.name, definition.inputs.values(), as_arguments=False)
    for name in definition.interfaces:
        yield from _check_kind(schema, definition, name, Kind.INTERFACE, "implement")
    for name in definition.members:
        yield from _check_kind(schema, definition, name, Kind.OBJECT, "have as a member")


def _check_output(schema: Schema, coordinate: str, type_ref: TypeRef, node: Node | None) -> Iterator[Problem]:
    target = schema.find_type(type_ref.name)
    if target is None:
        yield Problem(_unknown(schema, type_ref.name), coordinate, node)
    elif target.kind is Kind.INPUT:
        yield Problem(
            f'The type of "{coordinate}" must be an output type, not the input {target.name}.', coordinate, node
        )


def _check_inputs(
    schema: Schema, parent: str, inputs: Iterable[InputValue], *, as_arguments: bool
) -> Iterator[Problem]:
    for value in inputs:
        coordinate = f"{parent}({value.name}:)" if as_arguments else f"{parent}.{value.name}"
        target = schema.find_type(value.type.name)
        if target is None:
            yield Problem(_unknown(schema, value.type.name), coordinate, value.node)
        elif target.kind not in _INPUT_KINDS:
            message = f'The type of "{coordinate}" must be an input type, not the {target.kind.value} {target.name}.'
            yield Problem(message, coordinate, value.node)


def _check_kind(schema: Schema, definition: TypeDefinition, name: str, kind: Kind, verb: str) -> Iterator[Problem]:
    target = schema.types.get(name) or schema.find_type(name)
    if target is None:
        yield Problem(_unknown(schema, name), definition.name, definition.node)
    elif target.kind is not kind:
        message = f"{definition.name} cannot {verb} {name}, which is a {target.kind.value}."
        yield Problem(message, definition.name, definition.node)


def _unknown(schema: Schema, name: str) -> str:
    near = difflib.get_close_matches(name, schema.types, n=1)
    return f"Unknown type {name}{f'; did you mean {near[0]}?' if near else '.'}"
