"""Errors of fields the caller may not see: a finished answer -> one error for each place where such a field stands.

The field itself needs no code: nothing brings it, so it is null. The errors come in the order and number in which
`complete.py` would report them.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from jetbridge.executor.compiled.layout import NotCompilableError
from jetbridge.executor.complete import MAX_ERRORS_OF_ONE_CAUSE
from jetbridge.planner.plan import KeyStep, TypeStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jetbridge.errors import Json
    from jetbridge.executor.compiled.layout import Layout, Variant
    from jetbridge.executor.denials import Denial, Denials
    from jetbridge.planner.plan import Path

# Where an object stands: the keys and indexes that lead to it, and their order in the answer.
_Trail: TypeAlias = "tuple[Json, ...]"
_Order: TypeAlias = tuple[int, ...]


def mark_denied(layout: Layout, denials: Denials) -> None:
    """Tell entries that they are denied. Raises `NotCompilableError` where denying one changes more than itself."""
    for denial in denials.fields:
        for variant in layout.follow(denial.path):
            entry = variant.entries.get(denial.response_key)
            if entry is None:
                continue
            if entry.is_non_null:
                raise NotCompilableError("a denied field that is never null")
            if entry.sources:
                raise NotCompilableError("a denied field that the plan needs")
            entry.is_denied = True


class DeniedFields:
    """Those of one compiled plan. `classes` has the variant of each class that answers are decoded into."""

    def __init__(self, denials: Denials, classes: Mapping[type, Variant]) -> None:
        self._denials = denials.fields
        self._classes = classes
        self._positions = {id(v): {key: number for number, key in enumerate(v.entries)} for v in classes.values()}
        uses = Counter(denial.response_key for denial in self._denials)
        # More than will be reported need not be found, unless another denial may speak for the same places.
        self._limits = [MAX_ERRORS_OF_ONE_CAUSE if uses[denial.response_key] == 1 else None for denial in self._denials]

    def find_errors(self, root: msgspec.Struct) -> list[dict[str, Json]]:
        """Before anything is taken out of the answer."""
        found: dict[_Order, tuple[int, _Trail]] = {}
        for number, (denial, limit) in enumerate(zip(self._denials, self._limits, strict=True)):
            for order, trail in islice(self._find_fields(root, denial), limit):
                found[order] = number, trail
        causes = [denial.build_cause() for denial in self._denials]
        errors: list[dict[str, Json]] = []
        for order in sorted(found):
            number, trail = found[order]
            cause = causes[number]
            cause.reported += 1
            if cause.reported <= MAX_ERRORS_OF_ONE_CAUSE:
                errors.append({"message": cause.message, "path": [*trail], "extensions": cause.extensions})
        return errors

    def _find_fields(self, root: msgspec.Struct, denial: Denial) -> Iterator[tuple[_Order, _Trail]]:
        """In the order of the answer."""
        for variant, order, trail in self._find_objects(root, denial.path, (), ()):
            position = self._positions[id(variant)].get(denial.response_key)
            if position is not None:
                yield (*order, position), (*trail, denial.response_key)

    def _find_objects(
        self, value: Any, path: Path, order: _Order, trail: _Trail
    ) -> Iterator[tuple[Variant, _Order, _Trail]]:
        """Every object at `path` below `value`, wherever it stands: one that is shared stands in several places."""
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._find_objects(item, path, (*order, index), (*trail, index))
            return
        variant = self._classes.get(type(value))
        if variant is None:
            return
        match path:
            case ():
                yield variant, order, trail
            case (KeyStep(key), *rest) if key in variant.entries:
                below = getattr(value, variant.entries[key].attribute)
                position = self._positions[id(variant)][key]
                yield from self._find_objects(below, tuple(rest), (*order, position), (*trail, key))
            case (TypeStep(types), *rest) if variant.typename in types:
                yield from self._find_objects(value, tuple(rest), order, trail)
