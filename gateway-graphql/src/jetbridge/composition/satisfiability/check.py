"""The merged graph -> an error for every query of the API that the subgraphs cannot answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import OperationType

from jetbridge.composition.errors import CompositionError
from jetbridge.composition.satisfiability.explain import explain_dead_end
from jetbridge.composition.satisfiability.runtime_types import check_runtime_types
from jetbridge.composition.satisfiability.walk import State, Step, TooManyPaths, Walk
from jetbridge.query_graph import build_query_graph
from jetbridge.supergraph import load_supergraph

if TYPE_CHECKING:
    from jetbridge.composition.merging.graph import MergedGraph
    from jetbridge.composition.model import Schema
    from jetbridge.composition.result import Report

# As other composers have it; reached only by graphs in which most types are shared by most subgraphs.
MAX_PATHS = 1_000_000


def check_satisfiability(
    graph: MergedGraph, supergraph_sdl: str, api: Schema, report: Report, max_paths: int = MAX_PATHS
) -> None:
    """Walk every root type."""
    query_graph = build_query_graph(load_supergraph(supergraph_sdl))
    walk = Walk(api, query_graph, max_paths)
    try:
        for operation, name in api.roots.items():
            roots = query_graph.roots(OperationType(operation))
            walk.run(State(name, frozenset(roots), frozenset(), frozenset(), Step(None, operation)))
    except TooManyPaths:
        message = f"There are more than {max_paths} ways to look at; raise the limit, or share fewer types."
        report.errors.append(CompositionError("MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED", message))
        return
    report.errors += [
        explain_dead_end(graph, query_graph, walk.reach(dead_end.state), dead_end) for dead_end in walk.dead_ends
    ]
    check_runtime_types(graph, walk.shared, report)
