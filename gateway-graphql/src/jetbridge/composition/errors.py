"""Composition errors and hints: a code, a sentence, a coordinate, and the places in the subgraphs' sources.

Codes are Apollo's; what each means and how to get out of it stands in `catalogue.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import Node, Source


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """A line and a column (both from 1) of a subgraph's SDL."""

    subgraph: str
    line: int
    column: int
    source: Source


@dataclass(frozen=True, slots=True)
class CompositionError:
    """One reason why the subgraphs do not compose."""

    code: str
    message: str
    coordinate: str | None = None
    locations: tuple[SourceLocation, ...] = ()


@dataclass(frozen=True, slots=True)
class CompositionHint:
    """Something that composes but may not be meant."""

    code: str
    message: str
    coordinate: str | None = None
    locations: tuple[SourceLocation, ...] = ()


def locate(subgraph: str, node: Node | None) -> tuple[SourceLocation, ...]:
    """Find where a syntax node begins; nothing for elements that no source wrote."""
    if node is None or node.loc is None:
        return ()
    token = node.loc.start_token
    return (SourceLocation(subgraph, token.line, token.column, node.loc.source),)


def locate_all(nodes: Iterable[tuple[str, Node | None]]) -> tuple[SourceLocation, ...]:
    """Find the places of several (subgraph, node) pairs."""
    return tuple(location for subgraph, node in nodes for location in locate(subgraph, node))


def one_of(words: Iterable[str], *, word: str = "and") -> str:
    """Join names as a sentence does: `a`, `b` and `c`."""
    names = [f'"{name}"' for name in words]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
