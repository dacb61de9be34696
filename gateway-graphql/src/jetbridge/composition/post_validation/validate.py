"""The merged graph -> every contradiction in it, in three gates: federation's rules, GraphQL's, the API's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.post_validation.auth_requirements import check_auth_requirements
from jetbridge.composition.post_validation.inaccessible import check_inaccessible
from jetbridge.composition.post_validation.interface_fields import check_interface_fields
from jetbridge.composition.post_validation.locating import merged_error
from jetbridge.composition.post_validation.requires_arguments import check_requires_arguments
from jetbridge.composition.validation.graphql import check_merged_graphql

if TYPE_CHECKING:
    from jetbridge.composition.merging.graph import MergedGraph
    from jetbridge.composition.result import Report

_RULES = (check_interface_fields, check_requires_arguments, check_auth_requirements)


def validate_merged(graph: MergedGraph, report: Report) -> None:
    """Report what is wrong with the merged graph."""
    for rule in _RULES:
        report.errors += rule(graph)
    if not report.errors:
        report.errors += [
            merged_error(graph, "INVALID_GRAPHQL", f"After merging: {problem.message}", problem.coordinate)
            for problem in check_merged_graphql(graph.schema)
        ]
    if not report.errors:
        report.errors += check_inaccessible(graph)
