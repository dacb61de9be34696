"""The schema definition itself: its description and directives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.applied_directives import merge_applications
from jetbridge.composition.merging.descriptions import merge_description

if TYPE_CHECKING:
    from jetbridge.composition.merging.context import Merge


def merge_schema_definition(merge: Merge) -> None:
    """Merge what is said of the schema as a whole."""
    applications = [
        (index, directive)
        for index, subgraph in enumerate(merge.subgraphs)
        for directive in subgraph.schema.schema_directives
    ]
    merge.schema_directives = merge_applications(merge, "schema", applications)
    schemas = [(index, subgraph.schema) for index, subgraph in enumerate(merge.subgraphs)]
    merge.description = merge_description(merge, "schema", schemas)
