"""Plans written by hand and subgraphs whose answers are given, for tests of the executor alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from graphql import (
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    get_named_type,
    is_abstract_type,
    parse,
    print_ast,
)

from jetbridge.executor.executable import Executable
from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply
from jetbridge.operation.model import Operation
from jetbridge.pipeline import Engine, GraphQLRequest, RequestContext
from jetbridge.planner.plan import (
    EntityFetch,
    EntityGroup,
    Fetch,
    FetchField,
    FetchFragment,
    FetchSelection,
    KeyStep,
    Path,
    QueryPlan,
    RepresentationCase,
    RepresentationField,
    RepresentationFragment,
    RepresentationSelection,
    RootFetch,
    TypeStep,
)

# What a subgraph is to do with a request: JSON to answer, a whole reply, or a failure.
Answer = Any
Responder = Callable[[dict[str, Any]], Answer]


@dataclass
class FakeSubgraphs:
    """Answers by subgraph name; `requests` keeps what was asked, in order."""

    answers: dict[str, Answer | Responder] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    idempotent: list[bool] = field(default_factory=list)

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        request = msgspec.json.decode(body)
        self.requests.append((subgraph, request))
        self.idempotent.append(idempotent)
        future: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
        answer = self.answers[subgraph]
        if callable(answer):
            answer = answer(request)
        match answer:
            case SubgraphError():
                future.set_exception(answer)
            case SubgraphReply():
                future.set_result(answer)
            case bytes():
                future.set_result(SubgraphReply(200, answer))
            case _:
                future.set_result(SubgraphReply(200, msgspec.json.encode(answer)))
        return future

    async def subscribe(self, subgraph: str, body: bytes, headers_for: Any, *, deadline: float | None = None) -> Any:
        for event in self.answers[subgraph]:
            if isinstance(event, SubgraphError):
                raise event
            yield SubgraphReply(200, msgspec.json.encode(event))


@dataclass
class Schemas:
    """Stands in for a supergraph: without inaccessible parts both schemas are the same."""

    schema: GraphQLSchema
    api_schema: GraphQLSchema


class PlanWriter:
    """Writes plans from GraphQL text; types come from the whole schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema

    def root(
        self, id_: int, subgraph: str, text: str, *, after: tuple[int, ...] = (), path: str = "", variables: str = ""
    ) -> RootFetch:
        operation = parse(text).definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        root = self._schema.get_root_type(operation.operation)
        selections = self._selections(operation.selection_set, root)
        names = tuple(variables.split())
        return RootFetch(id_, subgraph, operation.operation, text, names, selections, self.path(path), after)

    def entities(
        self,
        id_: int,
        subgraph: str,
        paths: str,
        type_: str,
        keys: str,
        text: str,
        *,
        requires: str = "{}",
        typename: str | None = None,
        after: tuple[int, ...] = (0,),
    ) -> EntityFetch:
        types = self._types(type_)
        fragment = FetchFragment(type_, types, self._parse(text, type_))
        case = RepresentationCase(types, typename, self._representation(keys), self._representation(requires))
        group = EntityGroup("_entities", "r", tuple(map(self.path, paths.split())), (case,), (fragment,))
        document = f"query($r: [_Any!]!) {{ _entities(representations: $r) {{ ... on {type_} {text} }} }}"
        return EntityFetch(id_, subgraph, document, (), (group,), after)

    def path(self, text: str) -> Path:
        steps: list[KeyStep | TypeStep] = []
        for part in text.split(".") if text else []:
            steps.append(TypeStep(frozenset(part[1:].split("|"))) if part.startswith("=") else KeyStep(part))
        return tuple(steps)

    def _parse(self, text: str, type_: str) -> tuple[FetchSelection, ...]:
        operation = parse(text).definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        return self._selections(operation.selection_set, self._schema.get_type(type_))

    def _selections(self, selection_set: Any, parent: Any) -> tuple[FetchSelection, ...]:
        built: list[FetchSelection] = []
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, FieldNode):
                name = node.name.value
                type_ = "String!" if name == "__typename" else parent.fields[name].type
                wire_key = node.alias.value if node.alias else name
                inner = self._selections(node.selection_set, None if isinstance(type_, str) else get_named_type(type_))
                built.append(FetchField(wire_key, wire_key, name, str(type_), inner))
            else:
                condition = node.type_condition.name.value
                inner = self._selections(node.selection_set, self._schema.get_type(condition))
                built.append(FetchFragment(condition, self._types(condition), inner))
        return tuple(built)

    def _types(self, name: str) -> frozenset[str]:
        type_ = self._schema.get_type(name)
        if is_abstract_type(type_):
            return frozenset(member.name for member in self._schema.get_possible_types(type_))
        return frozenset({name})

    def _representation(self, text: str) -> tuple[RepresentationSelection, ...]:
        if text == "{}":
            return ()
        operation = parse(text).definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        return self._representation_selections(operation.selection_set)

    def _representation_selections(self, selection_set: Any) -> tuple[RepresentationSelection, ...]:
        built: list[RepresentationSelection] = []
        for node in selection_set.selections if selection_set else ():
            inner = self._representation_selections(node.selection_set)
            if isinstance(node, FieldNode):
                # `key: name` reads the tree's `key` and sends it as `name`.
                key = node.alias.value if node.alias else node.name.value
                built.append(RepresentationField(node.name.value, key, inner))
            else:
                built.append(RepresentationFragment(self._types(print_ast(node.type_condition)), inner))
        return tuple(built)


class Gateway:
    """An engine over given subgraphs whose plans are given as well."""

    def __init__(self, sdl: str) -> None:
        self.schema = build_schema(sdl)
        self.write = PlanWriter(self.schema)
        self.subgraphs = FakeSubgraphs()
        self.fetches: tuple[Fetch, ...] = ()
        self.status = 0
        self.executable: Executable | None = None
        self.headers: Mapping[str, str] = {}
        self.engine = Engine(Schemas(self.schema, self.schema), self._plan, self.subgraphs)  # type: ignore[arg-type]  # all the engine reads of a supergraph

    def _plan(self, operation: Operation) -> QueryPlan:
        return QueryPlan(operation, self.fetches)

    def ask_text(self, query: str, variables: dict[str, Any] | None = None, *, get: bool = False) -> bytes:
        """The response, interpreted; compiled code has to give the same bytes for the same requests."""
        context = RequestContext(lambda subgraph: b"", mutation_allowed=not get)
        request = GraphQLRequest(query, None, variables)
        response = asyncio.run(self.engine.execute(request, context))
        self.status, self.headers = response.status, response.headers
        self._compare_with_compiled(request, context, response.body)
        return response.body

    def _compare_with_compiled(self, request: GraphQLRequest, context: RequestContext, interpreted: bytes) -> None:
        asked = len(self.subgraphs.requests)
        preparation = self.engine.preparation
        for key in preparation.executables.cache.get_keys():
            executable = preparation.executables.cache.find(key)
            if key[0][0] == request.query and isinstance(executable, Executable):
                preparation.compiled_plans.compile(executable)
                self.executable = executable
                response = asyncio.run(self.engine.execute(request, context))
                assert response.body == interpreted
                assert response.status == self.status
                again = self.subgraphs.requests[asked:]
                assert sorted(map(repr, again)) == sorted(
                    map(repr, self.subgraphs.requests[asked - len(again) : asked])
                )
                del self.subgraphs.requests[asked:], self.subgraphs.idempotent[asked:]

    def ask(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        return msgspec.json.decode(self.ask_text(query, variables))

    def subscribe(self, query: str) -> list[Any]:
        async def collect() -> list[Any]:
            context = RequestContext(lambda subgraph: b"")
            events = self.engine.subscribe(GraphQLRequest(query), context)
            return [msgspec.json.decode(event.body) async for event in events]

        return asyncio.run(collect())

    def representations(self, request: int) -> Any:
        return self.subgraphs.requests[request][1]["variables"]["r"]


@pytest.fixture
def gateway() -> Callable[[str], Gateway]:
    return Gateway
