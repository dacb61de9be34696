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
from jetbridge.composition.result import CompositionResult, Report, Stopped
from jetbridge.composition.satisfiability.check import MAX_PATHS, check_satisfiability
from jetbridge.composition.upgrade.upgrade import upgrade_subgraphs
from jetbridge.composition.validation.validate import validate_federation_2, validate_upgraded
from jetbridge.garbage import paused_collection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.subgraph import SubgraphDefinition


def compose(definitions: Sequence[SubgraphDefinition], *, max_paths: int = MAX_PATHS) -> CompositionResult:
    """Compose subgraphs; never raises, whatever they contain.

    `max_paths` bounds the work of checking that every query can be answered.
    """
    report = Report()
    try:
        with paused_collection():
            return _compose(definitions, report, max_paths)
    except Stopped:
        return CompositionResult(None, None, tuple(report.errors), tuple(report.hints))


def _compose(definitions: Sequence[SubgraphDefinition], report: Report, max_paths: int) -> CompositionResult:
    subgraphs = load_subgraphs(sorted(definitions, key=lambda definition: definition.name), report)
    validate_federation_2(subgraphs, report)
    report.stop_if_errors()
    check_subgraph_names(definitions, report)
    report.stop_if_errors()
    upgraded = upgrade_subgraphs(subgraphs, report)
    report.stop_if_errors()
    validate_upgraded(upgraded, report)
    report.stop_if_errors()
    graph = merge_subgraphs(upgraded, report)
    report.stop_if_errors()
    validate_merged(graph, report)
    report.stop_if_errors()
    api = to_api_schema(graph.schema)
    supergraph_sdl = print_supergraph(graph)
    check_satisfiability(graph, supergraph_sdl, api, report, max_paths)
    report.stop_if_errors()
    return CompositionResult(supergraph_sdl, print_api(api), (), tuple(report.hints))
