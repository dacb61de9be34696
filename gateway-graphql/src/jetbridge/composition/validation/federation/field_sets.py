"""What @key, @requires and @provides have in common: `fields` is a string, a field set, and fits the schema.

They differ in the codes they report under and in what they allow inside: `key.py`, `requires.py`, `provides.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import FieldNode, InlineFragmentNode, StringValueNode, VariableNode

from jetbridge.composition.model import Kind, find_directive
from jetbridge.composition.values import is_valid_value, print_value
from jetbridge.federation.field_set import FieldSetError, parse_field_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import DirectiveNode, SelectionSetNode

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts
    from jetbridge.composition.model import Field, Place, Schema
    from jetbridge.composition.subgraph import Subgraph


class FieldSetCheck:
    """The check of one directive; `errors` fills up, `selections` is None where the field set cannot be read."""

    def __init__(self, subgraph: Subgraph, place: Place) -> None:
        self._subgraph = subgraph
        self._place = place
        self._prefix = (place.directive.spec or "").upper()
        self.errors: list[CompositionError] = []
        self.selections = self._read()

    def report(self, code: str, message: str) -> None:
        """Add an error about the directive."""
        value = self._place.directive.arguments.get("fields")
        shown = f"@{self._place.directive.name}(fields: {print_value(value)})" if value else self._prefix
        text = f'{shown} on "{self._place.coordinate}": {message}'
        node = self._place.directive.node
        self.errors.append(self._subgraph.error(f"{self._prefix}_{code}", text, self._place.coordinate, node))

    def _read(self) -> SelectionSetNode | None:
        value = self._place.directive.arguments.get("fields")
        if not isinstance(value, StringValueNode):
            self.report("INVALID_FIELDS_TYPE", "fields must be a string.")
            return None
        try:
            return parse_field_set(value.value)
        except FieldSetError as error:
            self.report("INVALID_FIELDS", f"this is no field set; {error}")
            return None

    def check_against(self, type_name: str) -> bool:
        """Check that every selected field exists on the type; False where one does not."""
        if self.selections is None:
            return False
        directive = next(_directives_in(self.selections), None)
        if directive is not None:
            self.report("DIRECTIVE_IN_FIELDS_ARG", f"there can be no directives inside, but there is @{directive}.")
        reason = _misfit(self._subgraph.schema, type_name, self.selections)
        if reason is not None:
            self.report("INVALID_FIELDS", reason)
        return reason is None


def _directives_in(selections: SelectionSetNode) -> Iterator[str]:
    found: list[DirectiveNode] = []
    for selection in selections.selections:
        found += selection.directives or ()
        inner = getattr(selection, "selection_set", None)
        yield from (directive.name.value for directive in selection.directives or ())
        if inner is not None:
            yield from _directives_in(inner)


def _misfit(schema: Schema, type_name: str, selections: SelectionSetNode) -> str | None:
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            reason = _field_misfit(schema, type_name, selection)
        elif isinstance(selection, InlineFragmentNode):
            reason = _fragment_misfit(schema, type_name, selection)
        else:
            reason = "there can be no named fragments inside."
        if reason is not None:
            return reason
    return None


def _fragment_misfit(schema: Schema, type_name: str, fragment: InlineFragmentNode) -> str | None:
    condition = fragment.type_condition.name.value if fragment.type_condition else type_name
    target = schema.types.get(condition)
    if target is None or not target.kind.is_composite:
        return f"{condition} is no type a fragment can be on."
    if not schema.runtime_types(condition) & schema.runtime_types(type_name):
        return f"a value of type {type_name} is never a {condition}."
    return _misfit(schema, condition, fragment.selection_set)


def _field_misfit(schema: Schema, type_name: str, node: FieldNode) -> str | None:
    name = node.name.value
    if node.alias is not None:
        return f'there can be no aliases inside, but there is "{node.alias.value}: {name}".'
    if name == "__typename":
        return None
    definition = schema.types.get(type_name)
    field = definition.fields.get(name) if definition else None
    if field is None:
        return f'there is no field "{name}" on {type_name}.'
    reason = _argument_misfit(schema, f"{type_name}.{name}", field, node)
    if reason is not None:
        return reason
    target = schema.find_type(field.type.name)
    is_composite = target is not None and target.kind.is_composite
    if is_composite and node.selection_set is None:
        return f'"{type_name}.{name}" is of type {field.type}, so fields of it must be selected.'
    if not is_composite and node.selection_set is not None:
        return f'"{type_name}.{name}" is of type {field.type}, so nothing can be selected below it.'
    return _misfit(schema, field.type.name, node.selection_set) if node.selection_set else None


def _argument_misfit(schema: Schema, coordinate: str, field: Field, node: FieldNode) -> str | None:
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    for name, value in given.items():
        argument = field.arguments.get(name)
        if argument is None:
            return f'"{coordinate}" has no argument "{name}".'
        if isinstance(value, VariableNode) or not is_valid_value(value, argument.type, schema):
            return f'"{coordinate}({name}:)" must be a {argument.type}, not {print_value(value)}.'
    for name, argument in field.arguments.items():
        if argument.is_required and name not in given:
            return f'"{coordinate}" needs its argument "{name}".'
    return None


def has_arguments(schema: Schema, type_name: str, selections: SelectionSetNode) -> str | None:
    """Find a selected field that is declared with arguments, at any depth."""
    for parent, field in resolved_fields(schema, type_name, selections):
        if field.arguments:
            return f"{parent}.{field.name}"
    return None


def resolved_fields(schema: Schema, type_name: str, selections: SelectionSetNode) -> Iterator[tuple[str, Field]]:
    """Iterate over the selected fields' declarations with the names of their parent types."""
    definition = schema.types.get(type_name)
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            field = definition.fields.get(selection.name.value) if definition else None
            if field is None:
                continue
            yield type_name, field
            if selection.selection_set:
                yield from resolved_fields(schema, field.type.name, selection.selection_set)
        elif isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition.name.value if selection.type_condition else type_name
            yield from resolved_fields(schema, condition, selection.selection_set)


def find_resolved_leaf(facts: Facts, type_name: str, selections: SelectionSetNode) -> str | None:
    """Find a selected leaf that is not external, nor below an external field: the subgraph resolves it anyway."""
    schema = facts.subgraph.schema
    definition = schema.types.get(type_name)
    for selection in selections.selections:
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition.name.value if selection.type_condition else type_name
            found = find_resolved_leaf(facts, condition, selection.selection_set)
        elif isinstance(selection, FieldNode):
            field = definition.fields.get(selection.name.value) if definition else None
            if selection.name.value == "__typename":
                return f"{type_name}.__typename"
            if field is None or is_marked_external(facts, type_name, field):
                continue
            if selection.selection_set:
                if _is_implemented_externally(facts, type_name, field):
                    continue
                found = find_resolved_leaf(facts, field.type.name, selection.selection_set)
            else:
                found = f"{type_name}.{field.name}"
        else:
            continue
        if found is not None:
            return found
    return None


def _is_implemented_externally(facts: Facts, type_name: str, field: Field) -> bool:
    schema = facts.subgraph.schema
    if schema.types[type_name].kind is not Kind.INTERFACE:
        return False
    implementations = (t for t in schema.implementations(type_name) if field.name in t.fields)
    return any(is_marked_external(facts, t.name, t.fields[field.name]) for t in implementations)


def is_marked_external(facts: Facts, type_name: str, field: Field) -> bool:
    """Tell whether @external is written on the field or its type, key fields of extensions included."""
    if find_directive(field.directives, "external") or facts.is_external(type_name, field.name):
        return True
    return facts.subgraph.schema.types[type_name].has("external")
