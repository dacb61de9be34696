"""Random operations over a schema: aliases, fragments of every kind, arguments, variables, @skip and @include."""

from __future__ import annotations

import random
from typing import Any

from graphql import (
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_object_type,
    parse,
    validate,
)

from .values import ValueWriter


def generate_operation(schema: GraphQLSchema, rng: random.Random) -> tuple[str, dict[str, Any]]:
    """A valid operation and values for its variables."""
    while True:
        query, variables = _Writer(schema, rng).write()
        if not validate(schema, parse(query)):
            return query, variables


class _Writer:
    def __init__(self, schema: GraphQLSchema, rng: random.Random) -> None:
        self.schema = schema
        self.rng = rng
        self.values = ValueWriter(rng)
        self.variables, self.definitions = self.values.variables, self.values.definitions
        self.fragments: list[str] = []
        self.left = rng.randint(6, 40)

    def write(self) -> tuple[str, dict[str, Any]]:
        kind = "mutation" if self.schema.mutation_type and self.rng.random() < 0.3 else "query"
        root = self.schema.mutation_type if kind == "mutation" else self.schema.query_type
        assert root is not None
        selections = self.selections(root, self.rng.randint(2, 5))
        if kind == "query" and self.rng.random() < 0.05:
            selections += " __schema { queryType { name } }"
        head = f"{kind} Random({', '.join(self.definitions)})" if self.definitions else kind
        return "\n".join([f"{head} {{ {selections} }}", *self.fragments]), self.variables

    def selections(self, type_: GraphQLNamedType, depth: int) -> str:
        rng = self.rng
        parts = []
        for _ in range(rng.randint(1, 4)):
            parts.append(self.selection(type_, depth))
            self.left -= 1
            if self.left < 0:
                break
        found = " ".join(part for part in parts if part)
        return found or "__typename"

    def selection(self, type_: GraphQLNamedType, depth: int) -> str:
        chance = self.rng.random()
        if chance < 0.06:
            return self.rng.choice(["__typename", "kind: __typename"])
        if is_abstract_type(type_) and (chance < 0.6 or not hasattr(type_, "fields")):
            return self.fragment(self.rng.choice(self.conditions(type_)), depth)
        if chance < 0.16 and is_object_type(type_):
            return self.fragment(self.rng.choice([type_, *type_.interfaces]), depth)
        return self.field(type_, depth)

    def conditions(self, type_: Any) -> list[GraphQLNamedType]:
        members: list[Any] = list(self.schema.get_possible_types(type_))
        wider = [interface for member in members for interface in member.interfaces]
        return [*members, *members, *wider, type_]

    def fragment(self, condition: GraphQLNamedType, depth: int) -> str:
        inner = self.selections(condition, depth)
        directive = self.directive()
        if self.rng.random() < 0.3:
            name = f"F{len(self.fragments)}_{self.rng.randint(0, 9999)}"
            self.fragments.append(f"fragment {name} on {condition.name} {{ {inner} }}")
            return f"...{name}{directive} " * self.rng.choice([1, 1, 2])
        return f"... on {condition.name}{directive} {{ {inner} }}"

    def field(self, type_: Any, depth: int) -> str:
        if not getattr(type_, "fields", None):
            return "__typename"
        name, item = self.rng.choice(list(type_.fields.items()))
        named = get_named_type(item.type)
        if not is_leaf_type(named) and depth <= 0:
            leaves = [key for key, other in type_.fields.items() if is_leaf_type(get_named_type(other.type))]
            if not leaves:
                return "__typename"
            name = self.rng.choice(leaves)
            item, named = type_.fields[name], get_named_type(type_.fields[name].type)
        below = "" if is_leaf_type(named) else f" {{ {self.selections(named, depth - 1)} }}"
        return f"{self.alias(type_, name)}{name}{self.arguments(item)}{self.directive()}{below}"

    def alias(self, type_: Any, name: str) -> str:
        chance = self.rng.random()
        if chance < 0.1:
            return f"{self.rng.choice('abc')}: "
        # The name of another field as an alias: what the plan itself needs must not be taken for it.
        return f"{self.rng.choice(['id', 'code', *type_.fields])}: " if chance < 0.15 else ""

    def arguments(self, item: Any) -> str:
        given = []
        for name, argument in item.args.items():
            if self.rng.random() < 0.6:
                given.append(f"{name}: {self.values.write(argument.type)}")
        return f"({', '.join(given)})" if given else ""

    def directive(self) -> str:
        if self.rng.random() < 0.93:
            return ""
        kind, value = self.rng.choice(["skip", "include"]), self.rng.random() < 0.5
        if self.rng.random() < 0.5:
            name = f"v{len(self.definitions)}"
            self.definitions.append(f"${name}: Boolean!")
            self.variables[name] = value
            return f" @{kind}(if: ${name})"
        return f" @{kind}(if: {'true' if value else 'false'})"
