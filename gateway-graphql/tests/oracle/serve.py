"""Run a world: as one schema, and as subgraphs behind the gateway's own client interface."""

from __future__ import annotations

import asyncio
import json
from typing import Any, NamedTuple

from graphql import GraphQLObjectType, GraphQLSchema, build_schema, execute_sync, parse, validate

from jetbridge.executor.subgraph_client import SubgraphReply

from .sdl import ROOTS, fields_in, print_subgraph, print_whole
from .world import Context, Object, World, digest, parse_field_set

_FEDERATION = """
scalar _Any
directive @key(fields: String!, resolvable: Boolean) repeatable on OBJECT | INTERFACE
directive @shareable on FIELD_DEFINITION
directive @external on FIELD_DEFINITION
directive @inaccessible on FIELD_DEFINITION
directive @interfaceObject on OBJECT
directive @override(from: String!, label: String) on FIELD_DEFINITION
directive @context(name: String!) repeatable on OBJECT
directive @fromContext(field: String) on ARGUMENT_DEFINITION
directive @requires(fields: String!) on FIELD_DEFINITION
directive @provides(fields: String!) on FIELD_DEFINITION
"""


class Mutations:
    """How many mutations have run; the only thing that changes in a world."""

    def __init__(self) -> None:
        self.count = 0


class Held(NamedTuple):
    """An object and what it is in, for values that come from further up."""

    object: Object
    above: Held | None


class Whole:
    """The world as one schema: what the right answer is."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.schema = build_schema(print_whole(world))

    def answer(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        mutations = Mutations()

        def resolve(source: Held | None, info: Any, **arguments: Any) -> Any:
            source = source or Held(Object(info.parent_type.name, 0), None)
            context = self.world.types[source.object.type].fields[info.field_name].context
            if context is not None:
                return self._find_above(source, context)
            value = _resolve(self.world, mutations, info.parent_type, source.object, info.field_name, arguments)
            return _hold(value, source)

        result = execute_sync(
            self.schema,
            parse(query),
            variable_values=variables,
            field_resolver=resolve,
            type_resolver=lambda value, *_: value.object.type,
        )
        return {"data": result.data, "errors": bool(result.errors)}

    def _find_above(self, source: Held, context: Context) -> str | None:
        """What the contextual field makes of the nearest value."""
        if (context.subgraph, source.object) in self.world.missing:
            return None
        above = source.above
        while above is not None and above.object.type not in context.fields:
            above = above.above
        assert above is not None, f"nothing sets {context.name}"
        value = self.world.value(above.object, context.fields[above.object.type], {})
        return tell_context(source.object, value)


def tell_context(owner: Object, value: Any) -> str:
    """The value of a contextual field."""
    return digest({"owner": owner, "value": value})


def _hold(value: Any, above: Held) -> Any:
    if isinstance(value, list):
        return [_hold(item, above) for item in value]
    return Held(value, above) if isinstance(value, Object) else value


class Subgraph:
    """One subgraph of the world, with `_entities`."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        sdl = print_subgraph(world, name)
        entities = [type_.name for type_ in world.types.values() if name in type_.keys and name in type_.where]
        names = {member for entity in entities for member in self._objects_of(entity)}
        if names:
            sdl += f"\nunion _Entity = {' | '.join(sorted(names))}"
            sdl += "\nextend type Query { _entities(representations: [_Any!]!): [_Entity]! }"
        if not fields_in(world, world.types["Query"], name):
            sdl += "\nextend type Query { nothing: Int }"
        self.schema: GraphQLSchema = build_schema(_FEDERATION + sdl, assume_valid_sdl=True)
        self.complaints: list[str] = []

    def _objects_of(self, name: str) -> list[str]:
        type_ = self.world.types[name]
        return [] if type_.kind == "interface" and self.name not in type_.interface_object_in else [name]

    def answer(self, query: str, variables: dict[str, Any], mutations: Mutations) -> dict[str, Any]:
        document = parse(query)
        problems = validate(self.schema, document)
        if problems:
            self.complaints.append(f"{self.name} was asked what is not valid: {problems[0].message}\n{query}")
            return {"errors": [{"message": problems[0].message}]}

        def resolve(source: Any, info: Any, **arguments: Any) -> Any:
            if info.field_name == "_entities":
                return [self._find(item) for item in arguments["representations"]]
            item = self.world.types[info.parent_type.name].fields[info.field_name]
            assert self.world.resolves(item, self.name), f"{self.name} was asked for {item.name}, which is overridden"
            if item.context is not None:
                owner = source.object if isinstance(source, _Entity) else source
                return tell_context(owner, arguments["value"])
            if isinstance(source, _Entity):
                if info.field_name in source.computed:
                    return source.computed[info.field_name]()
                source = source.object
            return _resolve(self.world, mutations, info.parent_type, source, info.field_name, arguments)

        result = execute_sync(
            self.schema, document, variable_values=variables, field_resolver=resolve, type_resolver=self._type_of
        )
        self.complaints += [
            str(error) for error in result.errors or () if isinstance(error.original_error, AssertionError | KeyError)
        ]
        return result.formatted

    def _type_of(self, value: Any, info: Any, abstract: Any) -> str:
        if isinstance(value, _Entity):
            return value.type_name
        if abstract.name == "_Entity":
            raise AssertionError("An entity was not looked up.")
        return value.type

    def _find(self, representation: dict[str, Any]) -> _Entity | None:
        name = representation["__typename"]
        type_ = self.world.types[name]
        assert self.name in type_.where, f"{self.name} was asked for a {name}, which it does not have"
        resolvable = [key for key, is_resolvable in type_.keys[self.name] if is_resolvable]
        assert any(
            all(part in representation for part in ("id", "ref") if part in key)
            and ("code" not in key or "code" in representation)
            for key in resolvable
        ), f"{self.name} got no key of {name}: {representation}"
        found = self.world.find_entity(name, representation)
        if found is None:
            raise AssertionError(f"{self.name} got the key of nothing: {representation}")
        if (self.name, found) in self.world.missing:
            return None
        return _Entity(self.world, self.name, found, representation, name if self._objects_of(name) else found.type)


class _Entity:
    """An entity found by a representation: computed fields see what the representation brings, nothing else."""

    def __init__(
        self, world: World, subgraph: str, found: Object, representation: dict[str, Any], type_name: str
    ) -> None:
        self.object = found
        self.type_name = type_name
        self.type = type_name
        self.computed = {
            item.name: (lambda i=item: self._compute(world, i, representation))
            for item in world.types[type_name].fields.values()
            if item.kind == "computed" and subgraph in item.owners
        }

    def _compute(self, world: World, item: Any, representation: dict[str, Any]) -> str:
        return digest(world.project(self.object.type, representation, parse_field_set(item.requires)))


def _resolve(
    world: World, mutations: Mutations, parent: GraphQLObjectType, source: Any, name: str, arguments: dict[str, Any]
) -> Any:
    if parent.name in ROOTS:
        source = Object(parent.name, 0)
        if name.startswith("bump"):
            mutations.count += 1
    return world.value(source, name, arguments, mutations.count)


class Subgraphs:
    """All subgraphs of a world as the gateway's client."""

    def __init__(self, world: World) -> None:
        self.subgraphs = {name: Subgraph(world, name) for name in world.subgraphs}
        self.mutations = Mutations()
        self.requests: list[tuple[str, str]] = []

    def reset(self) -> None:
        self.mutations.count = 0
        self.requests.clear()
        for subgraph in self.subgraphs.values():
            subgraph.complaints.clear()

    def complaints(self) -> list[str]:
        """What subgraphs were asked that no gateway should ask."""
        return [complaint for subgraph in self.subgraphs.values() for complaint in subgraph.complaints]

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        request = json.loads(body)
        self.requests.append((subgraph, request["query"]))
        answer = self.subgraphs[subgraph].answer(request["query"], request.get("variables") or {}, self.mutations)
        future: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
        future.set_result(SubgraphReply(200, json.dumps(answer).encode()))
        return future

    def subscribe(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError
