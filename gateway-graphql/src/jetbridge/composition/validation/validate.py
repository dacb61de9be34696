"""Validation of a subgraph: as GraphQL first; where that holds, as a federation subgraph.

Federation's rules on invalid GraphQL would only repeat, in other words, what is wrong already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.facts import Facts
from jetbridge.composition.validation.federation import check_federation
from jetbridge.composition.validation.graphql import check_graphql

if TYPE_CHECKING:
    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.subgraph import Subgraph


def find_graphql_errors(subgraph: Subgraph) -> list[CompositionError]:
    """Find everything that makes a subgraph's schema invalid GraphQL."""
    problems = check_graphql(subgraph.schema, subgraph.all_places)
    return [subgraph.error("INVALID_GRAPHQL", p.message, p.coordinate, p.node) for p in problems]


def find_federation_errors(subgraph: Subgraph) -> list[CompositionError]:
    """Find every misuse of federation's directives in a subgraph whose schema is valid GraphQL."""
    return check_federation(Facts(subgraph))
