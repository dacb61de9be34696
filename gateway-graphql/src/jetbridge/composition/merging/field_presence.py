"""Hints about fields that not every subgraph of a type has, where that may not be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.merging.reporting import subgraph_list
from jetbridge.composition.model import ROOT_NAMES, Field, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jetbridge.composition.merging.context import Merge


def hint_at_missing_fields(merge: Merge, name: str, kind: Kind, fields: Mapping[str, Field]) -> None:
    """Hint at value types and interfaces whose fields differ, and at entities without a key somewhere."""
    sources = merge.sources[name]
    if len(sources) == 1 or (name in ROOT_NAMES.values() and not any(t.has("key") for _, t in sources)):
        return
    if name in merge.interface_objects:
        return
    without_key = [(index, definition) for index, definition in sources if not definition.has("key")]
    if len(without_key) < len(sources):
        if kind is Kind.OBJECT and without_key:
            names = subgraph_list(merge.names(index for index, _ in without_key))
            message = f'"{name}" is an entity, but has no @key in {names}.'
            merge.hint("INCONSISTENT_ENTITY", message, name, [(i, definition.node) for i, definition in without_key])
        return
    _hint_at_each_field(merge, name, kind, fields)


def _hint_at_each_field(merge: Merge, name: str, kind: Kind, fields: Mapping[str, Field]) -> None:
    # A subgraph that only refers to what others resolve of the type says nothing about what there should be.
    sources = [
        (index, definition)
        for index, definition in merge.sources[name]
        if not all(merge.facts[index].is_external(name, field) for field in definition.fields)
    ]
    code = "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD" if kind is Kind.OBJECT else "INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD"
    for field in fields:
        lacking = [(index, definition.node) for index, definition in sources if field not in definition.fields]
        if lacking:
            message = f'"{name}.{field}" is missing in {subgraph_list(merge.names(i for i, _ in lacking))}.'
            merge.hint(code, message, f"{name}.{field}", lacking)
