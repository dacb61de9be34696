"""Sentences about elements that differ between subgraphs: `type "Int" in subgraph "a", but "String" in "b"`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from jetbridge.composition.errors import CompositionError, CompositionHint, locate_all, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import Node

    from jetbridge.composition.subgraph import Subgraph


def describe_versions(versions: Iterable[tuple[Subgraph, str]]) -> str:
    """Group subgraphs by what they say: `"Int" in subgraphs "a" and "b" but "String" in subgraph "c"`."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for subgraph, text in versions:
        groups[text].append(subgraph.name)
    return " but ".join(f"{text} in {subgraph_list(names)}" for text, names in groups.items())


def subgraph_list(names: Iterable[str]) -> str:
    """Name one or several subgraphs."""
    names = list(names)
    return f"subgraph {one_of(names)}" if len(names) == 1 else f"subgraphs {one_of(names)}"


def merge_error(
    code: str, message: str, coordinate: str, nodes: Iterable[tuple[Subgraph, Node | None]]
) -> CompositionError:
    """Make an error about an element as several subgraphs declare it."""
    return CompositionError(code, message, coordinate, locate_all((s.name, node) for s, node in nodes))


def merge_hint(
    code: str, message: str, coordinate: str, nodes: Iterable[tuple[Subgraph, Node | None]]
) -> CompositionHint:
    """Make a hint about an element as several subgraphs declare it."""
    return CompositionHint(code, message, coordinate, locate_all((s.name, node) for s, node in nodes))
