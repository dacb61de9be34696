"""What every step of merging reads and adds to."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from jetbridge.composition.facts import Facts
from jetbridge.composition.merging.graph import Joins
from jetbridge.composition.merging.reporting import merge_error, merge_hint
from jetbridge.composition.model import Kind, Schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphql import Node

    from jetbridge.composition.merging.compose_directives import ComposedDirectives
    from jetbridge.composition.model import DirectiveDefinition, Directives, TypeDefinition
    from jetbridge.composition.result import Report
    from jetbridge.composition.subgraph import Subgraph

_T = TypeVar("_T")

# The declarations of one element, each with the index of its subgraph, in the order of the subgraphs.
Sources: TypeAlias = "list[tuple[int, _T]]"


class Merge:
    """The merge under way. `sources` are the types of all subgraphs by name; `kinds` what they merge to."""

    def __init__(self, subgraphs: tuple[Subgraph, ...], composed: ComposedDirectives, report: Report) -> None:
        self.subgraphs = subgraphs
        self.facts = tuple(Facts(subgraph) for subgraph in subgraphs)
        self.composed = composed
        self.report = report
        self.joins = Joins()
        self.kinds: dict[str, Kind] = {}
        self.types: dict[str, TypeDefinition] = {}
        self.directives: dict[str, DirectiveDefinition] = {}
        self.interfaces: dict[str, tuple[str, ...]] = {}
        self.members: dict[str, tuple[str, ...]] = {}
        self.used_as_input: set[str] = set()
        self.used_as_output: set[str] = set()
        self.schema_directives: Directives = ()
        self.description: str | None = None

    @cached_property
    def sources(self) -> dict[str, Sources[TypeDefinition]]:
        """Every type's declarations."""
        sources: defaultdict[str, Sources[TypeDefinition]] = defaultdict(list)
        for index, subgraph in enumerate(self.subgraphs):
            for name, definition in subgraph.schema.types.items():
                sources[name].append((index, definition))
        return dict(sources)

    @cached_property
    def interface_objects(self) -> list[str]:
        """List the types some subgraph declares as an interface object."""
        names = (place.type.name for s in self.subgraphs for place in s.places("interfaceObject") if place.type)
        return list(dict.fromkeys(names))

    def names_of_kind(self, kind: Kind) -> list[str]:
        """List the types that merge to a kind."""
        return [name for name, merged in self.kinds.items() if merged is kind]

    def is_subtype(self, general: str, specific: str) -> bool:
        """Tell whether one named type is a subtype of another in the merged graph."""
        return (
            general == specific
            or general in self.interfaces.get(specific, ())
            or specific in self.members.get(general, ())
        )

    def schema(self) -> Schema:
        """Build the merged schema of what has been merged so far."""
        roots = {
            operation: name
            for operation, name in (("query", "Query"), ("mutation", "Mutation"), ("subscription", "Subscription"))
            if name in self.types and self.types[name].fields
        }
        return Schema(self.types, self.directives, roots, self.schema_directives, self.description)

    def error(self, code: str, message: str, coordinate: str, nodes: Iterable[tuple[int, Node | None]]) -> None:
        """Report an error about an element as the subgraphs (by index) declare it."""
        pairs = ((self.subgraphs[index], node) for index, node in nodes)
        self.report.errors.append(merge_error(code, message, coordinate, pairs))

    def hint(self, code: str, message: str, coordinate: str, nodes: Iterable[tuple[int, Node | None]]) -> None:
        """Report a hint about an element as the subgraphs (by index) declare it."""
        pairs = ((self.subgraphs[index], node) for index, node in nodes)
        self.report.hints.append(merge_hint(code, message, coordinate, pairs))

    def names(self, indexes: Iterable[int]) -> list[str]:
        """Give the names of subgraphs."""
        return [self.subgraphs[index].name for index in indexes]
