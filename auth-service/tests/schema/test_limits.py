"""How large an operation may be."""

import pytest
from graphql import get_introspection_query

from auth_service.schema.build import build_schema
from auth_service.schema.execution import Executor

LOGIN = 'login(email: "ann@example.com", password: "guess") { expiresIn }'


def refusal(graph, query):
    answer = graph(query)
    assert "data" not in answer
    (error, *_) = answer["errors"]
    return error["extensions"]["code"], error["message"]


@pytest.mark.parametrize(
    "query",
    [
        f"mutation {{ a: {LOGIN} b: {LOGIN} }}",
        f"mutation {{ {LOGIN} ...More }} fragment More on Mutation {{ b: {LOGIN} }}",
        f"mutation {{ {LOGIN} ... on Mutation {{ b: {LOGIN} }} }}",
        f"mutation {{ {LOGIN} ... {{ b: {LOGIN} }} }}",
        f"mutation {{ {LOGIN} refreshToken {{ expiresIn }} }}",
        "mutation { " + " ".join(f"a{n}: {LOGIN}" for n in range(100)) + " }",
        f"mutation {{ ...Some ...Some b: {LOGIN} }} fragment Some on Mutation {{ {LOGIN} }}",
    ],
)
def test_one_operation_tries_one_password(graph, parts, query):
    code, message = refusal(graph, query)
    assert code == "OPERATION_LIMIT_EXCEEDED"
    assert "separate requests" in message or "aliases" in message
    assert parts.passwords.checks == 0


def test_costs_are_added_up_as_the_schema_says(graph):
    code, message = refusal(graph, f"mutation {{ {LOGIN} b: {LOGIN} logout }}")
    assert code == "OPERATION_LIMIT_EXCEEDED"
    # Two logins of 250 with one field each, and a logout of 10.
    assert message.startswith("The operation costs 512; 499 are allowed.")


def test_everything_a_login_page_asks_for_fits(graph):
    fields = "{ accessToken expiresIn refreshToken user { id email firstName lastName phone roles createdAt } }"
    answer = graph('mutation { login(email: "nobody@example.com", password: "guess") ' + fields + " }")
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_aliases_are_limited(graph):
    code, message = refusal(graph, "{ " + " ".join(f"a{n}: me {{ id }}" for n in range(31)) + " }")
    assert (code, message) == ("OPERATION_LIMIT_EXCEEDED", "The operation has 31 aliases; 30 are allowed.")


def test_depth_is_limited(graph):
    nested = "{ __schema { types " + "{ ofType " * 14 + "{ name }" + " }" * 14 + " } }"
    assert refusal(graph, nested)[0] == "OPERATION_LIMIT_EXCEEDED"


def test_tokens_are_limited(graph):
    assert refusal(graph, "{ " + "me { id } " * 2000 + "}")[0] in {"GRAPHQL_PARSE_FAILED", "OPERATION_LIMIT_EXCEEDED"}


@pytest.mark.parametrize(("levels", "code"), [(100, "OPERATION_LIMIT_EXCEEDED"), (600, "GRAPHQL_PARSE_FAILED")])
def test_hundredfold_nesting_is_refused_and_not_a_crash(graph, levels, code):
    assert refusal(graph, "{ me " * levels + "{ id }" + " }" * levels)[0] == code


def test_fragment_bomb_is_refused(graph):
    levels = [f"fragment F{n} on User {{ ...F{n + 1} ...F{n + 1} ...F{n + 1} ...F{n + 1} }}" for n in range(40)]
    bomb = "{ me { ...F0 } } " + " ".join(levels) + " fragment F40 on User { id email }"
    assert refusal(graph, bomb)[0] == "OPERATION_LIMIT_EXCEEDED"


@pytest.mark.parametrize(
    "query",
    [
        "{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A }",
        "{ me { ...A } } fragment A on User { id ...A }",
        "{ me { ...Unknown } }",
        "{ nothing { of { the { sort } } } }",
        "{ me }",
        "subscription { me { id } }",
        "query A { me { id } } query A { me { id } }",
    ],
)
def test_document_that_does_not_fit_the_schema_is_refused(graph, query):
    assert refusal(graph, query)[0] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize("query", ["", "{", "me", "{ me { id } ", '{ a(b: "\\uD800") }', "\0", "{ me { id } } }"])
def test_text_that_is_no_graphql_is_refused(graph, query):
    assert refusal(graph, query)[0] == "GRAPHQL_PARSE_FAILED"


def test_introspection_and_suggestions_are_for_development(graph):
    assert graph("{ __schema { queryType { name } } }")["data"]
    assert "Did you mean" in refusal(graph, "{ mee { id } }")[1]
    graph.executor = Executor(build_schema(), introspection=False)
    assert refusal(graph, "{ __schema { queryType { name } } }")[0] == "GRAPHQL_VALIDATION_FAILED"
    assert "Did you mean" not in refusal(graph, "{ mee { id } }")[1]
    assert graph("{ __typename _service { sdl } }")["data"]["__typename"] == "Query"


def test_standard_introspection_query_fits(graph):
    assert "errors" not in graph(get_introspection_query())
