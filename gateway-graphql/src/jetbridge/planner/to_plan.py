"""Requests -> `QueryPlan`: documents are written, fetches numbered, dependencies reduced to the direct ones."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from graphql import OperationType

from jetbridge.planner.errors import too_complex
from jetbridge.planner.join_groups import Joined, join_groups
from jetbridge.planner.plan import EntityFetch, EntityGroup, Fetch, FetchFragment, QueryPlan, RootFetch
from jetbridge.planner.wire import MAX_CHARACTERS, WireKeys, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jetbridge.operation.model import Operation
    from jetbridge.planner.fetch_graph import Group
    from jetbridge.planner.plan import ContextSource, ContextVariable, FetchSelection
    from jetbridge.planner.requests import Request

_NOT_A_NAME = re.compile(r"\W")


def to_query_plan(operation: Operation, requests: Iterable[Request]) -> QueryPlan:
    """`requests` come in an order in which they can be made."""
    numbers: dict[Group, int] = {}
    ancestors: list[set[int]] = []
    fetches: list[Fetch] = []
    for number, request in enumerate(requests):
        writer = _Writer(operation, request, number)
        joined = [] if request.is_root else join_groups(request.groups)
        after = _direct({numbers[other] for group in request.groups for other in group.after}, ancestors)
        ancestors.append(set(after).union(*(ancestors[earlier] for earlier in after)))
        numbers.update(dict.fromkeys(request.groups, number))
        fetches.append(writer.root_fetch(after) if request.is_root else writer.entity_fetch(joined, after))
    return QueryPlan(operation, tuple(fetches))


def _direct(after: set[int], ancestors: list[set[int]]) -> tuple[int, ...]:
    """Without those that others of `after` wait for anyway."""
    implied: set[int] = set().union(*(ancestors[number] for number in after))
    return tuple(sorted(after - implied))


class _Writer:
    """Writes one request."""

    def __init__(self, operation: Operation, request: Request, number: int) -> None:
        self._operation = operation
        self._request = request
        self._number = number
        # With contexts the executor repeats parts of the document, which has to be one piece then.
        self._wording = Wording(reuses=not any(group.contexts for group in request.groups))

    def root_fetch(self, after: tuple[int, ...]) -> RootFetch:
        group = self._request.groups[0]
        text, selections = self._wording.write(group.asking, group.asking.node.possible, WireKeys())
        kind = OperationType.QUERY if group.place.parent else self._operation.kind
        return RootFetch(
            id=self._number,
            subgraph=self._request.subgraph,
            kind=kind,
            document=self._write_document(kind, [], text),
            variables=self._variables(),
            selections=selections,
            path=group.place.path,
            after=after,
        )

    def entity_fetch(self, joined: list[Joined], after: tuple[int, ...]) -> EntityFetch:
        texts: list[str] = []
        groups: list[EntityGroup] = []
        for number, part in enumerate(joined):
            suffix = str(number) if len(joined) > 1 else ""
            variable = self._find_free_name(f"representations{suffix}")
            alias = f"_entities{suffix}"
            contexts = self._name_contexts(part, number)
            inner, selections = self._write_cases(part)
            head = alias if alias == "_entities" else f"{alias}:_entities"
            texts.append(f"{head}(representations:${variable}){{{inner}}}")
            groups.append(EntityGroup(alias, variable, tuple(part.paths), part.cases, selections, contexts))
        definitions = [f"${group.variable}:[_Any!]!" for group in groups]
        definitions += [f"${variable.name}:{variable.type}" for group in groups for variable in group.contexts]
        return EntityFetch(
            id=self._number,
            subgraph=self._request.subgraph,
            document=self._write_document(OperationType.QUERY, definitions, " ".join(texts)),
            variables=self._variables(),
            groups=tuple(groups),
            after=after,
        )

    def _find_free_name(self, name: str) -> str:
        """A name for a variable that no variable of the client begins with: the executor may put numbers behind it."""
        while any(variable.name.startswith(name) for variable in self._operation.variables):
            name = f"_{name}"
        return name

    def _name_contexts(self, joined: Joined, number: int) -> tuple[ContextVariable, ...]:
        """The variables for what contexts fill in; arguments that have the same value share one."""
        named: dict[tuple[str, tuple[ContextSource, ...]], ContextVariable] = {}
        self._wording.filled = filled = {}
        for group in joined.groups:
            for move, arguments in group.contexts.items():
                texts = []
                for argument in arguments:
                    name = self._find_free_name(f"contextualArgument_{number}_{len(named)}")
                    variable = named.setdefault((argument.type, argument.sources), replace(argument, name=name))
                    texts.append(f"{argument.name}:${variable.name}")
                filled[move] = ",".join(texts)
        return tuple(named.values())

    def _write_cases(self, joined: Joined) -> tuple[str, tuple[FetchSelection, ...]]:
        keys = WireKeys()
        texts: list[str] = []
        selections: list[FetchSelection] = []
        for group, case in zip(joined.groups, joined.cases, strict=True):
            name = group.asking.node.type_name
            text, inner = self._wording.write(group.asking, group.asking.node.possible, keys)
            texts.append(f"... on {name}{{{text}}}")
            selections.append(FetchFragment(name, case.types, inner))
        return " ".join(texts), tuple(selections)

    def _variables(self) -> tuple[str, ...]:
        used = self._wording.variables
        return tuple(variable.name for variable in self._operation.variables if variable.name in used)

    def _write_document(self, kind: OperationType, definitions: list[str], text: str) -> str:
        document = " ".join([f"{self._head(kind, definitions)}{{{text}}}", *self._wording.fragments])
        if len(document) > MAX_CHARACTERS:
            raise too_complex("its requests to subgraphs become too large")
        return document

    def _head(self, kind: OperationType, definitions: list[str]) -> str:
        used = self._wording.variables
        own = [
            f"${variable.name}:{variable.type}" + (f"={variable.default}" if variable.default is not None else "")
            for variable in self._operation.variables
            if variable.name in used
        ]
        definitions = [*definitions, *own]
        name = ""
        if self._operation.name:
            name = f" {self._operation.name}__{_NOT_A_NAME.sub('_', self._request.subgraph)}__{self._number}"
        variables = f"({','.join(definitions)})" if definitions else ""
        return f"{kind.value}{name}{variables}"
