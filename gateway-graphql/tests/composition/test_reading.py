"""Reading subgraphs: invalid GraphQL, links, imports, definitions of federation's own elements, root types."""

import pytest

from jetbridge.composition import compose

from .subgraphs import compose_fed1, compose_fed2, error_codes, fed2, plain, supergraph_types

LINK = "https://specs.apollo.dev/federation"


def link_errors(link: str, rest: str = "") -> set[str]:
    result = compose([plain("a", f"extend schema {link} {rest} type Query {{ x: Int }}")])
    return {error.code for error in result.errors}


@pytest.mark.parametrize(
    "sdl",
    [
        "type Query { x: Nope }",
        "type Query { x: Int",
        "type Query { x: Int } type Query { y: Int }",
        "type Query { x: Int x: Int }",
        "type Query { x: Int } query Q { x }",
        "type Query { x: Int } scalar S extend type S { a: Int }",
        "type Query { x: In } input In { a: Int }",
        "type Query { x(a: Query): Int }",
        "type Query { x: Int } type T implements S { a: Int } scalar S",
        "type Query { x: Int } union U = Int",
        "type Query { x: Int } union U",
        "type Query { x: Int } enum E { true }",
        "type Query { x: Int __y: Int }",
        "type Query { x: Int @nope }",
        "type Query { x: Int @deprecated @deprecated }",
        "type Query @deprecated { x: Int }",
        "type Query { x: Int @deprecated(why: 1) }",
        "type Query { x: Int @tag }",
        "type Query { x(a: Int! @deprecated): Int }",
        'type Query { x(a: Int = "1"): Int }',
        "type Query { x(a: E = B): Int } enum E { A }",
        "type Query { x(a: In = {c: 1}): Int } input In { b: Int }",
        "type Query { x: Int } input A { b: B! } input B { a: A! }",
        "type Query { i: I } interface I { a: Int } type T implements I { b: Int }",
        "type Query { i: I } interface I { a: Int } type T implements I { a: String }",
        "type Query { i: I } interface I { a(x: Int): Int } type T implements I { a: Int }",
        "type Query { i: I } interface I { a: Int } type T implements I { a(x: Int!): Int }",
        "type Query { i: I } interface I implements I { a: Int }",
        "type Query { i: I } interface I { a: Int } interface J implements I { a: Int } type T implements J { a: Int }",
        "schema { query: Nope }",
        "schema { query: Query } interface Query { x: Int }",
        "type Int { a: Int } type Query { x: Int }",
        "type Query { f(i: In): Int } input In @oneOf { a: Int! b: Int }",
        "type Query { f(i: In): Int } input In @oneOf { a: Int = 1 b: Int }",
    ],
)
def test_invalid_graphql_is_refused(sdl: str) -> None:
    assert error_codes(a=sdl) == {"INVALID_GRAPHQL"}


@pytest.mark.parametrize(
    "sdl",
    [
        "type Query extend type Query { x: Int }",
        "type Query { x(a: [Int] = 1, b: Float = 1, c: ID = 2): Int }",
        "type Query { i: I } interface I { a: I } type T implements I { a: T! }",
        "type Query { x: Int } input A { b: [A!]! c: A }",
        "type Query { x: Int } scalar Int",
        'type Query { x: Date } scalar Date @specifiedBy(url: "https://x.test")',
        "extend schema { mutation: M } type M { x: Int } type Query { x: Int }",
    ],
)
def test_unusual_but_valid_graphql_composes(sdl: str) -> None:
    assert compose_fed2(a=sdl).errors == ()


def test_errors_of_all_subgraphs_are_reported_at_once() -> None:
    result = compose_fed2(a="type Query { x: Nope }", b='type T @key(fields: "z") { id: ID! }', c="type")
    assert [(error.code, error.locations[0].subgraph) for error in result.errors] == [
        ("INVALID_GRAPHQL", "a"),
        ("INVALID_GRAPHQL", "c"),
        ("KEY_INVALID_FIELDS", "b"),
    ]


@pytest.mark.parametrize(
    ("link", "code"),
    [
        (f'@link(url: "{LINK}/v2.99")', "UNKNOWN_FEDERATION_LINK_VERSION"),
        (f'@link(url: "{LINK}/v1.0")', "UNKNOWN_FEDERATION_LINK_VERSION"),
        ('@link(url: "https://specs.apollo.dev/link/v9.0")', "UNKNOWN_LINK_VERSION"),
        (f'@link(url: "{LINK}/2.3")', "INVALID_LINK_IDENTIFIER"),
        (f'@link(url: "{LINK}")', "INVALID_LINK_IDENTIFIER"),
        ('@link(url: "https://specs.apollo.dev")', "INVALID_LINK_IDENTIFIER"),
        ('@link(url: "federation/v2.3")', "INVALID_LINK_IDENTIFIER"),
        (f'@link(url: "{LINK}/v2.3") @link(url: "{LINK}/v2.5")', "INVALID_LINK_DIRECTIVE_USAGE"),
        (
            f'@link(url: "{LINK}/v2.3", as: "s") @link(url: "https://x.test/o/v1.0", as: "s")',
            "INVALID_LINK_DIRECTIVE_USAGE",
        ),
        (f'@link(url: "{LINK}/v2.3", as: "a__b")', "INVALID_LINK_DIRECTIVE_USAGE"),
        (f'@link(url: "{LINK}/v2.3", import: ["key"])', "INVALID_LINK_DIRECTIVE_USAGE"),
        (f'@link(url: "{LINK}/v2.3", import: ["@policy"])', "INVALID_LINK_DIRECTIVE_USAGE"),
        (f'@link(url: "{LINK}/v2.3", import: [1])', "INVALID_LINK_DIRECTIVE_USAGE"),
        (f'@link(url: "{LINK}/v2.3", import: [{{as: "@k"}}])', "INVALID_LINK_DIRECTIVE_USAGE"),
        (f'@link(url: "{LINK}/v2.3", import: [{{name: "@key", to: "@k"}}])', "INVALID_LINK_DIRECTIVE_USAGE"),
        (f'@link(url: "{LINK}/v2.3", import: [{{name: "@key", as: "k"}}])', "INVALID_LINK_DIRECTIVE_USAGE"),
        (
            f'@link(url: "{LINK}/v2.3", import: [{{name: "@key", as: "@t"}}, {{name: "@tag", as: "@t"}}])',
            "INVALID_LINK_DIRECTIVE_USAGE",
        ),
        (f'@link(url: "{LINK}/v2.3", import: ["@key", {{name: "@key", as: "@k"}}])', "INVALID_LINK_DIRECTIVE_USAGE"),
        (f'@link(as: "x") @link(url: "{LINK}/v2.3")', "INVALID_LINK_DIRECTIVE_USAGE"),
        (f'@link(url: "{LINK}/v2.3", for: NOTHING)', "INVALID_GRAPHQL"),
    ],
)
def test_a_link_that_cannot_be_followed_is_refused(link: str, code: str) -> None:
    assert link_errors(link) == {code}


def test_elements_go_by_their_namespace_unless_imported() -> None:
    sdl = f'extend schema @link(url: "{LINK}/v2.3", import: [{{name: "@key", as: "@entity"}}]) type Query {{ t: T }} type T @entity(fields: "id") {{ id: ID! @federation__tag(name: "x") }}'
    result = compose([plain("a", sdl)])
    assert '@join__type(graph: A, key: "id")' in supergraph_types(result, "T")
    assert 'import: [{name: "@tag", as: "@federation__tag"}]' in str(result.supergraph_sdl)


def test_an_argument_of_link_that_is_null_is_as_good_as_absent() -> None:
    assert link_errors(f'@link(url: "{LINK}/v2.3", as: null, for: null, import: null)') == set()


def test_features_of_federation_may_be_linked_beside_it() -> None:
    spec = "https://specs.apollo.dev"
    sdl = f"""
        extend schema @link(url: "{LINK}/v2.3", import: ["@key"])
            @link(url: "{spec}/policy/v0.1") @link(url: "{spec}/requiresScopes/v0.1", as: "rs")
            @link(url: "{spec}/cost/v0.1", import: ["@listSize"])
            @link(url: "{spec}/context/v0.1", import: ["@fromContext"])
        type Query {{ t: T @policy(policies: [["p"]]) l: [Int] @listSize(assumedSize: 2) @rs(scopes: [["s"]]) }}
        type T @key(fields: "id") @context(name: "c") {{ id: ID! p: String u: U }}
        type U @key(fields: "id") {{ id: ID! f(a: String @fromContext(field: "$c {{ p }}")): Int }}
    """
    result = compose([plain("a", sdl)])
    assert result.errors == ()
    assert 't: T @policy(policies: [["p"]])' in supergraph_types(result, "Query")
    assert "contextArguments" in supergraph_types(result, "U")


def test_a_name_freed_by_renaming_can_be_used_otherwise() -> None:
    sdl = f'extend schema @link(url: "{LINK}/v2.3", import: [{{name: "@key", as: "@entity"}}]) directive @key(n: Int) on OBJECT type Query @key(n: 1) {{ x: Int }}'
    assert compose([plain("a", sdl)]).errors == ()


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        ("directive @key(fields: String!, more: Int) repeatable on OBJECT", "DIRECTIVE_DEFINITION_INVALID"),
        ("directive @key(resolvable: Boolean = true) on OBJECT", "DIRECTIVE_DEFINITION_INVALID"),
        ("directive @key(fields: String!, resolvable: Boolean = false) on OBJECT", "DIRECTIVE_DEFINITION_INVALID"),
        ("directive @key(fields: String) on OBJECT", "DIRECTIVE_DEFINITION_INVALID"),
        ("directive @key(fields: String!) on OBJECT | UNION", "DIRECTIVE_DEFINITION_INVALID"),
        ("enum link__Purpose { OTHER }", "TYPE_DEFINITION_INVALID"),
        ("type federation__FieldSet { a: Int }", "TYPE_DEFINITION_INVALID"),
    ],
)
def test_a_definition_unlike_the_specification_is_refused(definition: str, code: str) -> None:
    assert link_errors(f'@link(url: "{LINK}/v2.3", import: ["@key"])', definition) == {code}


@pytest.mark.parametrize(
    "definition",
    [
        "directive @key(fields: String!) repeatable on OBJECT",
        "directive @key(fields: federation__FieldSet!, resolvable: Boolean = true) on OBJECT",
    ],
)
def test_a_narrower_definition_is_taken(definition: str) -> None:
    assert link_errors(f'@link(url: "{LINK}/v2.3", import: ["@key"])', definition) == set()


def test_root_types_are_renamed_wherever_they_are_mentioned() -> None:
    result = compose(
        [plain("a", "schema { query: Root } type Root { again: Root! all: Everything } union Everything = Root")]
    )
    assert supergraph_types(result, "Query", "Everything") == (
        "union Everything\n  @join__type(graph: A)\n"
        '  @join__unionMember(graph: A, member: "Query")\n = Query\n\n'
        "type Query\n  @join__type(graph: A)\n{\n  again: Query!\n  all: Everything\n}"
    )


@pytest.mark.parametrize("operation", ["query", "mutation", "subscription"])
def test_a_root_types_name_belongs_to_the_root_type(operation: str) -> None:
    name = operation.capitalize()
    sdl = (
        f"schema {{ query: Q {operation}: Other }} type Q {{ x: Int }} type Other {{ x: Int }} type {name} {{ y: Int }}"
    )
    if operation == "query":
        sdl = sdl.replace("query: Q query", "query")
    assert error_codes(a=sdl.replace("schema", "schema", 1)) >= {f"ROOT_{operation.upper()}_USED"}


def test_the_subgraph_protocol_is_no_part_of_the_graph() -> None:
    protocol = "_service: _Service! _entities(representations: [_Any!]!): [_Entity]! } scalar _Any union _Entity = T type _Service { sdl: String }"
    result = compose_fed2(a=f'type T @key(fields: "id") {{ id: ID! }} type Query {{ t: T {protocol}')
    assert "_" not in str(result.api_sdl)


def test_a_graph_without_queries_is_refused() -> None:
    assert error_codes(a="type Mutation { x: Int }") == {"NO_QUERIES"}
    assert compose([]).errors[0].code == "NO_QUERIES"
    assert compose([plain("a", "")]).errors[0].code == "INVALID_GRAPHQL"


@pytest.mark.parametrize("names", [["_"], [""], ["a", "a"]])
def test_names_of_subgraphs_are_checked(names: list[str]) -> None:
    result = compose([fed2(name, f"type Query {{ f{index}: Int }}") for index, name in enumerate(names)])
    assert {error.code for error in result.errors} == {"INVALID_SUBGRAPH_NAME"}


def test_names_graphql_reserves_are_refused() -> None:
    assert [error.code for error in compose([fed2("__a", "type Query { x: Int }")]).errors] == ["INVALID_GRAPHQL"]
    assert error_codes(a="type Query { x: join__Graph } enum join__Graph { A }") == {"INVALID_GRAPHQL"}


def test_names_of_graphs_are_made_of_names_of_subgraphs() -> None:
    result = compose(
        [
            fed2(name, f"type Query {{ f{index}: Int }}")
            for index, name in enumerate(["foo_1", "foo", "Foo", "1st", "my-graph"])
        ]
    )
    assert [
        line.split()[0]
        for line in str(result.supergraph_sdl).splitlines()
        if " @join__graph(name: " in line and "directive" not in line
    ] == [
        "_1ST",
        "FOO_1",
        "FOO_2",
        "FOO_1_",
        "MY_GRAPH",
    ]


def test_federation_1_knows_only_its_own_directives() -> None:
    assert {e.code for e in compose_fed1(a="type Query { x: Int @shareable }").errors} == {"INVALID_GRAPHQL"}
