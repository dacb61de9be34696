"""Fields that an @interfaceObject adds to an interface exist on every implementation too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jetbridge.composition.merging.graph import JoinField
from jetbridge.composition.merging.sharing import check_sharing
from jetbridge.composition.model import Kind

if TYPE_CHECKING:
    from jetbridge.composition.merging.context import Merge


def copy_fields_of_interface_objects(merge: Merge) -> None:
    """Give implementations the fields they get through an interface object."""
    for name in merge.interface_objects:
        interface = merge.types.get(name)
        if interface is None:
            continue
        added = {
            field
            for _, definition in merge.sources[name]
            if definition.has("interfaceObject")
            for field in definition.fields
        }
        for implementation in [t for t in merge.types.values() if t.kind is Kind.OBJECT and name in t.interfaces]:
            missing = [f for f in interface.fields if f in added and f not in implementation.fields]
            if missing:
                fields = dict(implementation.fields) | {field: interface.fields[field] for field in missing}
                merge.types[implementation.name] = replace(implementation, fields=fields)
                for field in missing:
                    merge.joins.fields[(implementation.name, field)] = [JoinField()]
                    check_sharing(merge, implementation.name, field, [], {})
