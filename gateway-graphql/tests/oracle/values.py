"""Random input values: literals with variables inside, and what the variables are given.

A variable may be left out or null where its type allows it, so that defaults of every place come into play.
"""

from __future__ import annotations

import random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    is_list_type,
    is_non_null_type,
)

# How deep values nest; input objects may hold themselves.
_DEPTH = 2


class ValueWriter:
    """Writes values; `definitions` and `variables` fill up with the variables it comes to use."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.variables: dict[str, Any] = {}
        self.definitions: list[str] = []

    def write(self, type_: Any, depth: int = _DEPTH) -> str:
        """A literal or a variable."""
        if self.rng.random() < 0.35:
            return self.write_variable(type_, depth)
        if is_non_null_type(type_):
            return self.write_literal(type_.of_type, depth)
        return "null" if self.rng.random() < 0.12 else self.write_literal(type_, depth)

    def write_variable(self, type_: Any, depth: int) -> str:
        name = f"v{len(self.definitions)}"
        default = f" = {self.write_constant(type_, depth)}" if self.rng.random() < 0.3 else ""
        self.definitions.append(f"${name}: {type_}{default}")
        may_be_absent = bool(default) or not is_non_null_type(type_)
        if not may_be_absent or self.rng.random() < 0.7:
            self.variables[name] = self.make(type_, depth)
        return f"${name}"

    def write_constant(self, type_: Any, depth: int) -> str:
        return _print(self.make(type_, depth), type_)

    def write_literal(self, type_: Any, depth: int) -> str:
        if is_list_type(type_):
            if self.rng.random() < 0.2 and not is_list_type(_nullable(type_.of_type)):
                # A single value stands for a list of one.
                return self.write_literal(_nullable(type_.of_type), depth)
            return f"[{', '.join(self.write(type_.of_type, depth) for _ in range(self.rng.randint(0, 2)))}]"
        if isinstance(type_, GraphQLInputObjectType):
            fields = self.some_fields(type_, depth)
            return f"{{{', '.join(f'{name}: {self.write(field.type, depth - 1)}' for name, field in fields)}}}"
        return _print(self.make_leaf(type_), type_)

    def some_fields(self, type_: GraphQLInputObjectType, depth: int) -> list[tuple[str, Any]]:
        return [
            (name, field)
            for name, field in type_.fields.items()
            if self.rng.random() < 0.5 and (depth or name != "more")
        ]

    def make(self, type_: Any, depth: int = _DEPTH) -> Any:
        """A value as JSON has it."""
        if is_non_null_type(type_):
            return self.make_value(type_.of_type, depth)
        return None if self.rng.random() < 0.12 else self.make_value(type_, depth)

    def make_value(self, type_: Any, depth: int) -> Any:
        if is_list_type(type_):
            return [self.make(type_.of_type, depth) for _ in range(self.rng.randint(0, 2))]
        if isinstance(type_, GraphQLInputObjectType):
            return {name: self.make(field.type, depth - 1) for name, field in self.some_fields(type_, depth)}
        return self.make_leaf(type_)

    def make_leaf(self, type_: Any) -> Any:
        if isinstance(type_, GraphQLEnumType):
            return self.rng.choice(list(type_.values))
        return f"s{self.rng.randint(1, 3)}" if type_.name == "String" else self.rng.randint(1, 3)


def _nullable(type_: Any) -> Any:
    return type_.of_type if is_non_null_type(type_) else type_


def _print(value: Any, type_: Any) -> str:
    type_ = _nullable(type_)
    if value is None:
        return "null"
    if is_list_type(type_):
        return f"[{', '.join(_print(item, type_.of_type) for item in value)}]"
    if isinstance(type_, GraphQLInputObjectType):
        entries = (f"{name}: {_print(item, type_.fields[name].type)}" for name, item in value.items())
        return f"{{{', '.join(entries)}}}"
    return f'"{value}"' if type_.name == "String" else str(value)
