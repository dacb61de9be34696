"""Interfaces need at least the authorization of everything that implements them, so they get it.

A subgraph cannot state requirements on an interface; they follow from those of the implementations.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jetbridge.composition.merging.applied_directives import merge_applications
from jetbridge.composition.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jetbridge.composition.merging.context import Merge
    from jetbridge.composition.model import Directive, Directives, TypeDefinition

AUTH_SPECS = ("authenticated", "requiresScopes", "policy")


def propagate_auth_to_interfaces(merge: Merge) -> None:
    """Apply to interfaces and their fields what their implementations require."""
    if not any(spec in merge.composed.feature_names for spec in AUTH_SPECS):
        return
    for interface in [t for t in merge.types.values() if t.kind is Kind.INTERFACE]:
        below = [t for t in merge.types.values() if t.kind is Kind.OBJECT and interface.name in t.interfaces]
        if below:
            merge.types[interface.name] = _with_requirements(merge, interface, below)


def _with_requirements(merge: Merge, interface: TypeDefinition, below: list[TypeDefinition]) -> TypeDefinition:
    fields = {}
    for field in interface.fields.values():
        applied = (t.fields[field.name].directives for t in below if field.name in t.fields)
        coordinate = f"{interface.name}.{field.name}"
        fields[field.name] = replace(field, directives=_merged(merge, coordinate, field.directives, applied))
    directives = _merged(merge, interface.name, interface.directives, (t.directives for t in below))
    return replace(interface, directives=directives, fields=fields)


def _merged(merge: Merge, coordinate: str, own: Directives, below: Iterable[Directives]) -> Directives:
    required: list[Directive] = [d for directives in below for d in directives if d.spec in AUTH_SPECS]
    required += [directive for directive in own if directive.spec in AUTH_SPECS]
    if not required:
        return own
    others = tuple(directive for directive in own if directive.spec not in AUTH_SPECS)
    return (*others, *merge_applications(merge, coordinate, [(0, directive) for directive in required]))
