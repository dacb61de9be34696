"""A normalized operation: what is left of a client's document once everything variable about its shape is decided.

Fragments are inlined, `@skip` and `@include` are resolved with the values of the variables they name (so one document
has one normalized operation per combination of those values), selections of one response key are merged as the GraphQL
specification's CollectFields does, and type conditions that say nothing new are gone. Types are the API schema's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from graphql import GraphQLOutputType, OperationType


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as written: `literal` is GraphQL source text, `variables` the names (without `$`) inside it."""

    name: str
    literal: str
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A selected field. `parent_type` is the type it is looked up on; `selections` is empty for leaf types."""

    response_key: str
    name: str
    parent_type: str
    type: GraphQLOutputType
    arguments: tuple[Argument, ...] = ()
    selections: tuple[Selection, ...] = ()


@dataclass(frozen=True, slots=True)
class InlineFragment:
    """Selections that hold only for the runtime types of `type_condition`, which always narrows the parent type."""

    type_condition: str
    selections: tuple[Selection, ...]


Selection: TypeAlias = Field | InlineFragment


@dataclass(frozen=True, slots=True)
class VariableDefinition:
    """`type` and `default` are GraphQL source text; `default` is None where there is none."""

    name: str
    type: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, normalized. `__typename` and introspection fields stand in `selections` like any other field."""

    kind: OperationType
    name: str | None
    root_type: str
    variables: tuple[VariableDefinition, ...]
    selections: tuple[Selection, ...]


def count_selections(selections: tuple[Selection, ...]) -> int:
    """How many fields and fragments there are at all levels: what plans, shapes and compiled code grow with."""
    return sum(1 + count_selections(selection.selections) for selection in selections)
