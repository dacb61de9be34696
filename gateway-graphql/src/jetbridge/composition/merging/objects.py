"""Object and interface types: the union of everybody's fields, with each subgraph's keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import BooleanValueNode

from jetbridge.composition.facts import is_extension_key
from jetbridge.composition.merging.applied_directives import merge_directives
from jetbridge.composition.merging.arguments import merge_arguments
from jetbridge.composition.merging.descriptions import merge_description
from jetbridge.composition.merging.externals import check_externals, report_missing_base, resolving_sources
from jetbridge.composition.merging.field_presence import hint_at_missing_fields
from jetbridge.composition.merging.graph import JoinType
from jetbridge.composition.merging.join_fields import join_field
from jetbridge.composition.merging.overrides import find_overridden, string_argument
from jetbridge.composition.merging.sharing import check_sharing
from jetbridge.composition.merging.type_references import merge_output_type
from jetbridge.composition.model import Field, Kind, TypeDefinition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.merging.context import Merge, Sources


def merge_objects(merge: Merge) -> None:
    """Merge all object types."""
    for name in merge.names_of_kind(Kind.OBJECT):
        _merge_type(merge, name, Kind.OBJECT)


def merge_interfaces(merge: Merge) -> None:
    """Merge all interface types, interface objects included."""
    for name in merge.names_of_kind(Kind.INTERFACE):
        _merge_type(merge, name, Kind.INTERFACE)


def _merge_type(merge: Merge, name: str, kind: Kind) -> None:
    sources = merge.sources[name]
    merge.joins.types[name] = [join for index, definition in sources for join in _join_types(index, definition)]
    fields = {}
    for field_name in dict.fromkeys(field for _, definition in sources for field in definition.fields):
        declared = [(i, definition.fields[field_name]) for i, definition in sources if field_name in definition.fields]
        field = _merge_field(merge, name, kind, declared)
        if field is not None:
            fields[field_name] = field
    hint_at_missing_fields(merge, name, kind, fields)
    if name in ("Query", "Mutation", "Subscription") and not fields:
        return
    merge.types[name] = TypeDefinition(
        name,
        kind,
        merge_description(merge, name, sources),
        merge_directives(merge, name, sources),
        fields,
        merge.interfaces.get(name, ()),
    )


def _join_types(index: int, definition: TypeDefinition) -> Iterator[JoinType]:
    is_interface_object = definition.has("interfaceObject")
    keys = [directive for directive in definition.directives if directive.spec == "key"]
    if not keys:
        yield JoinType(index, is_interface_object=is_interface_object)
    for key in keys:
        resolvable = key.arguments.get("resolvable")
        yield JoinType(
            index,
            string_argument(key, "fields"),
            is_extension_key(definition, key),
            not (isinstance(resolvable, BooleanValueNode) and not resolvable.value),
            is_interface_object,
        )


def _merge_field(merge: Merge, type_name: str, kind: Kind, sources: Sources[Field]) -> Field | None:
    name = sources[0][1].name
    coordinate = f"{type_name}.{name}"
    resolving = resolving_sources(merge, type_name, sources)
    if not resolving:
        report_missing_base(merge, coordinate, sources)
        return None
    overridden = find_overridden(merge, type_name, name, sources)
    if kind is Kind.OBJECT:
        check_sharing(merge, type_name, name, sources, overridden)
    merged_type = merge_output_type(merge, coordinate, resolving)
    field = Field(
        name,
        merged_type.type,
        merge_arguments(merge, coordinate, resolving),
        merge_description(merge, coordinate, resolving),
        merge_directives(merge, coordinate, resolving),
    )
    if len(resolving) < len(sources):
        kept = {index for index, _ in resolving}
        externals = [(index, declared) for index, declared in sources if index not in kept]
        check_externals(merge, coordinate, field, externals, all_types_equal=merged_type.all_equal)
    join_field(merge, type_name, name, sources, overridden=overridden, all_types_equal=merged_type.all_equal)
    return field
