"""Constant values of an SDL: printing and comparing them, checking them against the types of a `Schema`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import (
    BooleanValueNode,
    ConstListValueNode,
    EnumValueNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    print_ast,
)
from graphql.language.print_string import print_string

from jetbridge.composition.model import Kind, Schema

if TYPE_CHECKING:
    from graphql import ValueNode

    from jetbridge.composition.type_ref import TypeRef

_INT_LIMIT = 2**31


def print_value(node: ValueNode) -> str:
    """Print a value on one line."""
    match node:
        case StringValueNode():
            return print_string(node.value)
        case EnumValueNode() | IntValueNode() | FloatValueNode():
            return node.value
        case BooleanValueNode():
            return "true" if node.value else "false"
        case NullValueNode():
            return "null"
        case ListValueNode():
            return f"[{', '.join(map(print_value, node.values))}]"
        case ObjectValueNode():
            return f"{{{', '.join(f'{entry.name.value}: {print_value(entry.value)}' for entry in node.fields)}}}"
        case _:
            return print_ast(node)


def to_json(node: ValueNode) -> Any:
    """Turn a value into plain data; enum values become their names."""
    match node:
        case StringValueNode() | EnumValueNode() | BooleanValueNode():
            return node.value
        case IntValueNode():
            return int(node.value)
        case FloatValueNode():
            return float(node.value)
        case ListValueNode():
            return [to_json(value) for value in node.values]
        case ObjectValueNode():
            return {entry.name.value: to_json(entry.value) for entry in node.fields}
        case _:
            return None


def value_key(node: ValueNode | None) -> str:
    """Make a key that is equal for equal values: entries of objects in any order, `1` and `1.0` alike."""
    match node:
        case None:
            return ""
        case IntValueNode() | FloatValueNode():
            return repr(float(node.value))
        case ListValueNode():
            return f"[{','.join(map(value_key, node.values))}]"
        case ObjectValueNode():
            return f"{{{','.join(sorted(f'{entry.name.value}:{value_key(entry.value)}' for entry in node.fields))}}}"
        case _:
            return print_value(node)


def coerced_key(node: ValueNode | None, type_ref: TypeRef) -> str:
    """Make a key of a value as an input of that type sees it: a single value can stand for a list of one."""
    if node is None or isinstance(node, NullValueNode) or not type_ref.is_list:
        return value_key(node)
    values = node.values if isinstance(node, ListValueNode) else (node,)
    return f"[{','.join(coerced_key(value, type_ref.item) for value in values)}]"


def with_enum_values(node: ValueNode, type_ref: TypeRef, schema: Schema) -> ValueNode:
    """Write what stands for enum values as such: some libraries print them as strings."""
    if isinstance(node, ListValueNode):
        item = type_ref.item if type_ref.is_list else type_ref
        return ListValueNode(values=tuple(with_enum_values(value, item, schema) for value in node.values))
    definition = schema.find_type(type_ref.name)
    if definition is None:
        return node
    if definition.kind is Kind.ENUM and isinstance(node, StringValueNode):
        return EnumValueNode(value=node.value)
    if definition.kind is Kind.INPUT and isinstance(node, ObjectValueNode):
        entries = [
            ObjectFieldNode(name=entry.name, value=with_enum_values(entry.value, field.type, schema))
            if (field := definition.inputs.get(entry.name.value))
            else entry
            for entry in node.fields
        ]
        return ObjectValueNode(fields=tuple(entries))
    return node


def is_valid_value(node: ValueNode, type_ref: TypeRef, schema: Schema) -> bool:
    """Tell whether a constant can be given where an input type is expected.

    As lenient as other composers: an enum value may be quoted, and a missing required entry is let through.
    """
    if isinstance(node, NullValueNode):
        return not type_ref.is_non_null
    if type_ref.is_list:
        values = node.values if isinstance(node, ListValueNode | ConstListValueNode) else (node,)
        return all(is_valid_value(value, type_ref.item, schema) for value in values)
    match type_ref.name:
        case "Int":
            return isinstance(node, IntValueNode) and -_INT_LIMIT <= int(node.value) < _INT_LIMIT
        case "Float":
            return isinstance(node, IntValueNode | FloatValueNode)
        case "String":
            return isinstance(node, StringValueNode)
        case "ID":
            return isinstance(node, StringValueNode | IntValueNode)
        case "Boolean":
            return isinstance(node, BooleanValueNode)
        case name:
            return _is_valid_named(node, name, schema)


def _is_valid_named(node: ValueNode, name: str, schema: Schema) -> bool:
    definition = schema.find_type(name)
    if definition is None or definition.kind is Kind.SCALAR:
        return True
    if definition.kind is Kind.ENUM:
        return isinstance(node, EnumValueNode | StringValueNode) and node.value in definition.values
    if definition.kind is not Kind.INPUT or not isinstance(node, ObjectValueNode):
        return False
    for entry in node.fields:
        field = definition.inputs.get(entry.name.value)
        if field is None or not is_valid_value(entry.value, field.type, schema):
            return False
    return True
