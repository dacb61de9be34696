"""@authenticated, @requiresScopes and @policy: every way to ask for a protected field, by every kind of caller."""

import asyncio
import functools
import json
from typing import Any

import pytest
from graphql import build_schema, graphql_sync

from jetbridge.composition import compose_case
from jetbridge.executor.executable import Executable
from jetbridge.executor.subgraph_client import SubgraphReply
from jetbridge.pipeline import Engine, GraphQLRequest, RequestContext
from jetbridge.planner import Budget, plan
from jetbridge.query_graph import QueryGraph, build_query_graph
from jetbridge.security.authorization import Authorizer
from jetbridge.supergraph import Supergraph, load_supergraph

LINK = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.6",
  import: ["@key", "@authenticated", "@requiresScopes", "@policy"])
"""
TYPES = """
type Query {
  open: String
  mine: String @authenticated
  admin: String @requiresScopes(scopes: [["admin", "read"], ["root"]])
  audited: String @policy(policies: [["audit"]])
  secret: Secret
  node: Node
  nodes: [Node!]!
  thing: Thing
  level: Level
}
type Mutation { touch: String  wipe: String @requiresScopes(scopes: [["admin"]]) }
interface Node { id: ID!  name: String }
type User implements Node { id: ID!  name: String  email: String @authenticated  mail: String! @authenticated }
type Secret implements Node @requiresScopes(scopes: [["root"]]) { id: ID!  name: String  code: String }
union Thing = User | Secret
enum Level @authenticated { LOW HIGH }
"""
USER = {"__typename": "User", "id": "u", "name": "Ann", "email": "a@b", "mail": "m"}
SECRET = {"__typename": "Secret", "id": "s", "name": "S", "code": "007"}
ROOT = {
    "open": "o", "mine": "m", "admin": "a", "audited": "x", "secret": SECRET, "node": USER, "nodes": [USER, SECRET],
    "thing": SECRET, "level": "LOW", "touch": "t", "wipe": "w",
}  # fmt: skip
ANYBODY: dict[str, Any] = {"sub": "u"}
READER = {"sub": "u", "scope": "read"}
ADMIN = {"sub": "u", "scope": "admin read"}
GOD = {"sub": "u", "scope": ["root", "admin", "read"], "policies": ["audit"]}


class Subgraph:
    """Executes what it is sent, and remembers it."""

    def __init__(self) -> None:
        self.schema = build_schema(TYPES, assume_valid_sdl=True)
        self.documents: list[str] = []

    def send(self, subgraph: str, body: bytes, headers: bytes, **_: Any) -> "asyncio.Future[SubgraphReply]":
        document = json.loads(body)["query"]
        self.documents.append(document)
        result = graphql_sync(self.schema, document, ROOT).formatted
        future: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
        future.set_result(SubgraphReply(200, json.dumps(result).encode(), {"content-type": "application/json"}))
        return future


@functools.cache
def load(sdl: str) -> tuple[Supergraph, QueryGraph]:
    result = compose_case({"subgraphs": [{"name": "s", "url": "http://x", "sdl": sdl}]})
    assert result["ok"], result["errors"]
    supergraph = load_supergraph(result["supergraphSdl"])
    return supergraph, build_query_graph(supergraph)


def ask(query: str, claims: Any, mode: Any = "filter", link: str = LINK, types: str = TYPES) -> tuple[Any, str]:
    """The response, and everything the subgraph was sent."""
    supergraph, graph = load(link + types)
    subgraph = Subgraph()
    authorizer = Authorizer(supergraph, mode, "scope", "policies")
    engine = Engine(supergraph, lambda o: plan(o, graph, Budget()), subgraph, authorizer=authorizer)  # type: ignore[arg-type]  # a fake
    context = RequestContext(headers_for=lambda _: b"", claims=claims)

    async def main() -> Any:
        # Interpreted, then compiled.
        responses = [await engine.execute(GraphQLRequest(query), context) for _ in range(4)]
        response = responses[0]
        assert responses == [response] * 4
        return json.loads(response.body) | {"status": response.status}

    return asyncio.run(main()), "\n".join(subgraph.documents)


@pytest.mark.parametrize(
    ("field", "claims", "allowed"),
    [
        ("open", None, True),
        ("mine", None, False),
        ("mine", ANYBODY, True),
        ("admin", None, False),
        ("admin", ANYBODY, False),
        ("admin", READER, False),
        ("admin", ADMIN, True),
        ("admin", {"sub": "u", "scope": "root"}, True),
        ("admin", {"sub": "u", "scope": "adminread"}, False),
        ("admin", {"sub": "u", "scope": {"admin": 1, "read": 1}}, False),
        ("audited", ADMIN, False),
        ("audited", GOD, True),
        ("level", None, False),
        ("level", ANYBODY, True),
    ],
)
@pytest.mark.parametrize(
    "shape",
    ["{{ {f} }}", "{{ renamed: {f} }}", "{{ ...F }} fragment F on Query {{ {f} }}", "{{ ... on Query {{ {f} }} }}",
     "{{ ... {{ ... @include(if: true) {{ {f} }} }} }}", "query Q {{ open renamed: {f} again: {f} }}"],
)  # fmt: skip
def test_a_protected_field_is_given_to_those_who_may_see_it_and_fetched_for_nobody_else(
    field: str, claims: Any, allowed: bool, shape: str
) -> None:
    answer, sent = ask(shape.format(f=field), claims)
    key = "renamed" if "renamed" in shape else field
    if allowed:
        assert answer["data"][key] == ROOT[field]
        assert "errors" not in answer
    else:
        assert answer["data"][key] is None
        assert {tuple(error["path"]) for error in answer["errors"]} >= {(key,)}
        codes = {error["extensions"]["code"] for error in answer["errors"]}
        assert codes == {"UNAUTHENTICATED" if claims is None else "FORBIDDEN"}
        assert field not in sent.split()


@pytest.mark.parametrize(
    ("query", "data"),
    [
        # id and mail are not nullable, so their null takes the object along
        ("{ node { id ... on User { email } } }", {"node": None}),
        ("{ node { ... on User { id email } } }", {"node": {"id": "u", "email": None}}),
        ("{ node { ... on Secret { code } ... on User { name } } }", {"node": {"name": "Ann"}}),
        ("{ nodes { ... on User { name } ... on Secret { code } } }", {"nodes": [{"name": "Ann"}, {"code": None}]}),
        ("{ thing { ... on Secret { code id } } }", {"thing": None}),
        ("{ thing { __typename } }", {"thing": {"__typename": "Secret"}}),
        ("{ secret { name } }", {"secret": None}),
        ("{ node { ... on User { mail } } }", {"node": None}),
    ],
)
def test_no_interface_union_or_fragment_is_a_way_around(query: str, data: Any) -> None:
    answer, sent = ask(query, None)
    assert answer["data"] == data
    for denied in ("email", "code", "mail"):
        assert denied not in sent.split()
    allowed, _ = ask(query, GOD)
    assert "errors" not in allowed


def test_a_protected_mutation_is_not_executed() -> None:
    answer, sent = ask("mutation { touch wipe }", READER)
    assert answer["data"] == {"touch": "t", "wipe": None}
    assert "wipe" not in sent
    answer, sent = ask("mutation { wipe }", READER)
    assert answer["data"] == {"wipe": None}
    assert answer["status"] == 403
    assert sent == ""


def test_in_reject_mode_one_denied_field_refuses_the_operation() -> None:
    answer, sent = ask("{ open mine admin }", None, "reject")
    assert answer["status"] == 401
    assert "data" not in answer
    (error,) = answer["errors"]
    assert error["extensions"]["coordinates"] == ["Query.admin", "Query.mine"]
    assert sent == ""
    answer, _ = ask("{ open mine admin }", READER, "reject")
    assert (answer["status"], answer["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")


def test_directives_renamed_on_import_are_enforced() -> None:
    link = LINK.replace('"@authenticated"', '{name: "@authenticated", as: "@loggedIn"}').replace(
        '"@requiresScopes"', '{name: "@requiresScopes", as: "@needs"}'
    )
    types = TYPES.replace("@authenticated", "@loggedIn").replace("@requiresScopes", "@needs")
    answer, sent = ask("{ open mine admin }", None, link=link, types=types)
    assert answer["data"] == {"open": "o", "mine": None, "admin": None}
    assert "mine" not in sent


def test_callers_of_different_rights_never_share_an_answer() -> None:
    supergraph, graph = load(LINK + TYPES)
    authorizer = Authorizer(supergraph, "filter", "scope", "policies")
    engine = Engine(supergraph, lambda o: plan(o, graph, Budget()), Subgraph(), authorizer=authorizer)  # type: ignore[arg-type]  # a fake

    async def main() -> None:
        for _ in range(4):
            for claims, mine, code in ((None, None, "UNAUTHENTICATED"), (READER, "m", "FORBIDDEN"), (GOD, "m", None)):
                context = RequestContext(headers_for=lambda _: b"", claims=claims)
                response = json.loads((await engine.execute(GraphQLRequest("{ mine admin }"), context)).body)
                assert response["data"]["mine"] == mine
                assert {e["extensions"]["code"] for e in response.get("errors", ())} == ({code} if code else set())

    asyncio.run(main())


class CannedSubgraph(Subgraph):
    """Always answers the same, asked or not."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__()
        self.body = json.dumps({"data": data}).encode()

    def send(self, subgraph: str, body: bytes, headers: bytes, **_: Any) -> "asyncio.Future[SubgraphReply]":
        future: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
        future.set_result(SubgraphReply(200, self.body))
        return future


def ask_canned(query: str, data: dict[str, Any]) -> Any:
    """What an anonymous caller is answered, interpreted and compiled."""
    supergraph, graph = load(LINK + TYPES)
    authorizer = Authorizer(supergraph, "filter", "scope", "policies")
    engine = Engine(supergraph, lambda o: plan(o, graph, Budget()), CannedSubgraph(data), authorizer=authorizer)  # type: ignore[arg-type]  # a fake

    async def main() -> list[Any]:
        context = RequestContext(headers_for=lambda _: b"", claims=None)
        return [await engine.execute(GraphQLRequest(query), context) for _ in range(4)]

    responses = asyncio.run(main())
    assert responses == [responses[0]] * 4
    (key,) = engine.preparation.executables.cache.get_keys()
    executable = engine.preparation.executables.cache.find(key)
    assert isinstance(executable, Executable)
    assert executable.compiled is not None
    assert executable.irregular_answers == 0
    return json.loads(responses[0].body)


def test_a_denied_field_stays_null_though_a_subgraph_answers_it_unasked() -> None:
    query = "{ open mine node { ... on User { id email } } }"
    answer = ask_canned(query, {"open": "o", "mine": "m", "node": USER})
    assert answer["data"] == {"open": "o", "mine": None, "node": {"id": "u", "email": None}}


def test_a_field_denied_in_many_places_is_reported_a_hundred_times() -> None:
    query = "{ nodes { ... on User { id email post: email } } }"
    answer = ask_canned(query, {"nodes": [USER] * 150})
    assert answer["data"] == {"nodes": [{"id": "u", "email": None, "post": None}] * 150}
    paths = [error["path"] for error in answer["errors"]]
    assert paths == [["nodes", number, key] for number in range(100) for key in ("email", "post")]


def test_a_supergraph_without_rules_costs_nothing() -> None:
    supergraph, _ = load("type Query { a: String }")
    authorizer = Authorizer(supergraph, "filter", "scope", "policies")
    assert not authorizer.protects_anything


def test_a_field_read_through_requires_must_be_protected_alike() -> None:
    one = LINK + 'type Query { a: A } type A @key(fields: "id") { id: ID!  x: String @authenticated }'
    two = LINK.replace('"@key"', '"@key", "@external", "@requires"') + (
        'type A @key(fields: "id") { id: ID!  x: String @external  y: String @requires(fields: "x") }'
    )
    sdls = {"one": one, "two": two}
    case = {"subgraphs": [{"name": name, "url": "http://x", "sdl": sdl} for name, sdl in sdls.items()]}
    assert [error["code"] for error in compose_case(case)["errors"]] == ["MISSING_TRANSITIVE_AUTH_REQUIREMENTS"]
