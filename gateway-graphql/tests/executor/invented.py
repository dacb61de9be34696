"""An invented world in subgraphs: every value follows from its type, id and field, so subgraphs agree where they share.

Any SDL will do. Ids say what type an entity is, in pairs: who knows only an interface names the same entity. What a
field with `@requires` is made of is told by its value. Replies can be damaged at random places.
"""

from __future__ import annotations

import asyncio
import random
from functools import cache
from typing import Any

import msgspec
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
from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply
from jetbridge.supergraph import load_supergraph

_NAMES = (
    "@key", "@shareable", "@external", "@requires", "@authenticated", "@interfaceObject", "@inaccessible", "@context",
    "@fromContext",
)  # fmt: skip
_LINK = f"""
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: {msgspec.json.encode(_NAMES).decode()})
"""
_DIRECTIVES = """
  directive @key(fields: String!) repeatable on OBJECT | INTERFACE
  directive @shareable on OBJECT | FIELD_DEFINITION
  directive @external on FIELD_DEFINITION
  directive @requires(fields: String!) on FIELD_DEFINITION
  directive @authenticated on FIELD_DEFINITION
  directive @interfaceObject on OBJECT
  directive @inaccessible on FIELD_DEFINITION | ENUM_VALUE | OBJECT
  directive @context(name: String!) repeatable on OBJECT
  directive @fromContext(field: String) on ARGUMENT_DEFINITION
  scalar _Any
"""


def compose_invented(sdls: dict[str, str]) -> Any:
    """The supergraph of the subgraphs with these SDLs."""
    cases = [{"name": name, "url": f"http://{name}", "sdl": _LINK + sdl} for name, sdl in sdls.items()]
    result = compose_case({"subgraphs": cases})
    assert result["ok"], result["errors"]
    return load_supergraph(result["supergraphSdl"])


class World:
    """What there is: every value follows from where it is asked."""

    def __init__(self, seed: int, members: dict[str, tuple[str, ...]] | None = None) -> None:
        """`members` are the types of interfaces that are entities: their ids say which type an entity has."""
        self.seed = seed
        self._members = members or {}

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
        for members in self._members.values():
            if typename in members:
                # The nearest id that an entity of this type can have.
                id_ = str((int(id_) - 1) // len(members) * len(members) + members.index(typename) + 1)
        area = {"__typename": "Area", "code": f"a{id_}"}
        return {"__typename": typename, "id": id_, "code": f"c{id_}", "area": area}

    def find_member(self, interface: str, id_: str) -> str:
        members = self._members[interface]
        return members[(int(id_) - 1) % len(members)]


@cache
def build_subgraph(sdl: str) -> Any:
    entities = [part.split()[0] for part in sdl.split("type ")[1:] if "@key" in part.split("{")[0]]
    extra = f"union _Entity = {' | '.join(entities)} extend type Query {{ _entities(representations: [_Any!]!): [_Entity]! }}"
    query = "" if "type Query" in sdl else "type Query { _: Int }"
    return build_schema(_DIRECTIVES + sdl + query + extra, assume_valid=True)


class Subgraphs:
    """Answers requests of the gateway; `damage` is applied to the JSON of each reply."""

    def __init__(
        self, sdls: dict[str, str], world: World, damage: Any, numbering: frozenset[str] = frozenset()
    ) -> None:
        """Subgraphs that are `numbering` send ids as numbers."""
        self._world = world
        self._numbering = numbering
        self._damage = damage
        self.requests: list[tuple[str, bytes]] = []
        self._schemas = {name: build_subgraph(sdl) for name, sdl in sdls.items()}

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        self.requests.append((subgraph, body))
        future: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
        answer = self._answer(subgraph, msgspec.json.decode(body))
        if subgraph in self._numbering:
            number_ids(answer)
        reply = self._damage(answer, subgraph, body)
        if isinstance(reply, SubgraphError):
            future.set_exception(reply)
        else:
            future.set_result(SubgraphReply(200, msgspec.json.encode(reply)))
        return future

    def subscribe(self, subgraph: str, body: bytes, headers_for: Any, *, deadline: float | None = None) -> Any:
        raise NotImplementedError

    def _answer(self, subgraph: str, request: dict[str, Any]) -> Any:
        schema = self._schemas[subgraph]

        def resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
            if info.field_name == "_entities":
                return [self._find(schema, representation) for representation in arguments["representations"]]
            if info.field_name == "cost":
                if source["price"] is None:
                    raise GraphQLError("no price, no cost")
                return source["price"] + (1 if source["weight"] is None else 2)
            if info.field_name.startswith("made"):
                return msgspec.json.encode(source["inputs"]).decode()
            if "unit" in arguments and not is_composite_type(get_named_type(info.return_type)):
                return f"{source['id']} in {arguments['unit']}"
            return self._world.resolve(source, info)

        result = graphql_sync(
            schema,
            request["query"],
            variable_values=request.get("variables"),
            field_resolver=resolve,
            type_resolver=lambda value, *_: value["__typename"],
        )
        return result.formatted

    def _find(self, schema: Any, representation: dict[str, Any]) -> Any:
        typename = representation["__typename"]
        id_ = str(representation.get("id") or representation["code"].removeprefix("c"))
        if self._world.chance("missing", typename, id_).random() < 0.1:
            return None
        if is_abstract_type(schema.get_type(typename)):
            typename = self._world.find_member(typename, id_)
        entity = self._world.make(typename, id_)
        inputs = {name: value for name, value in representation.items() if name not in ("__typename", "id", "code")}
        return {**entity, **inputs, "inputs": inputs}


def number_ids(value: Any) -> None:
    """Have the ids of a reply as numbers."""
    for holder, key in find_places(value):
        if isinstance(key, str) and key.endswith("id") and isinstance(holder[key], str) and holder[key].isdigit():
            holder[key] = int(holder[key])


def write_operation(chance: random.Random, schema: Any, depth: int = 3) -> str:
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

    return f"{{ {select(schema.query_type, depth)} }}"


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
        # Other variables are values from contexts.
        variables = {name: value for name, value in body.get("variables", {}).items() if isinstance(value, list)}
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
        (
            subgraph,
            json["query"],
            {
                key: sorted(map(repr, value)) if isinstance(value, list) else value
                for key, value in json.get("variables", {}).items()
            },
        )
    )
