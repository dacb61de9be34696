"""@authenticated, @requiresScopes and @policy: on what is resolved; interfaces get them from their implementations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts

AUTH_DIRECTIVES = ("authenticated", "requiresScopes", "policy")


def check_auth(facts: Facts) -> Iterator[CompositionError]:
    """Check where authorization is required."""
    for spec in AUTH_DIRECTIVES:
        for place in facts.subgraph.places(spec):
            definition = place.type
            is_interface_object = place.field is None and definition is not None and definition.has("interfaceObject")
            if definition is None or (definition.kind is not Kind.INTERFACE and not is_interface_object):
                continue
            message = (
                f'"@{place.directive.name}" cannot be applied to "{place.coordinate}", which belongs to an interface;'
                " apply it to the implementations."
            )
            code = "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE"
            yield facts.subgraph.error(code, message, place.coordinate, place.directive.node)
