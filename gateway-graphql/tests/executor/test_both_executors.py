"""Compiled and interpreted, every answer is the same: bytes, requests and status, over random data, operations and faults.

Three subgraphs answer from one invented world, in which a value follows from its type, id and field; so subgraphs agree
where they share. Replies are then damaged at random places.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import pytest
from graphql import (
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    build_schema,
    get_named_type,
    graphql_sync,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
)

from jetbridge.composition import compose_case
from jetbridge.executor.executable import Executable
from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply
from jetbridge.operation.limits import Limits
from jetbridge.pipeline import Engine, GraphQLRequest, RequestContext
from jetbridge.planner import Budget, plan
from jetbridge.query_graph import build_query_graph
from jetbridge.security.authorization import Authorizer
from jetbridge.supergraph import load_supergraph

SHARED = """
  enum Color { RED GREEN }
  scalar Any
"""
SUBGRAPHS = {
    "people": """
      type Query { me: User! users: [User!]! grid: [[User]] things: [Thing] nodes: [Node!] }
      interface Node { id: ID! }
      type User implements Node @key(fields: "id") { id: ID! name: String color: Color @authenticated friends: [User] @authenticated best: User! home: Home rate: Float }
      type Home @shareable { street: String @authenticated zone: Int! }
      type Item implements Node @key(fields: "id") @key(fields: "code") { id: ID! code: String! }
      union Thing = User | Item
    """,
    "shop": """
      type Query { items: [Item!] top: Item again: [Thing] }
      interface Priced { price: Int! }
      type Item implements Priced @key(fields: "id") { id: ID! price: Int! weight: Float any: Any @authenticated label: String! maker: User seller: User! parts: [Part!]! }
      type Part implements Priced @key(fields: "id area { code }") { id: ID! area: Area! price: Int! }
      type Area @shareable { code: String! }
      type User @key(fields: "id") { id: ID! cart: [Item!] favourite: Priced }
      union Thing = Item | Part
    """,
    "facts": """
      type Item @key(fields: "id") { id: ID! price: Int! @external weight: Float @external cost: Int @requires(fields: "price weight") colors: [Color!] }
      type User @key(fields: "id") { id: ID! score: Int! items: [Item] }
      type Part @key(fields: "id area { code }") { id: ID! area: Area! note: String @authenticated }
      type Area @shareable { code: String! }
    """,
}  # fmt: skip
LINK = '  extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable", "@external", "@requires", "@authenticated"])\n'
DIRECTIVES = """
  directive @key(fields: String!) repeatable on OBJECT
  directive @shareable on OBJECT
  directive @external on FIELD_DEFINITION
  directive @requires(fields: String!) on FIELD_DEFINITION
  directive @authenticated on FIELD_DEFINITION
  scalar _Any
"""


FOUND_SOMETHING_ONCE = (158, 175)


class World:
    """What there is: every value follows from where it is asked."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def chance(self, *place: Any) -> random.Random:
        return random.Random(repr((self.seed, *place)))

    def resolve(self, source: Any, info: GraphQLResolveInfo) -> Any:
        source = source or {"__typename": "Query", "id": "0"}
        name = info.field_name
        if name in source:
            return source[name]
        typename = source["__typename"]
        return self._invent(
            info.return_type, info.schema, self.chance(typename, source.get("id"), name), (typename, name)
        )

    def _invent(self, type_: Any, schema: Any, chance: random.Random, place: tuple[str, str]) -> Any:
        if is_non_null_type(type_):
            return self._invent_value(type_.of_type, schema, chance, place)
        return None if chance.random() < 0.15 else self._invent_value(type_, schema, chance, place)

    def _invent_value(self, type_: Any, schema: Any, chance: random.Random, place: tuple[str, str]) -> Any:
        if is_list_type(type_):
            return [self._invent(type_.of_type, schema, chance, place) for _ in range(chance.randint(0, 3))]
        if is_abstract_type(type_):
            # What a union or interface can hold is the same for all who answer the field.
            type_ = chance.choice(sorted(schema.get_possible_types(type_), key=lambda each: each.name))
        if is_composite_type(type_):
            return self.make(type_.name, str(chance.randint(1, 4)))
        if is_enum_type(type_):
            return chance.choice(list(type_.values))
        values: dict[str, Any] = {
            "Int": chance.randint(-5, 5),
            "Float": chance.choice([0.5, 2, 1e300]),
            "Any": chance.choice([1, "x", [None], {"__proto__": 1}]),
        }
        return values.get(type_.name, chance.choice(["é\n", "", "50 %b", '"']))

    def make(self, typename: str, id_: str) -> dict[str, Any]:
        area = {"__typename": "Area", "code": f"a{id_}"}
        return {"__typename": typename, "id": id_, "code": f"c{id_}", "area": area}


@cache
def build_subgraph(name: str) -> Any:
    sdl = SUBGRAPHS[name]
    entities = [part.split()[0] for part in (sdl + SHARED).split("type ")[1:] if "@key" in part.split("{")[0]]
    extra = f"union _Entity = {' | '.join(entities)} extend type Query {{ _entities(representations: [_Any!]!): [_Entity]! }}"
    query = "" if "type Query" in sdl else "type Query { _: Int }"
    return build_schema(DIRECTIVES + SHARED + sdl + query + extra, assume_valid=True)


class Subgraphs:
    """Answers requests of the gateway; `damage` is applied to the JSON of each reply."""

    def __init__(self, world: World, damage: Any) -> None:
        self._world = world
        self._damage = damage
        self.requests: list[tuple[str, bytes]] = []
        self._schemas = {name: build_subgraph(name) for name in SUBGRAPHS}

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        self.requests.append((subgraph, body))
        future: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
        reply = self._damage(self._answer(subgraph, msgspec.json.decode(body)), subgraph, body)
        if isinstance(reply, SubgraphError):
            future.set_exception(reply)
        else:
            future.set_result(SubgraphReply(200, msgspec.json.encode(reply)))
        return future

    def subscribe(self, subgraph: str, body: bytes, headers_for: Any, *, deadline: float | None = None) -> Any:
        raise NotImplementedError

    def _answer(self, subgraph: str, request: dict[str, Any]) -> Any:
        def resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
            if info.field_name == "_entities":
                return [self._find(representation) for representation in arguments["representations"]]
            if info.field_name == "cost":
                if source["price"] is None:
                    raise GraphQLError("no price, no cost")
                return source["price"] + (1 if source["weight"] is None else 2)
            return self._world.resolve(source, info)

        result = graphql_sync(
            self._schemas[subgraph],
            request["query"],
            variable_values=request.get("variables"),
            field_resolver=resolve,
            type_resolver=lambda value, *_: value["__typename"],
        )
        return result.formatted

    def _find(self, representation: dict[str, Any]) -> Any:
        id_ = representation.get("id") or representation["code"].removeprefix("c")
        if self._world.chance("missing", representation["__typename"], id_).random() < 0.1:
            return None
        return {**self._world.make(representation["__typename"], id_), **representation}


def write_operation(chance: random.Random, schema: Any) -> str:
    """A random valid query."""

    def select(type_: GraphQLNamedType, depth: int) -> str:
        parts = []
        if is_abstract_type(type_):
            for member in chance.sample(list(schema.get_possible_types(type_)), 2):
                parts.append(f"... on {member.name} {{ {select(member, depth)} }}")
            parts.insert(chance.randint(0, 2), chance.choice(["__typename", "kind: __typename", ""]))
        fields = getattr(type_, "fields", {})
        names = chance.sample(list(fields), min(len(fields), chance.randint(1, 3)))
        for name in names:
            below = get_named_type(fields[name].type)
            # One alias a type and field: a key never stands for two fields.
            alias = f"{type_.name}_{name}: " if chance.random() < 0.5 or isinstance(type_, GraphQLObjectType) else ""
            if not is_composite_type(below):
                parts.append(f"{alias}{name}")
            elif depth:
                parts.append(f"{alias}{name} {{ {select(below, depth - 1)} }}")
        if isinstance(type_, GraphQLObjectType) and (not parts or chance.random() < 0.2):
            parts.insert(chance.randint(0, len(parts)), f"{type_.name}_is: __typename")
        return " ".join(parts) or "__typename"

    return f"{{ {select(schema.query_type, 3)} }}"


class Damage:
    """Spoils one reply in so many: the same for the same request, whatever the order of its representations."""

    def __init__(self, seed: int, rate: float) -> None:
        self._seed = seed
        self._rate = rate

    def __call__(self, reply: Any, subgraph: str, body: bytes) -> Any:
        chance = random.Random(repr((self._seed, sort_representations((subgraph, body)))))
        if chance.random() >= self._rate:
            return reply
        if chance.random() < 0.1:
            return SubgraphError("SERVICE_UNAVAILABLE", "any", "down")
        holder, key = chance.choice(self._find_damageable(reply, msgspec.json.decode(body), chance))
        match chance.randint(0, 4):
            case 0:
                holder[key] = None
            case 1 if isinstance(holder, dict):
                del holder[key]
            case 2:
                holder[key] = chance.choice(["wrong", 7, {}, [], True, {"id": "1"}])
            case 3 if isinstance(holder, list):
                holder.append(holder[key])
            case _:
                reply.setdefault("errors", []).append(
                    {"message": "odd", "path": ["users", 0, chance.choice(["id", "x"])]}
                )
        return reply

    def _find_damageable(self, reply: Any, body: Any, chance: random.Random) -> list[tuple[Any, Any]]:
        variables = body.get("variables")
        if not variables or reply["data"] is None:
            return list(find_places(reply))
        (answers, representations), *_ = chance.sample(
            list(zip(reply["data"].values(), variables.values(), strict=True)), 1
        )
        if not representations:
            return [(reply, "data")]
        index = representations.index(chance.choice(sorted(representations, key=repr)))
        return [(answers, index), *find_places(answers[index])]


def find_places(value: Any) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(items):
        yield value, key
        yield from find_places(inner)


def sort_representations(request: tuple[str, bytes]) -> str:
    """Their order is nobody's business."""
    subgraph, body = request
    json = msgspec.json.decode(body)
    return repr(
        (subgraph, json["query"], {key: sorted(map(repr, all_)) for key, all_ in json.get("variables", {}).items()})
    )


@pytest.fixture(scope="module")
def supergraph() -> Any:
    cases = [{"name": name, "url": f"http://{name}", "sdl": LINK + SHARED + sdl} for name, sdl in SUBGRAPHS.items()]
    result = compose_case({"subgraphs": cases})
    assert result["ok"], result["errors"]
    return load_supergraph(result["supergraphSdl"])


def ignore_access(supergraph: Any) -> Authorizer | None:
    return None


def deny_to_strangers(supergraph: Any) -> Authorizer:
    """Requests of the test have no claims, so they may not see what is for the authenticated."""
    return Authorizer(supergraph, "filter", "scope", "policies")


@pytest.mark.parametrize(
    ("rate", "authorize", "least_regular"),
    [
        (0.0, ignore_access, 0.7),
        (0.3, ignore_access, 0.2),
        (0.0, deny_to_strangers, 0.7),
        (0.3, deny_to_strangers, 0.2),
    ],
)
def test_both_executors_give_the_same_answer(
    supergraph: Any,
    rate: float,
    authorize: Callable[[Any], Authorizer | None],
    least_regular: float,
    caplog: pytest.LogCaptureFixture,
) -> None:
    graph = build_query_graph(supergraph)
    seen: Counter[str] = Counter()
    authorizer = authorize(supergraph)
    for seed in [*range(60), *FOUND_SOMETHING_ONCE]:
        subgraphs = Subgraphs(World(seed), Damage(seed, rate))
        engine = Engine(
            supergraph,
            lambda operation: plan(operation, graph, Budget()),
            subgraphs,
            limits=Limits(aliases=500),
            authorizer=authorizer,
        )
        request = GraphQLRequest(write_operation(random.Random(seed), supergraph.api_schema))
        context = RequestContext(lambda subgraph: b"")
        interpreted = asyncio.run(engine.execute(request, context))
        assert interpreted.status != 400, interpreted.body
        seen["denied"] += b'"UNAUTHENTICATED"' in interpreted.body
        executables = engine.preparation.executables.cache
        (key,) = executables.get_keys()
        executable = executables.find(key)
        assert isinstance(executable, Executable), (executable, request.query)
        engine.preparation.compiled_plans.compile(executable)
        asked = sorted(map(sort_representations, subgraphs.requests))
        subgraphs.requests.clear()
        compiled = asyncio.run(engine.execute(request, context))
        assert compiled == interpreted, request.query
        # Irregular or not, nothing is asked twice.
        assert sorted(map(sort_representations, subgraphs.requests)) == asked, request.query
        if executable.compiled is not None and executable.compiled.writes_early:
            # The first answer was too small to be worth it.
            assert asyncio.run(engine.execute(request, context)) == interpreted, request.query
            seen["early"] += 1
        seen["compiled"] += executable.compiled is not None
        seen["regular"] += executable.compiled is not None and not executable.irregular_answers
        seen[executable.not_compiled_because or ""] += 1
    assert not caplog.records
    assert (seen["denied"] > 15) == (authorizer is not None), seen
    assert seen["compiled"] > 50, seen
    assert seen["early"] > 3 or authorizer is not None, seen
    assert seen["regular"] > least_regular * seen["compiled"], seen
