"""What `@provides` makes available, followed down the graph: into a field, into one type of an abstract type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.operation.model import Field

if TYPE_CHECKING:
    from jetbridge.operation.model import Selection
    from jetbridge.query_graph.graph import QueryGraph


def narrow_provided(graph: QueryGraph, provided: tuple[Selection, ...], type_name: str) -> tuple[Selection, ...]:
    """What of `provided` holds for values of `type_name`, without the fragments that are thereby decided."""
    if not provided:
        return ()
    found: dict[Selection, None] = {}
    wanted = graph.possible(type_name)
    for selection in provided:
        if isinstance(selection, Field):
            found[selection] = None
        elif wanted <= graph.possible(selection.type_condition):
            found.update(dict.fromkeys(narrow_provided(graph, selection.selections, type_name)))
        elif wanted & graph.possible(selection.type_condition):
            found[selection] = None
    return tuple(found)


def find_provided(provided: tuple[Selection, ...], field_name: str) -> tuple[Selection, ...] | None:
    """What is provided below `field_name`; None if the field itself is not provided."""
    found: list[Selection] | None = None
    for selection in provided:
        if isinstance(selection, Field) and selection.name == field_name:
            found = [*(found or ()), *selection.selections]
    return None if found is None else tuple(found)
