"""Composition: the subgraphs' SDLs -> one supergraph, or every reason why not.

Each stage reports what it finds over all subgraphs; if it found errors, the next stage is not entered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.merge import merge_subgraphs
from jetbridge.composition.names import check_subgraph_names
from jetbridge.composition.parsing.load import load_subgraphs
from jetbridge.composition.post_validation.validate import validate_merged
from jetbridge.composition.printing.api import print_api, to_api_schema
from jetbridge.composition.printing.supergraph import print_supergraph
from jetbridge.composition.result import CompositionResult, Report
from jetbridge.composition.satisfiability.check import MAX_PATHS, check_satisfiability
from jetbridge.composition.upgrade.upgrade import upgrade_subgraphs
from jetbridge.composition.validation.validate import find_federation_errors, find_graphql_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.subgraph import SubgraphDefinition


def compose(definitions: Sequence[SubgraphDefinition], *, max_paths: int = MAX_PATHS) -> CompositionResult:
    """Compose subgraphs; never raises, whatever they contain.

    `max_paths` bounds the work of checking that every query can be answered.
    """
    report = Report()
    subgraphs = load_subgraphs(sorted(definitions, key=lambda definition: definition.name), report)
    # What federation 1 subgraphs do with its directives counts only after their upgrade.
    for subgraph in subgraphs:
        report.errors += [] if subgraph.is_federation_1 else find_federation_errors(subgraph)
    if report.errors:
        return _failed(report)
    check_subgraph_names(definitions, report)
    if report.errors:
        return _failed(report)
    upgraded = upgrade_subgraphs(subgraphs, report)
    if report.errors:
        return _failed(report)
    for subgraph in upgraded:
        if subgraph.is_federation_1:
            report.errors += find_graphql_errors(subgraph) or find_federation_errors(subgraph)
    if report.errors:
        return _failed(report)
    graph = merge_subgraphs(upgraded, report)
    if graph is None:
        return _failed(report)
    validate_merged(graph, report)
    if report.errors:
        return _failed(report)
    api = to_api_schema(graph.schema)
    supergraph_sdl = print_supergraph(graph)
    check_satisfiability(graph, supergraph_sdl, api, report, max_paths)
    if report.errors:
        return _failed(report)
    return CompositionResult(supergraph_sdl, print_api(api), (), tuple(report.hints))


def _failed(report: Report) -> CompositionResult:
    return CompositionResult(None, None, tuple(report.errors), tuple(report.hints))
