"""A field one subgraph gives an interface must exist on implementations that only other subgraphs know, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.reporting import subgraph_list
from jetbridge.composition.post_validation.locating import merged_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.merging.graph import MergedGraph
    from jetbridge.composition.model import TypeDefinition


def check_interface_fields(graph: MergedGraph) -> Iterator[CompositionError]:
    """Check every `implements` of the merged graph."""
    for definition in graph.schema.types.values():
        for name in definition.interfaces:
            interface = graph.schema.types.get(name)
            missing = [field for field in (interface.fields if interface else ()) if field not in definition.fields]
            for field in missing:
                having = [s.name for s in graph.subgraphs if _has_field(s.schema.types, name, field)]
                message = (
                    f'"{name}.{field}" is declared in {subgraph_list(having)}, but "{definition.name}", which'
                    f' implements "{name}", has no such field in any subgraph; add it, or take it from the interface.'
                )
                coordinate = definition.name
                yield merged_error(graph, "INTERFACE_FIELD_NO_IMPLEM", message, coordinate)


def _has_field(types: Mapping[str, TypeDefinition], name: str, field: str) -> bool:
    return name in types and field in types[name].fields
