"""A world: types, which subgraph has which part of them, and data that is a pure function of a seed.

Every value follows from (object, field, arguments), so the whole schema and each subgraph, asked separately, cannot
disagree: a difference between the gateway's answer and the one schema's answer is the gateway's doing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    value_from_ast_untyped,
)

ENTITIES_PER_TYPE = 5
COLORS = ("RED", "GREEN", "BLUE")
# Types of fields that are leaves.
LEAVES = ("String", "String!", "Int", "Int!", "Float", "Boolean", "ID", "Color", "[String]", "[Int!]!", "[[String!]]")
FAILURES_PERCENT = 15


class Object(NamedTuple):
    """An object of the world: an entity by its number, a value by where it was found."""

    type: str
    number: int


@dataclass
class Context:
    """A context that one subgraph sets on types, and the field each of them gives it. Object types only."""

    name: str
    subgraph: str
    fields: dict[str, str]

    @property
    def selection(self) -> str:
        return " ".join(f"... on {name} {{ {item} }}" for name, item in self.fields.items())


@dataclass
class Field:
    """A field with who resolves it (`owners`) and who only knows it (`external`)."""

    name: str
    type: str
    owners: list[str]
    arguments: dict[str, str] = field(default_factory=dict)
    external: set[str] = field(default_factory=set)
    requires: str | None = None
    provides: dict[str, str] = field(default_factory=dict)
    # For an abstract type: the object types its values have.
    possible: list[str] = field(default_factory=list)
    is_key: bool = False
    is_provided: bool = False
    # Where a subgraph says another nullability than the whole schema; values fit all of them.
    types_in: dict[str, str] = field(default_factory=dict)
    # A subgraph that has the field too but from which an owner has taken it by @override: while `label` is active.
    overridden_in: str | None = None
    label: str | None = None
    # Not for clients, but for keys and requirements all the same.
    is_hidden: bool = False
    # Whether it fails for some objects; only what nothing else depends on does.
    may_fail: bool = False
    # Filled from a context: the argument is `value`, and "contextual" the kind.
    context: Context | None = None
    # "data", "key" (tells the entity's number), "computed" (from what it requires), "contextual" (from what is above)
    # or "seen" (how often was mutated).
    kind: str = "data"

    @property
    def named(self) -> str:
        return self.type.strip("[]!")


@dataclass
class Type:
    """`keys` by subgraph; `where` are the subgraphs that have the type."""

    name: str
    kind: str
    fields: dict[str, Field] = field(default_factory=dict)
    where: set[str] = field(default_factory=set)
    keys: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)
    # The members a subgraph knows of an interface or union.
    members_in: dict[str, list[str]] = field(default_factory=dict)
    interface_object_in: set[str] = field(default_factory=set)

    @property
    def is_entity(self) -> bool:
        return bool(self.keys) and self.kind == "type"


@dataclass
class World:
    seed: int
    subgraphs: list[str]
    types: dict[str, Type] = field(default_factory=dict)
    # Entities a subgraph does not find.
    missing: set[tuple[str, Object]] = field(default_factory=set)
    contexts: list[Context] = field(default_factory=list)
    # Labels of progressive overrides, and those active for the operation under way.
    labels: set[str] = field(default_factory=set)
    active: frozenset[str] = frozenset()
    # Made as Federation 1 allowed it, with a supergraph of that time.
    is_classic: bool = False

    def resolves(self, item: Field, subgraph: str) -> bool:
        """Whether a subgraph that has a field may be asked for it now."""
        if item.overridden_in is None:
            return True
        moved = item.label is None or item.label in self.active
        return subgraph != item.overridden_in if moved else subgraph == item.overridden_in

    def hash(self, *parts: object) -> int:
        text = json.dumps([self.seed, *parts], default=str, sort_keys=True)
        return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")

    def value(self, owner: Object, name: str, arguments: dict[str, Any], mutations: int = 0) -> Any:
        """The value of a field; object values are `Object`s."""
        found = self.types[owner.type].fields[name]
        if found.kind == "key":
            return f"{owner.type}-{name}-{owner.number}"
        resolving = [name for name in (*found.owners, found.overridden_in) if name and self.resolves(found, name)]
        if len(resolving) == 1 and (resolving[0], owner) in self.missing:
            return None
        if found.may_fail and self.hash("failure", owner, name) % 100 < FAILURES_PERCENT:
            raise GraphQLError(f"{owner.type}.{name} fails")
        if found.kind == "seen":
            return mutations
        if found.kind == "computed":
            assert found.requires is not None
            return digest(self.evaluate(owner, parse_field_set(found.requires)))
        if found.named == "Query":
            return Object("Query", 0)
        given = {key: arguments.get(key) for key in found.arguments}
        strictest = next((text for text in found.types_in.values() if text.endswith("!")), found.type)
        # A mutation may answer differently each time; everything else must not.
        state = mutations if name.startswith("bump") else 0
        return self._build(found, strictest, (owner.type, owner.number, name, given, state))

    def evaluate(self, owner: Object, selections: SelectionSetNode) -> dict[str, Any]:
        """The values of a field set, as a representation would hold them."""
        found: dict[str, Any] = {}
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                value = self.value(owner, selection.name.value, read_arguments(selection))
                inner = selection.selection_set
                found[selection.name.value] = (
                    _map(value, lambda item, s=inner: self.evaluate(item, s)) if inner else value
                )
            elif isinstance(selection, InlineFragmentNode) and self.matches(owner.type, selection):
                found |= self.evaluate(owner, selection.selection_set)
        return found

    def project(self, type_name: str, representation: dict[str, Any], selections: SelectionSetNode) -> dict[str, Any]:
        """A representation reduced to a field set; raises KeyError where it has not all of it."""
        found: dict[str, Any] = {}
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                name, value = selection.name.value, representation[selection.name.value]
                if selection.selection_set:
                    below = self.types[self.types[type_name].fields[name].named]
                    value = _map(value, lambda item, b=below, s=selection.selection_set: self._project(b, item, s))
                found[name] = value
            elif isinstance(selection, InlineFragmentNode) and self.matches(type_name, selection):
                found |= self.project(type_name, representation, selection.selection_set)
        return found

    def _project(self, type_: Type, item: dict[str, Any], selections: SelectionSetNode) -> dict[str, Any]:
        return self.project(type_.name if type_.kind == "type" else item["__typename"], item, selections)

    def matches(self, type_name: str, fragment: InlineFragmentNode) -> bool:
        condition = fragment.type_condition.name.value if fragment.type_condition else type_name
        return condition == type_name or type_name in self.types[condition].members

    def find_entity(self, type_name: str, representation: dict[str, Any]) -> Object | None:
        """The entity with the key fields of a representation, whichever they are; an interface finds any of its types."""
        type_ = self.types[type_name]
        for name in type_.members or [type_name]:
            keys = {key: item for key, item in self.types[name].fields.items() if item.kind == "key"}
            for number in range(ENTITIES_PER_TYPE):
                known = {key: f"{name}-{key}-{number}" for key in keys if key in representation}
                if known and all(representation[key] == value for key, value in known.items()):
                    return Object(name, number)
        return None

    def _build(self, found: Field, type_text: str, salt: tuple[object, ...]) -> Any:
        chance = self.hash("null", *salt) % 100
        if type_text.endswith("!"):
            return self._build_non_null(found, type_text[:-1], salt)
        return None if chance < 12 else self._build_non_null(found, type_text, salt)

    def _build_non_null(self, found: Field, type_text: str, salt: tuple[object, ...]) -> Any:
        number = self.hash("value", *salt)
        if type_text.startswith("["):
            return [self._build(found, type_text[1:-1], (*salt, index)) for index in range(number % 4)]
        match type_text:
            case "String" | "ID":
                return f"{found.name}-{number % 1000}"
            case "Int":
                return number % 1000
            case "Float":
                return number % 1000 / 4
            case "Boolean":
                return number % 2 == 0
            case "Color":
                return COLORS[number % 3]
            case _:
                return self._build_object(found, type_text, number, salt)

    def _build_object(self, found: Field, type_text: str, number: int, salt: tuple[object, ...]) -> Object:
        name = found.possible[number % len(found.possible)] if found.possible else type_text
        if not self.types[name].is_entity:
            return Object(name, number)
        fitting = [
            entity
            for entity in (Object(name, index) for index in range(ENTITIES_PER_TYPE))
            if all((owner, entity) not in self.missing for owner in found.owners)
        ]
        return fitting[self.hash("entity", *salt) % len(fitting)]


def parse_field_set(text: str) -> SelectionSetNode:
    operation = parse(f"{{{text}}}", no_location=True).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return operation.selection_set


def read_arguments(node: FieldNode) -> dict[str, Any]:
    return {argument.name.value: value_from_ast_untyped(argument.value) for argument in node.arguments or ()}


def digest(values: dict[str, Any]) -> str:
    return blake2b(json.dumps(values, sort_keys=True).encode(), digest_size=6).hexdigest()


def _map(value: Any, change: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [_map(item, change) for item in value]
    return change(value)
