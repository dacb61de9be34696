"""Names of subgraphs: present, unique, and none that GraphQL or the join specification reserves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jetbridge.composition.errors import CompositionError
from jetbridge.composition.merging.graphs import graph_enum_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.result import Report
    from jetbridge.composition.subgraph import SubgraphDefinition


def check_subgraph_names(definitions: Sequence[SubgraphDefinition], report: Report) -> None:
    """Report names that cannot be used."""
    if not definitions:
        report.errors.append(CompositionError("NO_QUERIES", "There are no subgraphs to compose."))
    names = [definition.name for definition in definitions]
    for name, graph_name in zip(names, graph_enum_names(names), strict=True):
        if graph_name.startswith("__"):
            message = f'Subgraph "{name}" would be "{graph_name}" in the supergraph, and GraphQL reserves such names.'
            report.errors.append(CompositionError("INVALID_GRAPHQL", message))
    for name, count in Counter(names).items():
        if not name or name == "_":
            message = f'"{name}" cannot be the name of a subgraph; choose another.'
        elif count > 1:
            message = f'{count} subgraphs are named "{name}"; names must be unique.'
        else:
            continue
        report.errors.append(CompositionError("INVALID_SUBGRAPH_NAME", message))
