"""Stored operations: what clients are known to send, and which changes concern them.

Read from a folder of `.graphql` files, one such file, or a manifest: Apollo's `{operations: [{id, name, body}]}` or
Relay's `{hash: text}`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    EnumValueNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphql import DocumentNode, GraphQLSchema

    from jetbridge.checks.change import Change


class OperationsError(Exception):
    """The stored operations cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class StoredOperation:
    """A document clients send; `name` is what people know it by: a file, or an entry of a manifest."""

    name: str
    document: DocumentNode


def load_operations(path: Path) -> list[StoredOperation]:
    return [StoredOperation(name, _parse(name, text)) for name, text in _texts(path)]


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    try:
        if path.is_dir():
            for file in sorted([*path.rglob("*.graphql"), *path.rglob("*.gql")]):
                yield str(file), file.read_text(encoding="utf-8")
        elif path.suffix == ".json":
            yield from _manifest(path, json.loads(path.read_text(encoding="utf-8")))
        else:
            yield str(path), path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise OperationsError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def _manifest(path: Path, document: Any) -> Iterator[tuple[str, str]]:
    operations = document.get("operations") if isinstance(document, dict) else None
    if isinstance(operations, list):
        for entry in operations:
            yield f"{path}#{entry.get('name') or entry.get('id')}", str(entry.get("body", ""))
    elif isinstance(document, dict):
        for key, text in document.items():
            yield f"{path}#{key}", str(text)
    else:
        raise OperationsError(f"{path} is no manifest of operations.")


def _parse(name: str, text: str) -> DocumentNode:
    try:
        return parse(text)
    except GraphQLError as error:
        raise OperationsError(f"{name} is not GraphQL: {error.message}") from error


def find_broken(operation: StoredOperation, old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    """Find why an operation that was valid no longer is; nothing for one that was not."""
    if validate(old, operation.document):
        return []
    return [error.message for error in validate(new, operation.document)]


def is_concerned(operation: StoredOperation, change: Change, old: GraphQLSchema) -> bool:
    """Tell whether an operation uses the element a change is about."""
    used = used_coordinates(operation.document, old)
    owner = change.coordinate.partition("(")[0]
    if change.code.startswith("REQUIRED_"):
        # What was added is used by nobody yet, but what it was added to is.
        return owner in used or ("(" not in change.coordinate and owner.partition(".")[0] in used)
    return change.coordinate in used


def used_coordinates(document: DocumentNode, schema: GraphQLSchema) -> frozenset[str]:
    """Collect the coordinates of everything a document uses, types of what it gets and sends included."""
    info = TypeInfo(schema)
    collector = _Collector(info)
    visit(document, TypeInfoVisitor(info, collector))
    return frozenset(collector.used)


class _Collector(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self._fields: list[str] = []
        self.used: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent, output = self._info.get_parent_type(), self._info.get_type()
        self._fields.append(node.name.value)
        if parent is not None:
            self.used |= {parent.name, f"{parent.name}.{node.name.value}"}
        named = get_named_type(output) if output is not None else None
        if named is not None:
            self.used.add(named.name)
        if isinstance(named, GraphQLEnumType):
            # Any of its values may be in the answer.
            self.used |= {f"{named.name}.{value}" for value in named.values}

    def leave_field(self, *_: Any) -> None:
        self._fields.pop()

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        parent, directive = self._info.get_parent_type(), self._info.get_directive()
        if directive is not None:
            self.used.add(f"@{directive.name}({node.name.value}:)")
        elif parent is not None and self._fields:
            self.used.add(f"{parent.name}.{self._fields[-1]}({node.name.value}:)")
        self._add_input(with_fields=False)

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
        parent = self._info.get_parent_input_type()
        if parent is not None:
            self.used.add(f"{get_named_type(parent).name}.{node.name.value}")

    def enter_enum_value(self, node: EnumValueNode, *_: Any) -> None:
        input_type = self._info.get_input_type()
        if input_type is not None:
            self.used.add(f"{get_named_type(input_type).name}.{node.value}")

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        self.used.add(f"@{node.name.value}")

    def enter_variable_definition(self, *_: Any) -> None:
        self._add_input(with_fields=True)

    def _add_input(self, *, with_fields: bool) -> None:
        input_type = self._info.get_input_type()
        todo = [get_named_type(input_type)] if input_type is not None else []
        while todo:
            named = todo.pop()
            if named is None or (with_fields and named.name in self.used):
                continue
            self.used.add(named.name)
            if not with_fields:
                continue
            # What clients send in a variable is not known, so it may be anything the type has.
            if isinstance(named, GraphQLInputObjectType):
                self.used |= {f"{named.name}.{field}" for field in named.fields}
                todo += [get_named_type(field.type) for field in named.fields.values()]
            elif isinstance(named, GraphQLEnumType):
                self.used |= {f"{named.name}.{value}" for value in named.values}
