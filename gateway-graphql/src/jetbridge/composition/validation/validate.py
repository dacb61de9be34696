"""Validation of a subgraph: as GraphQL first; where that holds, as a federation subgraph.

Federation's rules on invalid GraphQL would only repeat, in other words, what is wrong already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.facts import Facts
from jetbridge.composition.validation.federation import check_federation
from jetbridge.composition.validation.graphql import check_graphql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.result import Report
    from jetbridge.composition.subgraph import Subgraph


def find_graphql_errors(subgraph: Subgraph) -> list[CompositionError]:
    """Find everything that makes a subgraph's schema invalid GraphQL."""
    problems = check_graphql(subgraph.schema, subgraph.all_places)
    return [subgraph.error("INVALID_GRAPHQL", p.message, p.coordinate, p.node) for p in problems]


def validate_federation_2(subgraphs: Sequence[Subgraph], report: Report) -> None:
    """Report misuses of federation's directives; federation 1 subgraphs are looked at after their upgrade."""
    for subgraph in subgraphs:
        if not subgraph.is_federation_1:
            report.errors += check_federation(Facts(subgraph))


def validate_upgraded(subgraphs: Sequence[Subgraph], report: Report) -> None:
    """Report what is wrong with upgraded federation 1 subgraphs."""
    for subgraph in subgraphs:
        if subgraph.is_federation_1:
            report.errors += find_graphql_errors(subgraph) or check_federation(Facts(subgraph))
