"""The value of a loaded supergraph: schemas, subgraphs, and for every type and field what each subgraph knows of it.

Subgraphs are keyed by name everywhere (`accounts`, not the `ACCOUNTS` of `join__Graph`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLSchema

    from jetbridge.operation.model import Selection
    from jetbridge.supergraph.event_fields import EventField


@dataclass(frozen=True, slots=True)
class Subgraph:
    """`graph_enum` is the subgraph's value of the supergraph's `join__Graph` enum."""

    name: str
    graph_enum: str
    url: str


@dataclass(frozen=True, slots=True)
class FieldSet:
    """A parsed field set; `text` is how the supergraph writes it, `selections` are typed by the whole schema."""

    text: str
    selections: tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class Key:
    fields: FieldSet
    resolvable: bool = True


@dataclass(frozen=True, slots=True)
class TypeInSubgraph:
    """A type as one subgraph has it."""

    keys: tuple[Key, ...] = ()
    is_interface_object: bool = False


@dataclass(frozen=True, slots=True)
class ContextArgument:
    """An argument the subgraph takes from an ancestor (`@fromContext`) and clients do not see.

    `selections` are the possible values' field sets, by the type of the ancestor they are looked up on: each type the
    context is set on and its subtypes, but for an abstract type whose objects have it from different fields.
    """

    name: str
    type: str
    context: str
    selections: Mapping[str, FieldSet]


@dataclass(frozen=True, slots=True)
class FieldInSubgraph:
    """A field as one subgraph has it; `type` is GraphQL source text.

    `external` fields are known but not resolved there (nor are fields another subgraph overrides). With
    `override_label` the choice is made for each request: the field is resolved here only if the label is active and
    `override` names the other subgraph, or the label is not active and `override` is None.
    """

    type: str
    external: bool = False
    requires: FieldSet | None = None
    provides: FieldSet | None = None
    override: str | None = None
    override_label: str | None = None
    context_arguments: tuple[ContextArgument, ...] = ()


@dataclass(frozen=True, slots=True)
class JoinedType:
    """A type with everything the subgraphs say of it.

    `possible` are the object types an abstract type can have in each subgraph (an object type: itself). An interface
    object counts as possible for nothing: its subgraph does not know the object types.
    """

    name: str
    subgraphs: Mapping[str, TypeInSubgraph]
    fields: Mapping[str, Mapping[str, FieldInSubgraph]] = field(default_factory=dict)
    possible: Mapping[str, frozenset[str]] = field(default_factory=dict)
    interfaces: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Supergraph:
    """`schema` has everything but the machinery of joining; `api_schema` is what clients see.

    `contexts` says on which types each `@context` is set, `event_fields` which subscriptions come from a broker.
    """

    sdl: str
    subgraphs: Mapping[str, Subgraph]
    schema: GraphQLSchema
    api_schema: GraphQLSchema
    types: Mapping[str, JoinedType]
    contexts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    event_fields: Mapping[str, EventField] = field(default_factory=dict)
