"""What a benchmark shape is: subgraphs with data, and the one operation sent.

Rows are dictionaries; a `Ref` in a row points to a row of a table of the same subgraph, a function in a row
computes the field from (row, arguments). `_entities` looks a row up by the type's key field and lays the
representation's fields over it, so that computed fields see what `@requires` brought.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ref:
    """A row of `table` by its key."""

    table: str
    key: str


@dataclass(frozen=True, slots=True)
class SubgraphData:
    """`tables`: type name → key → row; `roots`: query field → function from its arguments to a value, Ref or list."""

    sdl: str
    roots: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shape:
    """`summary` says in a line what is hard about it."""

    name: str
    summary: str
    subgraphs: Mapping[str, SubgraphData]
    operation: str


LINK = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3",
                    import: ["@key", "@requires", "@external", "@shareable", "@provides"])
"""
