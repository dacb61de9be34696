"""Nodes and moves of the query graph.

A node is an object type, interface or union as one subgraph has it. From a node the query graph offers these moves:

* field: to the node of a field's type in the same subgraph, possibly only once other values are known (`requires`,
  `context_arguments`);
* key: to a node of the same type in another subgraph, by an `_entities` request that sends the key;
* abstract type: from an interface or union to one of its object types (`QueryGraph.narrow`);
* interface object: a key move between an interface or one of its object types and a subgraph that knows the interface
  as an object; it sends the interface's name as `__typename`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jetbridge.operation.model import Selection
    from jetbridge.supergraph.model import ContextArgument, FieldSet


@dataclass(slots=True, eq=False)
class Node:
    """A composite type in a subgraph. Nodes are made once by their graph, so they are compared by identity.

    `provided` is what a `@provides` on the way here makes resolvable beyond the usual. `possible` are the object types
    values can have here; for an interface object, whose subgraph cannot tell, those of the interface elsewhere.
    """

    type_name: str
    subgraph: str
    provided: tuple[Selection, ...]
    possible: frozenset[str]
    is_abstract: bool
    is_interface_object: bool
    moves: Mapping[str, FieldMove] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Label:
    """A progressive `@override`: the move exists only in requests for which `name` being active is `active`."""

    name: str
    active: bool


@dataclass(frozen=True, slots=True, eq=False)
class FieldMove:
    """A field the subgraph resolves. `type` is its type there as source text; `target` is None for leaf types."""

    name: str
    type: str
    target: Node | None
    requires: FieldSet | None = None
    label: Label | None = None
    context_arguments: tuple[ContextArgument, ...] = ()

    @property
    def has_inputs(self) -> bool:
        """Other values have to be known before this one can be asked for, by an entity request of its own."""
        return self.requires is not None or bool(self.context_arguments)


@dataclass(frozen=True, slots=True, eq=False)
class KeyMove:
    """Into `target` by an entity request; `typename` is sent as `__typename` (None: the object's own)."""

    target: Node
    key: FieldSet
    typename: str | None = None
