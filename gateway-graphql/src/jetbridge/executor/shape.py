"""The shape of an answer: a normalized operation -> for every place and runtime type, the fields to answer in order.

GraphQL specification, "CollectFields" and "Value Completion". `complete.py` walks the result tree along it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    is_abstract_type,
    is_composite_type,
    is_leaf_type,
    is_object_type,
)

from jetbridge.operation.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphql import GraphQLLeafType, GraphQLOutputType, GraphQLSchema

    from jetbridge.operation.model import Operation, Selection

INTROSPECTION_FIELDS = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class NonNull:
    of: NullableShape
    # "Type.field", for the message of a null that may not be.
    coordinate: str


@dataclass(frozen=True, slots=True)
class ListOf:
    of: Shape


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar or an enum. `hidden` are values that exist in a subgraph but not for clients: they become null."""

    type: GraphQLLeafType
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Typename:
    """`__typename`: known from the place or from the object, never read from what a subgraph calls it."""

    name: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A value that the gateway itself has put into the tree, complete."""


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """The fields of one object type in the order of the operation, by response key."""

    typename: str
    fields: Mapping[str, Shape]


@dataclass(frozen=True, slots=True)
class AbstractShape:
    """A place of abstract type: the shape depends on the object's `__typename`."""

    name: str
    possible: frozenset[str]
    # Types that exist in a subgraph but not for clients: such an object becomes null.
    hidden: frozenset[str]
    builder: ShapeBuilder
    selections: tuple[Selection, ...]
    _built: dict[str, ObjectShape] = field(default_factory=dict)

    @property
    def names_type(self) -> bool:
        """Whether `__typename` is asked of objects of any type."""
        return any(isinstance(asked, Typename) for asked in self.get_shape(self.name).fields.values())

    def get_shape(self, typename: str) -> ObjectShape:
        """Built when a type is first met: an interface may have hundreds, an answer rarely more than a few."""
        shape = self._built.get(typename)
        if shape is None:
            shape = self._built[typename] = self.builder.build_object(typename, self.selections)
        return shape


NullableShape: TypeAlias = "ListOf | Leaf | Typename | Ready | ObjectShape | AbstractShape"
Shape: TypeAlias = "NonNull | NullableShape"


class ShapeBuilder:
    """Builds shapes for one pair of schemas: `schema` knows everything, `api_schema` what clients may see."""

    def __init__(self, schema: GraphQLSchema, api_schema: GraphQLSchema) -> None:
        self.api_schema = api_schema
        self._schema = schema

    def get_object_types(self, name: str) -> frozenset[str]:
        """The types that objects at a place of type `name` can have in any subgraph, also those clients may not see."""
        type_ = self._schema.get_type(name)
        possible = self._schema.get_possible_types(type_) if is_abstract_type(type_) else ()
        return frozenset(member.name for member in possible) or frozenset({name})

    def build(self, operation: Operation) -> ObjectShape:
        return self.build_object(operation.root_type, operation.selections)

    def build_object(self, typename: str, selections: Iterable[Selection]) -> ObjectShape:
        asked: dict[str, list[Field]] = {}
        self._collect(typename, selections, asked)
        return ObjectShape(typename, {key: self._build_field(typename, fields) for key, fields in asked.items()})

    def _collect(self, typename: str, selections: Iterable[Selection], asked: dict[str, list[Field]]) -> None:
        for selection in selections:
            if isinstance(selection, Field):
                asked.setdefault(selection.response_key, []).append(selection)
            elif self._matches(typename, selection.type_condition):
                self._collect(typename, selection.selections, asked)

    def _matches(self, typename: str, condition: str) -> bool:
        if typename == condition:
            return True
        schema = self.api_schema
        abstract, concrete = schema.get_type(condition), schema.get_type(typename)
        return is_abstract_type(abstract) and is_object_type(concrete) and schema.is_sub_type(abstract, concrete)

    def _build_field(self, typename: str, fields: list[Field]) -> Shape:
        name = fields[0].name
        if name == "__typename":
            return Typename(typename)
        if name in INTROSPECTION_FIELDS:
            return Ready()
        parent = self.api_schema.get_type(typename)
        # The object type's own field, whose type may be narrower than the one of the interface it was selected on.
        type_ = parent.fields[name].type if isinstance(parent, GraphQLObjectType) else fields[0].type
        selections = tuple(selection for field_ in fields for selection in field_.selections)
        return self._build_type(type_, selections, f"{typename}.{name}")

    def _build_type(self, type_: GraphQLOutputType, selections: tuple[Selection, ...], coordinate: str) -> Shape:
        if isinstance(type_, GraphQLNonNull):
            return NonNull(self._build_nullable(type_.of_type, selections, coordinate), coordinate)
        return self._build_nullable(type_, selections, coordinate)

    def _build_nullable(
        self, type_: GraphQLOutputType, selections: tuple[Selection, ...], coordinate: str
    ) -> NullableShape:
        if isinstance(type_, GraphQLList):
            return ListOf(self._build_type(type_.of_type, selections, coordinate))
        if is_leaf_type(type_):
            return Leaf(type_, self._find_hidden_values(type_))
        if not is_composite_type(type_):
            raise AssertionError(f"{coordinate} has no output type.")
        if isinstance(type_, GraphQLObjectType):
            return self.build_object(type_.name, selections)
        possible = frozenset(member.name for member in self.api_schema.get_possible_types(type_))
        everything = self._schema.get_type(type_.name)
        known = self._schema.get_possible_types(everything) if is_abstract_type(everything) else ()
        hidden = frozenset(member.name for member in known) - possible
        return AbstractShape(type_.name, possible, hidden, self, selections)

    def _find_hidden_values(self, type_: GraphQLLeafType) -> frozenset[str]:
        known = getattr(self._schema.get_type(type_.name), "values", None)
        visible = getattr(type_, "values", None)
        return frozenset(known) - frozenset(visible) if known and visible else frozenset()
