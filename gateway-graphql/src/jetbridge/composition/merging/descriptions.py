"""Descriptions: the most frequent one wins, the first subgraph's on a tie; none at all does not count."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from graphql import Node

    from jetbridge.composition.merging.context import Merge, Sources


class Described(Protocol):
    """An element that may have a description."""

    @property
    def description(self) -> str | None:
        """The text, None where there is none."""

    @property
    def node(self) -> Node | None:
        """Where it is declared."""


_Element = TypeVar("_Element", bound=Described)


def merge_description(merge: Merge, coordinate: str, sources: Sources[_Element]) -> str | None:
    """Choose the description of an element."""
    counts = Counter(element.description for _, element in sources if element.description)
    if not counts:
        return None
    if len(counts) == 1:
        return next(iter(counts))
    # most_common keeps the order of first appearance among equals.
    chosen = counts.most_common(1)[0][0]
    message = f'"{coordinate}" is described differently in different subgraphs; the supergraph uses the most frequent.'
    merge.hint("INCONSISTENT_DESCRIPTION", message, coordinate, [(i, e.node) for i, e in sources if e.description])
    return chosen
