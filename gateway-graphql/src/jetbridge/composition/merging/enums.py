"""Enum types: every value of a mere output, the common values of a mere input; those of both must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.applied_directives import merge_directives
from jetbridge.composition.merging.descriptions import merge_description
from jetbridge.composition.merging.graph import JoinType
from jetbridge.composition.merging.reporting import subgraph_list
from jetbridge.composition.model import EnumValue, Kind, TypeDefinition, find_directive

if TYPE_CHECKING:
    from jetbridge.composition.merging.context import Merge, Sources


def merge_enums(merge: Merge) -> None:
    """Merge all enum types; needs to know how every enum is used."""
    for name in merge.names_of_kind(Kind.ENUM):
        sources = merge.sources[name]
        merge.joins.types[name] = [JoinType(index) for index, _ in sources]
        values = {}
        for value_name in dict.fromkeys(value for _, definition in sources for value in definition.values):
            value = _merge_value(merge, name, value_name, sources)
            if value is not None:
                values[value_name] = value
        if name not in merge.used_as_input and name not in merge.used_as_output:
            message = f'"{name}" is never used; its values are merged as those of an output.'
            merge.hint("UNUSED_ENUM_TYPE", message, name, [(i, definition.node) for i, definition in sources])
        if not values:
            message = f'The subgraphs have no value of "{name}" in common; as it is used as an input, one is needed.'
            merge.error("EMPTY_MERGED_ENUM_TYPE", message, name, [(i, definition.node) for i, definition in sources])
            continue
        merge.types[name] = TypeDefinition(
            name,
            Kind.ENUM,
            merge_description(merge, name, sources),
            merge_directives(merge, name, sources),
            values=values,
        )


def _merge_value(merge: Merge, parent: str, name: str, types: Sources[TypeDefinition]) -> EnumValue | None:
    coordinate = f"{parent}.{name}"
    sources = [(index, definition.values[name]) for index, definition in types if name in definition.values]
    is_hidden = any(find_directive(value.directives, "inaccessible") for _, value in sources)
    if len(sources) < len(types) and not _keep_partial(merge, parent, coordinate, sources, types, is_hidden=is_hidden):
        return None
    merge.joins.values[(parent, name)] = [index for index, _ in sources]
    return EnumValue(name, merge_description(merge, coordinate, sources), merge_directives(merge, coordinate, sources))


def _keep_partial(
    merge: Merge,
    parent: str,
    coordinate: str,
    sources: Sources[EnumValue],
    types: Sources[TypeDefinition],
    *,
    is_hidden: bool,
) -> bool:
    having = {index for index, _ in sources}
    lacking = [(index, definition.node) for index, definition in types if index not in having]
    names = subgraph_list(merge.names(index for index, _ in lacking))
    is_input, is_output = parent in merge.used_as_input, parent in merge.used_as_output
    if is_input and is_output:
        if not is_hidden:
            message = (
                f'"{parent}" is both an input and an output, so its values must be the same everywhere;'
                f' "{coordinate}" is missing in {names}: add it there, or mark it @inaccessible.'
            )
            merge.error("ENUM_VALUE_MISMATCH", message, coordinate, lacking)
        return True
    if is_input:
        if is_hidden:
            # Clients cannot give it, so nobody will be sent a value it does not know.
            return True
        message = f'"{coordinate}" is left out of the supergraph: it is missing in {names}.'
        merge.hint("INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM", message, coordinate, lacking)
        return False
    message = f'"{coordinate}" is missing in {names}.'
    merge.hint("INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM", message, coordinate, lacking)
    return True
