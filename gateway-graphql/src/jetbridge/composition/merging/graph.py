"""The merged graph: one schema for everybody, and for every element which subgraph knows it and how.

The second part is what the join specification writes into a supergraph; graphs are indexes into `subgraphs`.
https://specs.apollo.dev/join
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jetbridge.composition.model import Schema

if TYPE_CHECKING:
    from jetbridge.composition.facts import FieldName
    from jetbridge.composition.merging.features import Feature
    from jetbridge.composition.subgraph import Subgraph
    from jetbridge.federation.version import Version


@dataclass(frozen=True, slots=True)
class JoinType:
    """A subgraph knows a type, by one of its keys."""

    graph: int
    key: str | None = None
    is_extension: bool = False
    is_resolvable: bool = True
    is_interface_object: bool = False


@dataclass(frozen=True, slots=True)
class ContextArgument:
    """An argument that is filled from a context instead of by the client."""

    name: str
    type: str
    context: str
    selection: str


@dataclass(frozen=True, slots=True)
class JoinField:
    """A subgraph knows a field. Without a graph: the field is one of an interface object of every implementation."""

    graph: int | None = None
    requires: str | None = None
    provides: str | None = None
    type: str | None = None
    is_external: bool = False
    override: str | None = None
    override_label: str | None = None
    is_used_overridden: bool = False
    context_arguments: tuple[ContextArgument, ...] = ()


@dataclass(frozen=True, slots=True)
class JoinDirective:
    """A directive that travels with the subgraphs that apply it instead of being merged."""

    graphs: tuple[int, ...]
    name: str
    arguments: str


@dataclass(slots=True)
class Joins:
    """Which subgraph knows what; a field without an entry is known wherever its type is."""

    types: dict[str, list[JoinType]] = field(default_factory=dict)
    fields: dict[FieldName, list[JoinField]] = field(default_factory=dict)
    implements: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    members: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    values: dict[FieldName, list[int]] = field(default_factory=dict)
    # By coordinate: "", "T" or "T.f".
    directives: defaultdict[str, list[JoinDirective]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class MergedGraph:
    """Everything the supergraph's text is printed from."""

    subgraphs: tuple[Subgraph, ...]
    graph_names: tuple[str, ...]
    schema: Schema
    joins: Joins
    features: tuple[Feature, ...]
    join_version: Version
