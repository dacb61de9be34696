"""The query plan: which requests go to which subgraph, in what order, and where their answers belong.

The executor builds one tree of result objects. An object of the tree is addressed by a `Path`; a value inside an object
by its *key*. The client's response keys are keys of the tree under their own names, so completing the answer means
reading the tree in the shape of the operation. What only the plan needs (keys of entities, inputs of `@requires`) is
kept under its field name where the client's selection leaves that free, else under a name beginning with `__jb`.

At a place of abstract type the runtime type of an object is always fetched, under the key `__typename`. There is one
exception: a subgraph with `@interfaceObject` cannot tell it. As long as only such subgraphs are asked and nothing
selected there depends on the runtime type, objects have no key `__typename` at all, match every `RepresentationCase`
and complete as what is selected on the interface itself. At a place of concrete type `__typename` is not fetched.

Every fetch names the fetches it waits for, which makes the plan a directed acyclic graph; `printer.py` shows it as the
customary Sequence/Parallel tree. `@skip` and `@include` are decided before planning (see `operation/model.py`): a plan
holds no conditions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from graphql import OperationType

if TYPE_CHECKING:
    from jetbridge.operation.model import Operation


@dataclass(frozen=True, slots=True)
class KeyStep:
    """Into the value under `key`; lists, however deep, are entered item by item."""

    key: str


@dataclass(frozen=True, slots=True)
class TypeStep:
    """Only objects whose runtime type is one of `types` go on."""

    types: frozenset[str]


Step: TypeAlias = KeyStep | TypeStep
Path: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class FetchField:
    """A field asked of a subgraph.

    `wire_key` is its key in the subgraph's answer, `key` the one it gets in the tree (they differ where an internal
    alias was needed); `key` is None for a value that must not enter the tree, such as the `__typename` of an interface
    object. `type` is the field's type in that subgraph as GraphQL source text.
    """

    wire_key: str
    key: str | None
    name: str
    type: str
    selections: tuple[FetchSelection, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchFragment:
    """Selections asked for objects of `type_condition`; `types` are the runtime object types that can match it."""

    type_condition: str
    types: frozenset[str]
    selections: tuple[FetchSelection, ...]


FetchSelection: TypeAlias = FetchField | FetchFragment


@dataclass(frozen=True, slots=True)
class RepresentationField:
    """A field of a representation: sent as `name`, read from `key` of the tree object; lists map item by item."""

    name: str
    key: str
    selections: tuple[RepresentationSelection, ...] = ()


@dataclass(frozen=True, slots=True)
class RepresentationFragment:
    """Fields sent only for objects whose runtime type is one of `types`."""

    types: frozenset[str]
    selections: tuple[RepresentationSelection, ...]


RepresentationSelection: TypeAlias = RepresentationField | RepresentationFragment


@dataclass(frozen=True, slots=True)
class RepresentationCase:
    """How objects with one of the runtime `types` are represented.

    `typename` is sent as `__typename`: the interface's name towards a subgraph with `@interfaceObject`, None for the
    object's own. An object whose `keys` hold a null where one is needed is not sent at all; null in `requires` is sent.
    """

    types: frozenset[str]
    typename: str | None
    keys: tuple[RepresentationSelection, ...]
    requires: tuple[RepresentationSelection, ...] = ()


@dataclass(frozen=True, slots=True)
class ContextSource:
    """A value of the object `up` levels above an entity (1: its parent), if that is of one of `types` (None: of any).

    `selections` lead to the value, one field in another; they are read as the inputs of a representation are.
    """

    up: int
    types: frozenset[str] | None
    selections: tuple[RepresentationSelection, ...]


@dataclass(frozen=True, slots=True)
class ContextVariable:
    """A variable of the request that has the value of the first of `sources` that fits (`@fromContext`)."""

    name: str
    type: str
    sources: tuple[ContextSource, ...]


@dataclass(frozen=True, slots=True)
class EntityGroup:
    """One `alias: _entities(representations: $variable)` of a request, and the places whose objects it completes.

    Several groups stand in one fetch when parallel fetches to one subgraph are merged; several paths in one group when
    the same selection is wanted at several places. Equal representations are sent once. Entities for which `contexts`
    have different values cannot be asked for together: each combination of values takes an `_entities` of its own.
    """

    alias: str
    variable: str
    paths: tuple[Path, ...]
    cases: tuple[RepresentationCase, ...]
    selections: tuple[FetchSelection, ...]
    contexts: tuple[ContextVariable, ...] = ()


@dataclass(frozen=True, slots=True)
class RootFetch:
    """A request for root fields. `path` is empty but for root types reached inside an answer (a field `: Query`)."""

    id: int
    subgraph: str
    kind: OperationType
    document: str
    variables: tuple[str, ...]
    selections: tuple[FetchSelection, ...]
    path: Path = ()
    after: tuple[int, ...] = ()

    @property
    def is_idempotent(self) -> bool:
        """Sending it twice does no harm."""
        return self.kind is not OperationType.MUTATION


@dataclass(frozen=True, slots=True)
class EntityFetch:
    """A request for entities. `variables` are the client's; each group's representations come on top."""

    id: int
    subgraph: str
    document: str
    variables: tuple[str, ...]
    groups: tuple[EntityGroup, ...]
    after: tuple[int, ...] = ()

    @property
    def is_idempotent(self) -> bool:
        return True


Fetch: TypeAlias = RootFetch | EntityFetch


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """Fetches in an order in which every `after` names an earlier one. Fields answered by the gateway have no fetch."""

    operation: Operation
    fetches: tuple[Fetch, ...]
