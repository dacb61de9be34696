"""`jetbridge plan` prints what an operation would fetch."""

import json

import pytest

from jetbridge.cli import main

SUPERGRAPH = """
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }
enum join__Graph { A @join__graph(name: "users", url: "") B @join__graph(name: "reviews", url: "") }
type Query @join__type(graph: A) @join__type(graph: B) { me: User @join__field(graph: A) }
type User @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  name: String @join__field(graph: A)
  reviews: [String] @join__field(graph: B)
}
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "supergraph.graphql").write_text(SUPERGRAPH)
    (tmp_path / "operation.graphql").write_text("query Me($all: Boolean!) { me { name reviews @include(if: $all) } }")
    return ["plan", "--supergraph", f"{tmp_path}/supergraph.graphql", "--operation", f"{tmp_path}/operation.graphql"]


def test_a_plan_is_printed_for_people(files, capsys):
    assert main([*files, "--variables", '{"all": false}']) == 0
    assert capsys.readouterr().out == (
        "QueryPlan {\n  Fetch #0 users {\n    query Me__users__0 {\n      me {\n        name\n      }\n    }\n  }\n}\n"
    )


def test_a_plan_is_printed_for_tools(files, capsys):
    assert main([*files, "--variables", '{"all": true}', "--format", "json"]) == 0
    fetches = json.loads(capsys.readouterr().out)["fetches"]
    assert [(fetch["subgraph"], fetch["after"]) for fetch in fetches] == [("users", []), ("reviews", [0])]
    assert fetches[1]["groups"][0]["paths"] == ["me"]
    assert fetches[1]["groups"][0]["representations"] == [
        {
            "types": ["User"],
            "typename": None,
            "keys": [{"name": "id", "key": "id", "selections": []}],
            "requires": [],
        }
    ]


def test_what_is_wrong_with_an_operation_goes_to_stderr(files, capsys, tmp_path):
    (tmp_path / "operation.graphql").write_text("{ nothing }")
    assert main(files) == 1
    assert capsys.readouterr().err == (
        f"{tmp_path}/operation.graphql:1:3: GRAPHQL_VALIDATION_FAILED: Cannot query field 'nothing' on type 'Query'.\n"
    )
