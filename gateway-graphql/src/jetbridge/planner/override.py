"""Who decides a progressive `@override(label:)`: which labels are active for one request.

A label `percent(N)` is active for N per cent of the requests; any other label means what the application says it means.
Plans depend on the active labels, so they belong into the key of whatever remembers plans.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jetbridge.supergraph import Supergraph

_PERCENT = re.compile(r"percent\((\d{1,2}(?:\.\d+)?|100)\)")


def find_labels(supergraph: Supergraph) -> frozenset[str]:
    """Every label that some field of the supergraph is overridden by."""
    return frozenset(
        place.override_label
        for joined in supergraph.types.values()
        for places in joined.fields.values()
        for place in places.values()
        if place.override_label
    )


def choose_labels(
    labels: Iterable[str], roll: Callable[[], float], is_active: Callable[[str], bool] = lambda label: False
) -> frozenset[str]:
    """The labels active for one request; `roll` gives a number from 0 up to 1, `is_active` decides other labels."""
    number = roll() * 100
    return frozenset(label for label in labels if _decide(label, number, is_active))


def _decide(label: str, number: float, is_active: Callable[[str], bool]) -> bool:
    percent = _PERCENT.fullmatch(label)
    return number < float(percent[1]) if percent else is_active(label)
