"""The schema model of composition: what one SDL declares, without regard to whether it makes sense.

Subgraph schemas and the merged schema are both `Schema` values. Every element keeps the syntax node it came from, so
that an error can point into the source. Types declared in several places (`type` and `extend type`) are one
`TypeDefinition`; `declaration` tells which of its `nodes` an element stands in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphql import DirectiveNode, Node, ValueNode

    from jetbridge.composition.type_ref import TypeRef


class Kind(Enum):
    """The kinds of named types, by their keyword."""

    SCALAR = "scalar"
    OBJECT = "type"
    INTERFACE = "interface"
    UNION = "union"
    ENUM = "enum"
    INPUT = "input"

    @property
    def is_composite(self) -> bool:
        """Whether a selection set is needed below it."""
        return self in (Kind.OBJECT, Kind.INTERFACE, Kind.UNION)

    @property
    def has_fields(self) -> bool:
        """Whether it declares output fields."""
        return self in (Kind.OBJECT, Kind.INTERFACE)


@dataclass(frozen=True, slots=True)
class Directive:
    """An applied directive. `spec` is the federation element it denotes ("key"), None for any other directive."""

    name: str
    spec: str | None
    arguments: Mapping[str, ValueNode]
    node: DirectiveNode | None = None
    declaration: int = 0


Directives: TypeAlias = tuple[Directive, ...]


def find_directive(directives: Directives, spec: str) -> Directive | None:
    """Find the first application of a federation directive."""
    for directive in directives:
        if directive.spec == spec:
            return directive
    return None


def without_directives(directives: Directives, *specs: str) -> Directives:
    """Drop every application of the federation directives named."""
    return tuple(directive for directive in directives if directive.spec not in specs)


@dataclass(frozen=True, slots=True)
class InputValue:
    """An argument or a field of an input object."""

    name: str
    type: TypeRef
    default: ValueNode | None = None
    description: str | None = None
    directives: Directives = ()
    node: Node | None = None

    @property
    def is_required(self) -> bool:
        """Whether a value must be given."""
        return self.type.is_non_null and self.default is None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object or interface type."""

    name: str
    type: TypeRef
    arguments: Mapping[str, InputValue]
    description: str | None = None
    directives: Directives = ()
    node: Node | None = None
    declaration: int = 0


@dataclass(frozen=True, slots=True)
class EnumValue:
    """A value of an enum type."""

    name: str
    description: str | None = None
    directives: Directives = ()
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class TypeDefinition:
    """A named type with all its declarations; which of the mappings are filled depends on `kind`."""

    name: str
    kind: Kind
    description: str | None = None
    directives: Directives = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    interfaces: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    values: Mapping[str, EnumValue] = field(default_factory=dict)
    inputs: Mapping[str, InputValue] = field(default_factory=dict)
    nodes: tuple[Node, ...] = ()
    extensions: frozenset[int] = frozenset()

    @property
    def node(self) -> Node | None:
        """The first declaration."""
        return self.nodes[0] if self.nodes else None

    @property
    def is_only_extended(self) -> bool:
        """Whether no declaration is a definition."""
        return bool(self.extensions) and len(self.extensions) == len(self.nodes)

    def has(self, spec: str) -> bool:
        """Whether a federation directive is applied to the type itself."""
        return find_directive(self.directives, spec) is not None


@dataclass(frozen=True, slots=True)
class DirectiveDefinition:
    """A directive definition."""

    name: str
    arguments: Mapping[str, InputValue]
    locations: frozenset[str]
    is_repeatable: bool = False
    description: str | None = None
    node: Node | None = None


# The root types' fields of a schema definition, and the default names of the types behind them.
ROOT_NAMES = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
BUILT_IN_SCALARS = frozenset({"Int", "Float", "String", "Boolean", "ID"})


_BUILT_IN_TYPES = {name: TypeDefinition(name, Kind.SCALAR) for name in BUILT_IN_SCALARS}


@dataclass(frozen=True, slots=True)
class Schema:
    """Types by name, directive definitions by name, root operation types (`query` -> type name).

    `specification_types` are those of linked specifications: they may be referred to, but are no part of the graph.
    """

    types: Mapping[str, TypeDefinition]
    directives: Mapping[str, DirectiveDefinition]
    roots: Mapping[str, str]
    schema_directives: Directives = ()
    description: str | None = None
    nodes: tuple[Node, ...] = ()
    specification_types: Mapping[str, TypeDefinition] = field(default_factory=dict)

    @property
    def node(self) -> Node | None:
        """The first schema definition or extension."""
        return self.nodes[0] if self.nodes else None

    def find_type(self, name: str) -> TypeDefinition | None:
        """Find a type of the graph, a specification or GraphQL itself."""
        return self.types.get(name) or self.specification_types.get(name) or _BUILT_IN_TYPES.get(name)

    def implementations(self, interface: str) -> list[TypeDefinition]:
        """List the object and interface types that implement an interface."""
        return [definition for definition in self.types.values() if interface in definition.interfaces]

    def runtime_types(self, name: str) -> frozenset[str]:
        """List the object types a value of a composite type can have."""
        definition = self.types.get(name)
        if definition is None:
            return frozenset()
        if definition.kind is Kind.OBJECT:
            return frozenset({name})
        if definition.kind is Kind.UNION:
            return frozenset(definition.members)
        return frozenset(t.name for t in self.implementations(name) if t.kind is Kind.OBJECT)

    def is_subtype(self, general: str, specific: str) -> bool:
        """Tell whether one named type is another, implements it or is a member of it."""
        if general == specific:
            return True
        above, below = self.types.get(general), self.types.get(specific)
        if above is None or below is None:
            return False
        return general in below.interfaces or specific in above.members


@dataclass(frozen=True, slots=True)
class Place:
    """Where a directive is applied: the kind of location, the coordinate, and the elements on the way there."""

    directive: Directive
    location: str
    coordinate: str
    type: TypeDefinition | None = None
    field: Field | InputValue | EnumValue | None = None
    argument: InputValue | None = None


def iterate_places(schema: Schema) -> Iterator[Place]:
    """Iterate over every applied directive of a schema."""
    for directive in schema.schema_directives:
        yield Place(directive, "SCHEMA", "schema")
    for definition in (*schema.types.values(), *schema.specification_types.values()):
        yield from _places_of_type(definition)
    for owner in schema.directives.values():
        for argument in owner.arguments.values():
            for directive in argument.directives:
                coordinate = f"@{owner.name}({argument.name}:)"
                yield Place(directive, "ARGUMENT_DEFINITION", coordinate, argument=argument)


_LOCATIONS = {
    Kind.SCALAR: "SCALAR",
    Kind.OBJECT: "OBJECT",
    Kind.INTERFACE: "INTERFACE",
    Kind.UNION: "UNION",
    Kind.ENUM: "ENUM",
    Kind.INPUT: "INPUT_OBJECT",
}


def _places_of_type(definition: TypeDefinition) -> Iterator[Place]:
    for directive in definition.directives:
        yield Place(directive, _LOCATIONS[definition.kind], definition.name, definition)
    for field_ in definition.fields.values():
        for directive in field_.directives:
            yield Place(directive, "FIELD_DEFINITION", f"{definition.name}.{field_.name}", definition, field_)
        for argument in field_.arguments.values():
            for directive in argument.directives:
                coordinate = f"{definition.name}.{field_.name}({argument.name}:)"
                yield Place(directive, "ARGUMENT_DEFINITION", coordinate, definition, field_, argument)
    elements: tuple[InputValue | EnumValue, ...] = (*definition.inputs.values(), *definition.values.values())
    for element in elements:
        location = "ENUM_VALUE" if definition.kind is Kind.ENUM else "INPUT_FIELD_DEFINITION"
        for directive in element.directives:
            yield Place(directive, location, f"{definition.name}.{element.name}", definition, element)
