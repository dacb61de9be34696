"""Composition on JSON: `{subgraphs: [{name, url, sdl}]}` -> `{ok, supergraphSdl, publicSchemaSdl, errors, hints}`.

This is the form other tools and test corpora use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jetbridge.composition.compose import compose
from jetbridge.composition.satisfiability.check import MAX_PATHS
from jetbridge.composition.subgraph import SubgraphDefinition

if TYPE_CHECKING:
    from jetbridge.composition.errors import CompositionError, CompositionHint
    from jetbridge.composition.result import CompositionResult


def compose_case(case: dict[str, Any]) -> dict[str, Any]:
    """Compose one case."""
    subgraphs = [
        SubgraphDefinition(str(item["name"]), str(item.get("url") or ""), str(item["sdl"]))
        for item in case["subgraphs"]
    ]
    options = case.get("options") or {}
    return to_json(compose(subgraphs, max_paths=int(options.get("maxValidationSubgraphPaths", MAX_PATHS))))


def to_json(result: CompositionResult) -> dict[str, Any]:
    """Give a result as JSON."""
    answer: dict[str, Any] = {
        "ok": result.ok,
        "errors": [_finding(error) for error in result.errors],
        "hints": [_finding(hint) for hint in result.hints],
    }
    if result.ok:
        answer |= {"supergraphSdl": result.supergraph_sdl, "publicSchemaSdl": result.api_sdl}
    return answer


def _finding(finding: CompositionError | CompositionHint) -> dict[str, Any]:
    return {
        "code": finding.code,
        "message": finding.message,
        "coordinate": finding.coordinate,
        "locations": [{"subgraph": at.subgraph, "line": at.line, "column": at.column} for at in finding.locations],
    }
