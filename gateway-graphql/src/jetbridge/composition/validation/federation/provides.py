"""@provides: external fields, without arguments, and not through fields of interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Field, Kind
from jetbridge.composition.validation.federation.field_sets import FieldSetCheck, find_resolved_leaf, has_arguments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts
    from jetbridge.composition.model import Place


def check_provides(facts: Facts) -> Iterator[CompositionError]:
    """Check every @provides; `provides_target.py` has checked that there is something to provide on."""
    for place in facts.subgraph.places("provides"):
        if place.type is not None and place.type.kind is Kind.INTERFACE:
            message = f'"{place.coordinate}" is a field of an interface; use @provides on the implementations.'
            node = place.directive.node
            yield facts.subgraph.error("PROVIDES_UNSUPPORTED_ON_INTERFACE", message, place.coordinate, node)
        if isinstance(place.field, Field):
            yield from _check_fields(facts, place, place.field.type.name)


def _check_fields(facts: Facts, place: Place, target: str) -> Iterator[CompositionError]:
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
