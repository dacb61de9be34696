"""What a subgraph's federation directives say about its fields: external, provided, shareable, used.

A field is addressed by (type name, field name). Everything is worked out once per subgraph, when first asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from graphql import FieldNode, InlineFragmentNode, StringValueNode

from jetbridge.composition.context_text import split_context
from jetbridge.composition.model import Kind, find_directive
from jetbridge.federation.field_set import FieldSetError, parse_field_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import SelectionSetNode

    from jetbridge.composition.model import Directive, Field, Place, Schema, TypeDefinition
    from jetbridge.composition.subgraph import Subgraph

FieldName: TypeAlias = tuple[str, str]


def field_set_of(directive: Directive) -> SelectionSetNode | None:
    """Parse the `fields` of a directive; None where they cannot be parsed."""
    value = directive.arguments.get("fields")
    if not isinstance(value, StringValueNode):
        return None
    try:
        return parse_field_set(value.value)
    except FieldSetError:
        return None


def fields_in(schema: Schema, type_name: str, selections: SelectionSetNode) -> Iterator[FieldName]:
    """Iterate over every field a field set mentions, with the type it is looked up on; unknown ones are skipped."""
    definition = schema.types.get(type_name)
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            field = definition.fields.get(selection.name.value) if definition else None
            if field is None:
                continue
            yield type_name, field.name
            if selection.selection_set:
                yield from fields_in(schema, field.type.name, selection.selection_set)
        elif isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition.name.value if selection.type_condition else type_name
            yield from fields_in(schema, condition, selection.selection_set)


def with_implementations(schema: Schema, names: Iterator[FieldName]) -> Iterator[FieldName]:
    """Add, after each interface field, the fields that implement it."""
    for type_name, field_name in names:
        yield type_name, field_name
        if schema.types[type_name].kind is Kind.INTERFACE:
            for implementation in schema.implementations(type_name):
                if field_name in implementation.fields:
                    yield implementation.name, field_name


def context_name(directive: Directive) -> str | None:
    """Read the name of a @context."""
    value = directive.arguments.get("name")
    return value.value if isinstance(value, StringValueNode) else None


def context_selections(directive: Directive) -> tuple[str, SelectionSetNode | None]:
    """Read a @fromContext: the context's name, and the selection where it can be parsed."""
    value = directive.arguments.get("field")
    context, text = split_context(value.value) if isinstance(value, StringValueNode) else ("", "")
    try:
        return context, parse_field_set(text)
    except FieldSetError:
        return context, None


@dataclass(frozen=True)
class Facts:
    """The facts about one subgraph."""

    subgraph: Subgraph

    @property
    def _schema(self) -> Schema:
        return self.subgraph.schema

    @cached_property
    def external(self) -> frozenset[FieldName]:
        """Fields marked @external, themselves or by their type, except key fields of extensions."""
        names: set[FieldName] = set()
        for place in self.subgraph.places("external"):
            if place.type is not None and place.field is not None:
                names.add((place.type.name, place.field.name))
            elif place.type is not None:
                names |= {(place.type.name, field) for field in place.type.fields}
        return frozenset(names - self._external_key_fields) if names else frozenset()

    @cached_property
    def _external_key_fields(self) -> frozenset[FieldName]:
        # By an old habit `extend type T @key(fields: "id") { id: ID! @external }` resolves `id` all the same.
        names: set[FieldName] = set()
        for place in self.subgraph.places("key"):
            if place.type is not None and is_extension_key(place.type, place.directive):
                names.update(self._fields_of_place(place))
        return frozenset(names)

    @cached_property
    def provided(self) -> frozenset[FieldName]:
        """Fields some @provides names: external ones among them are resolved on that path."""
        names: set[FieldName] = set()
        for place in self.subgraph.places("provides"):
            names.update(with_implementations(self._schema, self._fields_of_place(place)))
        return frozenset(names)

    @cached_property
    def key_fields(self) -> frozenset[FieldName]:
        """Fields in a @key, resolvable or not, at any depth."""
        return frozenset(name for place in self.subgraph.places("key") for name in self._fields_of_place(place))

    @cached_property
    def used(self) -> frozenset[FieldName]:
        """Fields the subgraph's own directives or interfaces need."""
        names: set[FieldName] = set()
        for spec in ("key", "requires", "provides"):
            for place in self.subgraph.places(spec):
                names.update(with_implementations(self._schema, self._fields_of_place(place)))
        names.update(self._context_fields())
        for definition in self._schema.types.values():
            for interface in definition.interfaces:
                above = self._schema.types.get(interface)
                names.update((definition.name, field) for field in (above.fields if above else ()))
        return frozenset(names)

    def _context_fields(self) -> Iterator[FieldName]:
        setters = [(place.type, context_name(place.directive)) for place in self.subgraph.places("context")]
        for place in self.subgraph.places("fromContext"):
            context, selections = context_selections(place.directive)
            for definition, name in setters:
                if definition is not None and name == context and selections is not None:
                    yield from fields_in(self._schema, definition.name, selections)

    def is_external(self, type_name: str, field_name: str) -> bool:
        """Tell whether the field is marked as another subgraph's."""
        return (type_name, field_name) in self.external

    def is_fully_external(self, type_name: str, field_name: str) -> bool:
        """Tell whether the subgraph never resolves the field."""
        name = (type_name, field_name)
        return name in self.external and name not in self.provided

    def is_shareable(self, definition: TypeDefinition, field: Field) -> bool:
        """Tell whether other subgraphs may resolve the field too.

        What a @provides adds is somebody else's by nature; whether they share it is for their declaration to say.
        """
        name = (definition.name, field.name)
        if name in self.key_fields or (name in self.external and name in self.provided):
            return True
        if find_directive(field.directives, "shareable"):
            return True
        return any(d.spec == "shareable" and d.declaration == field.declaration for d in definition.directives)

    def _fields_of_place(self, place: Place) -> Iterator[FieldName]:
        selections = field_set_of(place.directive)
        if selections is None or place.type is None:
            return iter(())
        if place.directive.spec == "provides":
            field = place.type.fields.get(place.field.name) if place.field else None
            return fields_in(self._schema, field.type.name, selections) if field else iter(())
        return fields_in(self._schema, place.type.name, selections)


def is_extension_key(definition: TypeDefinition, key: Directive) -> bool:
    """Tell whether a @key stands on an extension of the type."""
    return key.declaration in definition.extensions or definition.has("extends")
