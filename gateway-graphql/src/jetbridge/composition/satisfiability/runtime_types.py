"""Shared fields of abstract type: where subgraphs give entirely different object types, none could be preferred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.reporting import subgraph_list
from jetbridge.composition.post_validation.locating import merged_error, merged_hint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jetbridge.composition.merging.graph import MergedGraph
    from jetbridge.composition.result import Report
    from jetbridge.query_graph import Node


def check_runtime_types(graph: MergedGraph, shared: Mapping[str, Iterable[Node]], report: Report) -> None:
    """Compare the object types each subgraph can give for each shared field."""
    for coordinate, nodes in shared.items():
        possible = {node.subgraph: node.possible for node in nodes if node.is_abstract}
        if len(set(possible.values())) < 2:
            continue
        if frozenset.intersection(*possible.values()):
            message = f'"{coordinate}" can be of different object types in {subgraph_list(sorted(possible))}.'
            code = "INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN"
            report.hints.append(merged_hint(graph, code, message, coordinate))
        else:
            shown = "; ".join(f"{subgraph}: {', '.join(sorted(types))}" for subgraph, types in sorted(possible.items()))
            message = (
                f'"{coordinate}" is shared, but no object type is possible in all its subgraphs ({shown});'
                " give them one in common, or let one subgraph resolve it."
            )
            code = "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES"
            report.errors.append(merged_error(graph, code, message, coordinate))
