"""Progressive `@override(label:)`: which labels a plan depends on, and what a label says of itself.

Plans are made for a set of active labels, so whatever remembers plans needs that set in its key: only of labels that
matter to the operation, or each would be planned again for every label of the graph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jetbridge.operation.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jetbridge.operation.model import Operation, Selection
    from jetbridge.supergraph import Supergraph
    from jetbridge.supergraph.model import FieldInSubgraph

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


def find_labels_of(operation: Operation, supergraph: Supergraph) -> frozenset[str]:
    """The labels a plan of `operation` can depend on: of its fields, their keys, and whatever these require."""
    finder = _LabelFinder(supergraph)
    finder.add(operation.selections)
    return frozenset(finder.labels)


def find_percentage(label: str) -> float | None:
    """`percent(N)` is active for N per cent of the requests; any other label means what the application says."""
    percent = _PERCENT.fullmatch(label)
    return float(percent[1]) if percent else None


class _LabelFinder:
    """Follows fields to all that planning them can look at."""

    def __init__(self, supergraph: Supergraph) -> None:
        self.labels: set[str] = set()
        self._types = supergraph.types
        self._narrower: dict[str, list[str]] = {}
        for joined in supergraph.types.values():
            for general in joined.interfaces:
                self._narrower.setdefault(general, []).append(joined.name)
        self._seen_fields: set[tuple[str, str]] = set()
        self._seen_types: set[str] = set()

    def add(self, selections: Iterable[Selection]) -> None:
        waiting = [selections]
        while waiting:
            for selection in waiting.pop():
                if isinstance(selection, Field):
                    waiting += self._see_field(selection)
                else:
                    waiting += self._see_type(selection.type_condition)
                waiting.append(selection.selections)

    def _see_field(self, field: Field) -> Iterator[Iterable[Selection]]:
        for name in self._find_related(field.parent_type):
            yield from self._see_type(name)
            if (name, field.name) in self._seen_fields:
                continue
            self._seen_fields.add((name, field.name))
            for place in self._types[name].fields.get(field.name, {}).values():
                yield from self._see_place(place)

    def _see_place(self, place: FieldInSubgraph) -> Iterator[Iterable[Selection]]:
        if place.override_label:
            self.labels.add(place.override_label)
        if place.requires:
            yield place.requires.selections
        for argument in place.context_arguments:
            yield from (field_set.selections for field_set in argument.selections.values())

    def _see_type(self, type_name: str) -> Iterator[Iterable[Selection]]:
        if type_name in self._seen_types:
            return
        self._seen_types.add(type_name)
        for name in self._find_related(type_name):
            for known in self._types[name].subgraphs.values():
                yield from (key.fields.selections for key in known.keys)

    def _find_related(self, type_name: str) -> Iterator[str]:
        """The type, its interfaces and its objects: a field of one may be planned as a field of another."""
        joined = self._types.get(type_name)
        if joined is not None:
            yield type_name
            yield from (name for name in joined.interfaces if name in self._types)
            yield from self._narrower.get(type_name, ())
