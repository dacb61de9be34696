"""Merging, step by step: the subgraphs, sorted by name and valid by themselves -> one `MergedGraph`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.errors import CompositionError
from jetbridge.composition.merging.auth_propagation import propagate_auth_to_interfaces
from jetbridge.composition.merging.compose_directives import choose_composed_directives
from jetbridge.composition.merging.context import Merge
from jetbridge.composition.merging.directive_definitions import merge_directive_definitions
from jetbridge.composition.merging.enums import merge_enums
from jetbridge.composition.merging.graph import MergedGraph
from jetbridge.composition.merging.graphs import graph_enum_names
from jetbridge.composition.merging.inputs import merge_inputs
from jetbridge.composition.merging.interface_entities import check_interface_entities
from jetbridge.composition.merging.interface_objects import copy_fields_of_interface_objects
from jetbridge.composition.merging.join_directives import join_directives
from jetbridge.composition.merging.kinds import find_merged_types
from jetbridge.composition.merging.objects import merge_interfaces, merge_objects
from jetbridge.composition.merging.scalars import merge_scalars
from jetbridge.composition.merging.schema_definition import merge_schema_definition
from jetbridge.composition.merging.subtypes import merge_implements, merge_unions
from jetbridge.federation.elements import since_version_of_feature
from jetbridge.federation.version import FEDERATION_1, join_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.result import Report
    from jetbridge.composition.subgraph import Subgraph
    from jetbridge.federation.version import Version


def merge_subgraphs(subgraphs: Sequence[Subgraph], report: Report) -> MergedGraph:
    """Merge; the result is complete only when the report holds no errors."""
    composed = choose_composed_directives(subgraphs, report)
    merge = Merge(tuple(subgraphs), composed, report)
    # Until it is settled which directive is which, nothing said about the rest could be relied upon.
    report.stop_if_errors()
    find_merged_types(merge)
    # Whether one type is a subtype of another decides how fields merge, so these two come first.
    merge_implements(merge)
    check_interface_entities(merge)
    merge_unions(merge)
    merge_scalars(merge)
    merge_inputs(merge)
    merge_interfaces(merge)
    merge_objects(merge)
    merge_directive_definitions(merge)
    # How an enum merges depends on whether it was seen as an input, an output or both.
    merge_enums(merge)
    merge_schema_definition(merge)
    travelling = join_directives(merge)
    copy_fields_of_interface_objects(merge)
    if not any(definition.fields for _, definition in merge.sources["Query"]):
        report.errors.append(CompositionError("NO_QUERIES", "No subgraph has a query field; one is needed."))
    propagate_auth_to_interfaces(merge)
    versions = [_version(merge, index) for index in range(len(subgraphs))]
    return MergedGraph(
        merge.subgraphs,
        tuple(graph_enum_names(subgraph.name for subgraph in subgraphs)),
        merge.schema(),
        merge.joins,
        (*composed.features, *travelling),
        join_version(max(versions)),
    )


def _version(merge: Merge, index: int) -> Version:
    """Tell the federation version a subgraph needs: a feature it links beside federation may be of a later one."""
    subgraph = merge.subgraphs[index]
    linked = subgraph.federation_version
    if linked is None:
        return FEDERATION_1
    needed = max(filter(None, map(since_version_of_feature, subgraph.links)), default=linked)
    if needed <= linked:
        return linked
    message = (
        f'Subgraph "{subgraph.name}" links federation {linked}, but features of {needed}; it is taken as of {needed}.'
    )
    merge.hint("IMPLICITLY_UPGRADED_FEDERATION_VERSION", message, "schema", [(index, subgraph.schema.node)])
    return needed
