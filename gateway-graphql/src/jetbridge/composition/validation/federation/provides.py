"""@provides: external fields, without arguments, below a field of composite type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Field, Kind
from jetbridge.composition.validation.federation.field_sets import (
    FieldSetCheck,
    find_resolved_leaf,
    has_arguments,
    is_marked_external,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts
    from jetbridge.composition.model import Place


def check_provides(facts: Facts) -> Iterator[CompositionError]:
    """Check every @provides."""
    for place in facts.subgraph.places("provides"):
        misplaced = _find_misplacement(facts, place)
        if misplaced is not None:
            code, message = misplaced
            yield facts.subgraph.error(code, message, place.coordinate, place.directive.node)
        else:
            yield from _check_fields(facts, place)


def _find_misplacement(facts: Facts, place: Place) -> tuple[str, str] | None:
    definition, field = place.type, place.field
    assert definition is not None  # the directive's locations allow fields only
    assert isinstance(field, Field)
    target = facts.subgraph.schema.find_type(field.type.name)
    if definition.kind is Kind.INTERFACE:
        message = f'"{place.coordinate}" is a field of an interface; use @provides on the implementations.'
        return "PROVIDES_UNSUPPORTED_ON_INTERFACE", message
    if is_marked_external(facts, definition.name, field):
        message = f'"{place.coordinate}" is @external, so this subgraph cannot provide anything through it.'
        return "EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE", message
    if target is None or not target.kind.is_composite:
        message = f'"{place.coordinate}" is of type {field.type}, which has no fields to provide.'
        return "PROVIDES_ON_NON_OBJECT_FIELD", message
    return None


def _check_fields(facts: Facts, place: Place) -> Iterator[CompositionError]:
    assert isinstance(place.field, Field)  # see `_find_misplacement`
    target = place.field.type.name
    check = FieldSetCheck(facts.subgraph, place)
    if check.check_against(target) and check.selections is not None:
        with_arguments = has_arguments(facts.subgraph.schema, target, check.selections)
        if with_arguments is not None:
            check.report("FIELDS_HAS_ARGS", f'"{with_arguments}" has arguments, so it cannot be provided.')
        resolved = find_resolved_leaf(facts, target, check.selections)
        if resolved is not None:
            message = f'"{resolved}" is resolved by this subgraph anyway; mark it @external, or do not provide it.'
            check.report("FIELDS_MISSING_EXTERNAL", message)
    yield from check.errors
