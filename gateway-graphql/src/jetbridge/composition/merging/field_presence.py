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
    keyed = [index for index, definition in sources if definition.has("key")]
    if kind is Kind.OBJECT and keyed:
        if len(keyed) < len(sources):
            without = [(index, definition.node) for index, definition in sources if index not in keyed]
            names = subgraph_list(merge.names(index for index, _ in without))
            message = f'"{name}" is an entity, but has no @key in {names}.'
            merge.hint("INCONSISTENT_ENTITY", message, name, without)
        return
    code = "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD" if kind is Kind.OBJECT else "INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD"
    for field in fields:
        lacking = [(index, definition.node) for index, definition in sources if field not in definition.fields]
        if lacking:
            message = f'"{name}.{field}" is missing in {subgraph_list(merge.names(i for i, _ in lacking))}.'
            merge.hint(code, message, f"{name}.{field}", lacking)
