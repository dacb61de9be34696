"""A whole gateway over subgraphs that are given as SDL and data: composed, planned, executed, all in this process.

Data is `{"Query": {field: value}, "User": [{"id": ..., field: value}]}`: what root fields have, and the entities of
each type. A value that is a function is called with the object and the field's arguments.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec
from graphql import GraphQLError, GraphQLSchema, build_schema, execute_sync, is_union_type, parse, validate

from jetbridge.executor.executable import RUNS_BEFORE_COMPILING
from jetbridge.executor.subgraph_client import SubgraphReply
from jetbridge.operation.limits import Limits
from jetbridge.pipeline import Engine, GraphQLRequest, RequestContext
from jetbridge.planner import Budget, plan
from jetbridge.query_graph import build_query_graph
from jetbridge.supergraph import load_supergraph

from .planner.planning import supergraph_of

Data: TypeAlias = dict[str, Any]
_ENTITIES = "_entities(representations: [_Any!]!): [_Entity]!"
_ROOTS = ("Query", "Mutation", "Subscription")


@dataclass
class Subgraph:
    """One subgraph's SDL, without the `@link`, and its data."""

    sdl: str
    data: Data

    def build_schema(self) -> GraphQLSchema:
        entities = [name for name in self.data if name not in _ROOTS]
        sdl = f"{self.sdl} scalar _Any"
        if entities:
            root = "extend type Query" if "type Query" in sdl else "type Query"
            sdl += f" union _Entity = {' | '.join(entities)} {root} {{ {_ENTITIES} }}"
        return build_schema(sdl, assume_valid=True)


@dataclass
class Request:
    """What a subgraph was asked."""

    subgraph: str
    query: str
    variables: dict[str, Any]


class Federation:
    """The gateway and its subgraphs. `requests` are those of the last operation."""

    def __init__(self, **subgraphs: Subgraph) -> None:
        self.supergraph = load_supergraph(supergraph_of(**{name: each.sdl for name, each in subgraphs.items()}))
        self.requests: list[Request] = []
        self.subgraphs = subgraphs
        self._schemas = {name: each.build_schema() for name, each in subgraphs.items()}
        graph = build_query_graph(self.supergraph)
        self.engine = Engine(
            self.supergraph, lambda operation: plan(operation, graph, Budget()), self, limits=Limits(aliases=1000)
        )

    def ask(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        """The response; compiled code has to give the same as the interpreter."""
        answers = [self._ask_once(query, variables) for _ in range(RUNS_BEFORE_COMPILING + 1)]
        assert all(answer == answers[0] for answer in answers)
        return answers[0]

    def _ask_once(self, query: str, variables: dict[str, Any] | None) -> Any:
        self.requests.clear()
        request = GraphQLRequest(query, None, variables)
        response = asyncio.run(self.engine.execute(request, RequestContext(lambda _: b"")))
        return msgspec.json.decode(response.body)

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        request = msgspec.json.decode(body)
        asked = Request(subgraph, request["query"], request.get("variables") or {})
        self.requests.append(asked)
        future: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
        future.set_result(SubgraphReply(200, msgspec.json.encode(self._answer(asked))))
        return future

    async def subscribe(self, subgraph: str, body: bytes, headers_for: Any, *, deadline: float | None = None) -> Any:
        """Each of the values of the root field is an event."""
        request = msgspec.json.decode(body)
        asked = Request(subgraph, request["query"], request.get("variables") or {})
        self.requests.append(asked)
        events = self.subgraphs[subgraph].data["Subscription"]
        for root in [dict(zip(events, values, strict=True)) for values in zip(*events.values(), strict=True)]:
            yield SubgraphReply(200, msgspec.json.encode(self._answer(asked, root)))

    def _answer(self, asked: Request, root: Data | None = None) -> Any:
        schema, data = self._schemas[asked.subgraph], self.subgraphs[asked.subgraph].data
        document = parse(asked.query)
        wrong = validate(schema, document)
        assert not wrong, f"{asked.subgraph} was asked {asked.query}: {wrong}"

        def resolve(source: Any, info: Any, **arguments: Any) -> Any:
            if info.field_name == "_entities":
                return [_find_entity(data, each) for each in arguments["representations"]]
            if source is None:
                source = root or data[info.parent_type.name]
            if info.field_name not in source:
                raise GraphQLError(f"{info.parent_type.name}.{info.field_name} is not known")
            value = source[info.field_name]
            return value(source, **arguments) if callable(value) else value

        def find_type(value: Any, info: Any, abstract: Any) -> str:
            assert is_union_type(abstract) or "__typename" in value
            return str(value["__typename"])

        return execute_sync(
            schema, document, variable_values=asked.variables, field_resolver=resolve, type_resolver=find_type
        ).formatted


def _find_entity(data: Data, representation: dict[str, Any]) -> Any:
    """The entity that has what the representation has, together with what else that brings along."""
    for entity in data[representation["__typename"]]:
        common = entity.keys() & representation.keys() - {"__typename"}
        if common and all(_fits(entity[name], representation[name]) for name in common):
            return {**representation, **entity}
    return None


def _fits(value: Any, given: Any) -> bool:
    if isinstance(value, dict) and isinstance(given, dict):
        return all(name in value and _fits(value[name], inner) for name, inner in given.items())
    return bool(value == given)
