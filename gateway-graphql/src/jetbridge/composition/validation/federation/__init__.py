"""Whether a subgraph uses federation's directives as it may, one rule a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.validation.federation.auth import check_auth
from jetbridge.composition.validation.federation.context import check_contexts
from jetbridge.composition.validation.federation.cost import check_cost
from jetbridge.composition.validation.federation.external import check_external
from jetbridge.composition.validation.federation.interface_keys import check_interface_keys
from jetbridge.composition.validation.federation.interface_objects import check_interface_objects
from jetbridge.composition.validation.federation.key import (
    check_interface_key_versions,
    check_keys,
    check_keys_of_interfaces,
)
from jetbridge.composition.validation.federation.list_size import check_list_size
from jetbridge.composition.validation.federation.provides import check_provides
from jetbridge.composition.validation.federation.provides_target import check_provides_targets
from jetbridge.composition.validation.federation.requires import check_requires
from jetbridge.composition.validation.federation.shareable import check_shareable

if TYPE_CHECKING:
    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.facts import Facts

# Rules whose findings would be repeated, in other words, by those that come after.
_GATES = (check_keys_of_interfaces, check_provides_targets)

_RULES = (
    check_keys,
    check_interface_key_versions,
    check_requires,
    check_provides,
    check_external,
    check_interface_keys,
    check_interface_objects,
    check_shareable,
    check_auth,
    check_cost,
    check_list_size,
    check_contexts,
)


def check_federation(facts: Facts) -> list[CompositionError]:
    """Collect every misuse in a subgraph that is valid GraphQL."""
    for gate in _GATES:
        errors = list(gate(facts))
        if errors:
            return errors
    return [error for rule in _RULES for error in rule(facts)]
