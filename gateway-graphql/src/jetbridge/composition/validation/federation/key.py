"""@key: fields without arguments, through objects only; on interfaces since federation 2.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind
from jetbridge.composition.validation.federation.field_sets import FieldSetCheck, has_arguments, resolved_fields
from jetbridge.federation.version import Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import SelectionSetNode

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts
    from jetbridge.composition.model import Place, Schema
    from jetbridge.composition.subgraph import Subgraph

_INTERFACE_KEYS_SINCE = Version(2, 3)


def check_keys(facts: Facts) -> Iterator[CompositionError]:
    """Check the field sets of all keys of objects."""
    return _check_kind(facts, is_interface=False)


def check_keys_of_interfaces(facts: Facts) -> Iterator[CompositionError]:
    """Check the field sets of all keys of interfaces, which their implementations have to repeat."""
    return _check_kind(facts, is_interface=True)


def _check_kind(facts: Facts, *, is_interface: bool) -> Iterator[CompositionError]:
    schema = facts.subgraph.schema
    for place in facts.subgraph.places("key"):
        if place.type is None or (place.type.kind is Kind.INTERFACE) is not is_interface:
            continue
        check = FieldSetCheck(facts.subgraph, place)
        selections = check.selections
        is_plain = selections is not None and not _reports_abstract(schema, place, check, selections)
        if is_plain and check.check_against(place.coordinate) and selections is not None:
            _check_arguments(schema, place, check, selections)
        yield from check.errors


def check_interface_key_versions(facts: Facts) -> Iterator[CompositionError]:
    """Check that interfaces have keys only where the linked version knows them."""
    for place in facts.subgraph.places("key"):
        if place.type is not None and place.type.kind is Kind.INTERFACE:
            yield from _check_version(facts.subgraph, place)


def _check_version(subgraph: Subgraph, place: Place) -> Iterator[CompositionError]:
    version = subgraph.federation_version
    if version is not None and version < _INTERFACE_KEYS_SINCE:
        message = (
            f'"{place.coordinate}" is an interface; @key on interfaces needs federation {_INTERFACE_KEYS_SINCE},'
            f" but this subgraph links {version}."
        )
        yield subgraph.error("KEY_UNSUPPORTED_ON_INTERFACE", message, place.coordinate, place.directive.node)


def _reports_abstract(schema: Schema, place: Place, check: FieldSetCheck, selections: SelectionSetNode) -> bool:
    for parent, field in resolved_fields(schema, place.coordinate, selections):
        target = schema.find_type(field.type.name)
        if target is not None and target.kind in (Kind.INTERFACE, Kind.UNION):
            what = f'"{parent}.{field.name}" is a {target.kind.value}'
            check.report("FIELDS_SELECT_INVALID_TYPE", f"{what}; keys go through objects only.")
            return True
    return False


def _check_arguments(schema: Schema, place: Place, check: FieldSetCheck, selections: SelectionSetNode) -> None:
    with_arguments = has_arguments(schema, place.coordinate, selections)
    if with_arguments is not None:
        check.report("FIELDS_HAS_ARGS", f'"{with_arguments}" has arguments, so it cannot be part of a key.')
