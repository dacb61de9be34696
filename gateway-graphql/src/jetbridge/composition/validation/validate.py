"""Validation of every subgraph: as GraphQL first; where that holds, as a federation subgraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.facts import Facts
from jetbridge.composition.validation.federation import check_federation
from jetbridge.composition.validation.graphql import check_graphql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.result import Report
    from jetbridge.composition.subgraph import Subgraph


def validate_subgraphs(subgraphs: Sequence[Subgraph], report: Report) -> None:
    """Report everything that is wrong with a subgraph by itself."""
    for subgraph in subgraphs:
        problems = check_graphql(subgraph.schema, subgraph.all_places)
        if problems:
            # Federation rules would only repeat, in other words, what is wrong already.
            report.errors += [subgraph.error("INVALID_GRAPHQL", p.message, p.coordinate, p.node) for p in problems]
        else:
            report.errors += check_federation(Facts(subgraph))
