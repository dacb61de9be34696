"""Which types the merged graph has, and of what kind: declarations must agree, and one must be no extension."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.reporting import describe_versions
from jetbridge.composition.model import ROOT_NAMES, Kind

if TYPE_CHECKING:
    from jetbridge.composition.merging.context import Merge, Sources
    from jetbridge.composition.model import TypeDefinition


def find_merged_types(merge: Merge) -> None:
    """Fill `merge.kinds`; types that do not agree are left out and reported."""
    for name, sources in merge.sources.items():
        kinds = {_merged_kind(definition) for _, definition in sources}
        if len(kinds) > 1:
            _report_kinds(merge, name, sources)
            continue
        kind = kinds.pop()
        if all(definition.has("interfaceObject") for _, definition in sources):
            _report_interface_objects(merge, name, sources)
        if name not in ROOT_NAMES.values() and all(definition.is_only_extended for _, definition in sources):
            message = f'"{name}" is only ever extended; declare it without "extend" in one subgraph.'
            nodes = [(index, definition.node) for index, definition in sources]
            merge.error("EXTENSION_WITH_NO_BASE", message, name, nodes)
        merge.kinds[name] = kind


def _merged_kind(definition: TypeDefinition) -> Kind:
    return Kind.INTERFACE if definition.has("interfaceObject") else definition.kind


def _report_kinds(merge: Merge, name: str, sources: Sources[TypeDefinition]) -> None:
    versions = ((merge.subgraphs[i], _describe_kind(definition)) for i, definition in sources)
    message = f'"{name}" must be of one kind everywhere; it is {describe_versions(versions)}.'
    merge.error("TYPE_KIND_MISMATCH", message, name, [(i, definition.node) for i, definition in sources])


def _describe_kind(definition: TypeDefinition) -> str:
    return "type with @interfaceObject" if definition.has("interfaceObject") else definition.kind.value


def _report_interface_objects(merge: Merge, name: str, sources: Sources[TypeDefinition]) -> None:
    message = f'"{name}" is an @interfaceObject wherever it is declared; one subgraph must declare it as an interface.'
    nodes = [(index, definition.node) for index, definition in sources]
    merge.error("INTERFACE_OBJECT_USAGE_ERROR", message, name, nodes)
