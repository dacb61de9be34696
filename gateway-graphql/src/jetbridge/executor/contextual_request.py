"""Bodies of requests with values from contexts: one `_entities` field for each combination of values.

The plan's document is for the usual case that all entities of a group have the same values. For more, the field is
repeated under numbered aliases with numbered variables; without any it is left out, as its variables have no values.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeGuard, cast

import msgspec
from graphql import FieldNode, OperationDefinitionNode, VariableNode, Visitor, parse, visit

from jetbridge.planner.plan import EntityFetch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphql import Node

    from jetbridge.executor.representation import Batch
    from jetbridge.planner.plan import EntityGroup, Fetch

_encode = msgspec.json.Encoder().encode
# Documents of one fetch that are kept for the next time the values are as many.
KEPT_DOCUMENTS = 32


def has_contexts(fetch: Fetch) -> TypeGuard[EntityFetch]:
    return isinstance(fetch, EntityFetch) and any(group.contexts for group in fetch.groups)


class SentBatch(Protocol):
    """Entities that are asked for with the same values, which are JSON."""

    @property
    def context(self) -> tuple[bytes, ...]: ...

    def to_json(self) -> bytes: ...


class ContextualTemplate:
    """Builds the bodies of one fetch that has groups with contexts."""

    def __init__(self, fetch: EntityFetch) -> None:
        self._fetch = fetch
        self._documents: dict[tuple[int, ...], bytes] = {(1,) * len(fetch.groups): _encode(fetch.document)}

    def build(self, variables: Mapping[str, Any], batches: Sequence[Sequence[SentBatch]]) -> bytes:
        """`batches` are those of each group that have representations; of a group without contexts always one."""
        counts = tuple(map(len, batches))
        members = [
            _encode(name) + b":" + _encode(variables[name]) for name in self._fetch.variables if name in variables
        ]
        for group, own in zip(self._fetch.groups, batches, strict=True):
            names = [group.variable, *(variable.name for variable in group.contexts)]
            for number, batch in enumerate(own):
                suffix = f"_{number}" if len(own) > 1 else ""
                values = (batch.to_json(), *batch.context)
                members += [_encode(name + suffix) + b":" + value for name, value in zip(names, values, strict=True)]
        document = self._documents.get(counts) or self._write(counts)
        return b'{"query":' + document + b',"variables":{' + b",".join(members) + b"}}"

    def follow_order(self, body: bytes, batches: Sequence[Sequence[Batch]]) -> tuple[tuple[Batch, ...], ...]:
        """`batches` in the order in which `body` asks for them, if it does."""
        variables = msgspec.json.decode(body, type=_Body).variables
        return tuple(
            _follow_order(variables, group, own) for group, own in zip(self._fetch.groups, batches, strict=True)
        )

    def _write(self, counts: tuple[int, ...]) -> bytes:
        document = _encode(_Repeating(self._fetch).write(counts))
        if len(self._documents) < KEPT_DOCUMENTS:
            self._documents[counts] = document
        return document


class _Body(msgspec.Struct):
    variables: dict[str, msgspec.Raw]


def _follow_order(variables: Mapping[str, msgspec.Raw], group: EntityGroup, own: Sequence[Batch]) -> tuple[Batch, ...]:
    known = {batch.context: batch for batch in own}
    ordered: list[Batch] = []
    for suffix in [f"_{number}" for number in range(len(own))] if len(own) > 1 else [""]:
        names = [variable.name + suffix for variable in group.contexts]
        batch = known.get(tuple(bytes(variables.get(name, b"")) for name in names))
        if batch is None or group.variable + suffix not in variables:
            return tuple(own)
        sent = msgspec.json.decode(variables[group.variable + suffix], type=list[msgspec.Raw])
        batch.follow_order([bytes(item) for item in sent])
        ordered.append(batch)
    # Their number is part of their names.
    for alias, batch in zip([batch.alias for batch in own], ordered, strict=True):
        batch.alias = alias
    return tuple(ordered)


class _Repeating:
    """The document of a fetch, taken apart."""

    def __init__(self, fetch: EntityFetch) -> None:
        self._fetch = fetch
        self._text = fetch.document
        operation = cast(OperationDefinitionNode, parse(self._text).definitions[0])  # a fetch is one operation
        self._definitions = {node.variable.name.value: node for node in operation.variable_definitions or ()}
        fields = cast("tuple[FieldNode, ...]", operation.selection_set.selections)  # `_entities` and nothing else
        self._fields = {(node.alias or node.name).value: node for node in fields}

    def write(self, counts: tuple[int, ...]) -> str:
        numbered = {
            name: count
            for group, count in zip(self._fetch.groups, counts, strict=True)
            for name in (group.variable, *(variable.name for variable in group.contexts))
        }
        fields: list[str] = []
        used: set[str] = set()
        for group, count in zip(self._fetch.groups, counts, strict=True):
            field = _Field(self._text, self._fields[group.alias], group)
            used |= field.variables if count else set()
            fields += [field.write("" if count == 1 else f"_{number}") for number in range(count)]
        definitions = [
            text for name in self._definitions if name in used for text in self._define(name, numbered.get(name, 1))
        ]
        head = self._text[: self._text.index("(")]
        return f"{head}({','.join(definitions)}){{{' '.join(fields)}}}"

    def _define(self, name: str, count: int) -> Iterator[str]:
        definition = self._definitions[name]
        rest = _slice(self._text, definition)[len(name) + 1 :]
        for number in range(count):
            yield f"${name}{f'_{number}' if count > 1 else ''}{rest}"


class _Use(NamedTuple):
    name: str
    end: int


class _Field:
    """One `_entities` field as text, with the places where a number goes behind one of the group's own variables."""

    def __init__(self, text: str, node: FieldNode, group: EntityGroup) -> None:
        finder = _VariableFinder()
        visit(node, finder)
        self.variables = {use.name for use in finder.uses}
        own = {group.variable, *(variable.name for variable in group.contexts)}
        start = node.name.loc.end if node.name.loc else 0
        end = node.loc.end if node.loc else 0
        cuts = [start, *(use.end for use in finder.uses if use.name in own), end]
        self._pieces = [text[a:b] for a, b in itertools.pairwise(cuts)]
        self._alias = group.alias

    def write(self, suffix: str) -> str:
        alias = f"{self._alias}{suffix}"
        head = "_entities" if alias == "_entities" else f"{alias}:_entities"
        return head + suffix.join(self._pieces)


class _VariableFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.uses: list[_Use] = []

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.uses.append(_Use(node.name.value, node.loc.end if node.loc else 0))


def _slice(text: str, node: Node) -> str:
    return text[node.loc.start : node.loc.end] if node.loc else ""
