"""A graph is given only if its subgraphs can answer every query of the API."""

import pytest

from jetbridge.composition import compose

from .subgraphs import compose_fed2, error_codes, fed2, hint_codes


def entity(key: str, fields: str, name: str = "T") -> str:
    return f'type {name} @key(fields: "{key}") {{ {fields} }}'


@pytest.mark.parametrize(
    "sdls",
    [
        {
            "a": "type Query { t: T } " + entity("k1", "k1: ID!"),
            "b": 'type T @key(fields: "k1") @key(fields: "k2") { k1: ID! k2: ID! }',
            "c": entity("k2", "k2: ID! v: Int"),
        },
        {
            "a": "type Query { t: T } " + entity("id", "id: ID!"),
            "b": entity("id", "id: ID! x: Int"),
            "c": entity("id", 'id: ID! x: Int @external y: Int @requires(fields: "x")'),
        },
        {
            "a": "type Query { v: V @shareable } type V @shareable { w: W } type W @shareable { x: Int }",
            "b": "type Query { v: V @shareable } type V @shareable { w: W } type W @shareable { y: Int }",
        },
        {"a": "type Query { x: Int } type Mutation { m: P } type P { query: Query }", "b": "type Query { y: Int }"},
        {
            "a": "type Query { i: [I] } interface I { n: N } type A implements I { n: N } "
            + entity("id", "id: ID!", "N"),
            "b": entity("id", "id: ID! m: Int", "N"),
        },
        {
            "a": 'type Query { i: I } interface I @key(fields: "id") { id: ID! } type A implements I @key(fields: "id") { id: ID! }',
            "b": 'type Query { o: I } type I @interfaceObject @key(fields: "id") { id: ID! b: Int }',
        },
        {
            "a": "type Query { u: U } union U = A | B type A @shareable { x: Int } type B @shareable { x: Int }",
            "b": "type Query { a: A } type A @shareable { x: Int }",
        },
        {
            "a": "type Query { t: T } " + entity("id", 'id: ID! f: Int @override(from: "b", label: "l")'),
            "b": entity("id", "id: ID! f: Int"),
        },
        {
            "a": "type Query { p: P } type P @shareable { x: Int }",
            "b": "type P @shareable { x: Int z: Int @inaccessible }",
        },
        {
            "a": "type Query { x: Int } type Mutation { m: R @shareable } type R @shareable { a: Int }",
            "b": "type Mutation { m: R @shareable } type R @shareable { a: Int }",
        },
    ],
)
def test_what_can_be_answered_composes(sdls: dict[str, str]) -> None:
    assert compose_fed2(**sdls).errors == ()


@pytest.mark.parametrize(
    "sdls",
    [
        {"a": "type Query { t: T } " + entity("id", "id: ID!"), "b": entity("no", "no: ID! v: Int")},
        {"a": "type Query { t: T } " + entity("id", "id: ID! @shareable"), "b": "type T { v: Int }"},
        {"a": "type Query { p: P } type P @shareable { x: Int }", "b": "type P @shareable { x: Int z: Int }"},
        {
            "a": "type Query { t: T } " + entity("id", "id: ID!"),
            "b": entity("no", "no: ID! x: Int"),
            "c": entity("id", 'id: ID! x: Int @external y: Int @requires(fields: "x")'),
        },
        {
            "a": "type Query { t: T } " + entity("id", 'id: ID! a: Int @requires(fields: "b") b: Int @external'),
            "b": entity("id", 'id: ID! b: Int @requires(fields: "a") a: Int @external'),
        },
        {
            "a": 'type Query { o: I @provides(fields: "p") } type I { p: Int @external }',
            "b": "type Query { x: Int } type I @shareable { p: Int tax: Int }",
        },
        {
            "a": "type Query { x: Int } type Mutation { m: R @shareable } type R @shareable { a: Int c: Int }",
            "b": "type Mutation { m: R @shareable } type R @shareable { a: Int b: Int }",
        },
        {
            "a": "type Query { x: Int } type Subscription { s: V } type V @shareable { a: Int }",
            "b": "type V @shareable { a: Int b: Int }",
        },
        {
            "a": 'type Query { x: Int } interface I @key(fields: "id", resolvable: false) { id: ID! } type A implements I @key(fields: "id") { id: ID! }',
            "b": 'type Query { top: I } type I @interfaceObject @key(fields: "id") { id: ID! }',
        },
        {
            "a": "type Query { t: T } " + entity("id", "id: ID! a: Int"),
            "b": entity("id", 'id: ID! @override(from: "a") b: Int'),
        },
        {
            "a": 'type Query { x: T @requires(fields: "y") y: Int @external } type T { b: Int }',
            "b": "type Query { y: Int }",
        },
        {
            "a": "type Query { u: U } union U = A type A @shareable { x: Int }",
            "b": "type A @shareable { x: Int y: Int }",
        },
    ],
)
def test_what_cannot_be_answered_is_refused(sdls: dict[str, str]) -> None:
    assert error_codes(**sdls) == {"SATISFIABILITY_ERROR"}


def test_the_error_shows_a_query_and_what_stands_in_the_way() -> None:
    (error,) = compose_fed2(
        a="type Query { t: T } " + entity("id", "id: ID! n: [T]"), b=entity("no", "no: ID! @inaccessible v: Int")
    ).errors
    assert error.coordinate == "T.v"
    assert error.message == (
        "This query cannot be answered by the subgraphs:\n"
        "query {\n  t {\n    v\n  }\n}\n"
        "because:\n"
        '- subgraph "a" has no field "T.v";\n'
        '- subgraph "b" has it, but its @key ("no") cannot be had from "a";'
    )
    assert [(at.subgraph, at.line) for at in error.locations] == [("b", 2)]


def test_a_label_is_tried_both_ways() -> None:
    result = compose_fed2(
        a="type Query { t: T } "
        + entity("id", 'id: ID! u: U @override(from: "b", label: "l")')
        + entity("id", "id: ID! onlyA: Int", "U"),
        b=entity("id", "id: ID! u: U") + " type U { id: ID! @shareable onlyB: Int }",
    )
    messages = [error.message for error in result.errors]
    assert any("where the override label l is True" in message for message in messages)


def test_a_context_must_be_set_on_every_way() -> None:
    set_on_t = 'type Query { t: T %s } type T @key(fields: "id") @context(name: "ctx") { id: ID! p: String! u: U! } type U @key(fields: "id") { id: ID! f(a: String @fromContext(field: "$ctx { p }")): Int! }'
    assert error_codes(a=set_on_t % "") == set()
    assert error_codes(a=set_on_t % "u: U") == {"SATISFIABILITY_ERROR"}


def test_a_context_an_object_sets_itself_is_not_above_it() -> None:
    node = 'type Node @key(fields: "id") @context(name: "ctx") { id: ID! p: String! f(a: String @fromContext(field: "$ctx { p }")): Int! %s }'
    assert error_codes(a="type Query { node: Node } " + node % "") == {"SATISFIABILITY_ERROR"}
    above = (
        'type Query { top: Top } type Top @key(fields: "id") @context(name: "ctx") { id: ID! p: String! node: Node } '
    )
    assert error_codes(a=above + node % "next: Node") == set()


def test_shared_abstract_fields_need_an_object_type_in_common() -> None:
    one = "type Query { f: I @shareable } interface I { x: Int } type A implements I @shareable { x: Int } type %s implements I @shareable { x: Int }"
    assert error_codes(a=one % "B", b=(one % "C").replace("A", "D")) == {"SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES"}
    assert hint_codes(a=one % "B", b=one % "C") == ["INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN"]


def test_the_ways_looked_at_are_bounded() -> None:
    subgraphs = [
        fed2("a", "type Query { v: V @shareable } type V @shareable { x: Int }"),
        fed2("b", "type Query { v: V @shareable } type V @shareable { x: Int }"),
    ]
    assert [error.code for error in compose(subgraphs, max_paths=1).errors] == [
        "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED"
    ]
    assert compose(subgraphs).errors == ()
