"""Input object types: the fields every subgraph has. One that some lack is dropped, unless somebody requires it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.applied_directives import merge_directives
from jetbridge.composition.merging.default_values import merge_default
from jetbridge.composition.merging.descriptions import merge_description
from jetbridge.composition.merging.graph import JoinField, JoinType
from jetbridge.composition.merging.reporting import subgraph_list
from jetbridge.composition.merging.type_references import merge_input_field_type
from jetbridge.composition.model import InputValue, Kind, TypeDefinition, find_directive

if TYPE_CHECKING:
    from jetbridge.composition.merging.context import Merge, Sources


def merge_inputs(merge: Merge) -> None:
    """Merge all input object types."""
    for name in merge.names_of_kind(Kind.INPUT):
        sources = merge.sources[name]
        merge.joins.types[name] = [JoinType(index) for index, _ in sources]
        fields = {}
        for field_name in dict.fromkeys(field for _, definition in sources for field in definition.inputs):
            field = _merge_field(merge, name, field_name, sources)
            if field is not None:
                fields[field_name] = field
        if not fields:
            message = f'The subgraphs have no field of "{name}" in common; an input object needs at least one.'
            merge.error("EMPTY_MERGED_INPUT_TYPE", message, name, [(i, definition.node) for i, definition in sources])
            continue
        merge.types[name] = TypeDefinition(
            name,
            Kind.INPUT,
            merge_description(merge, name, sources),
            merge_directives(merge, name, sources),
            inputs=fields,
        )


def _merge_field(merge: Merge, parent: str, name: str, types: Sources[TypeDefinition]) -> InputValue | None:
    coordinate = f"{parent}.{name}"
    sources = [(index, definition.inputs[name]) for index, definition in types if name in definition.inputs]
    # Also where the field is then left out: those who have it should mean the same by it.
    merged = merge_input_field_type(merge, coordinate, sources)
    default = merge_default(merge, coordinate, sources, "INPUT_FIELD_DEFAULT_MISMATCH")
    is_partial = len(sources) < len(types)
    if is_partial and not _is_kept_hidden(sources):
        _report_absence(merge, coordinate, sources, [index for index, _ in types])
        return None
    if is_partial:
        merge.joins.fields[(parent, name)] = [JoinField(index) for index, _ in sources]
    if not merged.all_equal:
        merge.joins.fields[(parent, name)] = [JoinField(index, type=field.type.text) for index, field in sources]
    return InputValue(
        name,
        merged.type,
        default,
        merge_description(merge, coordinate, sources),
        merge_directives(merge, coordinate, sources),
    )


def _is_kept_hidden(sources: Sources[InputValue]) -> bool:
    # Clients cannot give it, so it is sent to nobody.
    is_hidden = any(find_directive(field.directives, "inaccessible") for _, field in sources)
    return is_hidden and not any(field.is_required for _, field in sources)


def _report_absence(merge: Merge, coordinate: str, present: Sources[InputValue], all_indexes: list[int]) -> None:
    with_it = [index for index, _ in present]
    lacking = subgraph_list(merge.names(index for index in all_indexes if index not in with_it))
    nodes = [(index, field.node) for index, field in present]
    requiring = [index for index, field in present if field.is_required]
    if requiring:
        message = (
            f'"{coordinate}" is required in {subgraph_list(merge.names(requiring))} but missing in {lacking};'
            " add it there, or make it optional."
        )
        merge.error("REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH", message, coordinate, nodes)
    else:
        message = f'"{coordinate}" is left out of the supergraph: it is missing in {lacking}.'
        merge.hint("INCONSISTENT_INPUT_OBJECT_FIELD", message, coordinate, nodes)
