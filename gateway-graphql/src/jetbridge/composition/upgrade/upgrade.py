"""The upgrade, step by step; each step is a function from subgraph to subgraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.upgrade.arguments import with_string_field_sets
from jetbridge.composition.upgrade.base_types import check_base_types
from jetbridge.composition.upgrade.extensions import without_extensions
from jetbridge.composition.upgrade.externals import (
    without_external_interface_fields,
    without_external_keys_of_extensions,
    without_external_types,
)
from jetbridge.composition.upgrade.inactive_directives import (
    without_directives_on_interfaces,
    without_inactive_field_sets,
)
from jetbridge.composition.upgrade.interface_objects import check_interface_objects
from jetbridge.composition.upgrade.shareable import with_shareable
from jetbridge.composition.upgrade.tags import without_repeated_tags
from jetbridge.composition.upgrade.unused_externals import without_unused_externals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.composition.result import Report
    from jetbridge.composition.subgraph import Subgraph


def upgrade_subgraphs(subgraphs: Sequence[Subgraph], report: Report) -> list[Subgraph]:
    """Upgrade those written for federation 1; complete only when the report holds no errors."""
    if not any(subgraph.is_federation_1 for subgraph in subgraphs):
        return list(subgraphs)
    for subgraph in subgraphs:
        if subgraph.is_federation_1:
            others = [other for other in subgraphs if other is not subgraph]
            report.errors += check_base_types(subgraph, others)
            report.errors += check_interface_objects(subgraph, others)
    if report.errors:
        return []
    # What they say of whole types must be gone before anybody looks at what the others resolve.
    prepared = [without_external_types(s) if s.is_federation_1 else s for s in subgraphs]
    return [_upgrade(s, prepared, report) if s.is_federation_1 else s for s in prepared]


def _upgrade(subgraph: Subgraph, subgraphs: Sequence[Subgraph], report: Report) -> Subgraph:
    others = [other for other in subgraphs if other is not subgraph]
    upgraded = with_string_field_sets(subgraph)
    upgraded = without_external_interface_fields(upgraded)
    upgraded = without_external_keys_of_extensions(upgraded, others)
    upgraded = without_inactive_field_sets(upgraded)
    upgraded = without_extensions(upgraded)
    upgraded = without_directives_on_interfaces(upgraded)
    upgraded = without_unused_externals(upgraded, report)
    upgraded = with_shareable(upgraded, others, report)
    return without_repeated_tags(upgraded, others)
