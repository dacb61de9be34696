"""Federation 1 subgraphs compose as what they mean."""

import pytest

from jetbridge.composition import compose

from .subgraphs import compose_fed1, fed2, plain, supergraph_types

BASE = 'type Query { t: T } type T @key(fields: "id") { id: ID! size: Int }'


def codes(**sdls: str) -> set[str]:
    return {error.code for error in compose_fed1(**sdls).errors}


def test_an_extension_resolves_its_keys_and_needs_no_shareable() -> None:
    result = compose_fed1(a=BASE, b='extend type T @key(fields: "id") { id: ID! @external size: Int extra: Int }')
    assert supergraph_types(result, "T") == (
        'type T\n  @join__type(graph: A, key: "id")\n  @join__type(graph: B, key: "id")\n{\n'
        "  id: ID!\n  size: Int\n  extra: Int @join__field(graph: B)\n}"
    )


@pytest.mark.parametrize("fields", ['["id"]', "id", '"id"'])
def test_field_sets_may_be_lists_or_names(fields: str) -> None:
    result = compose_fed1(a=f"type Query {{ t: T }} type T @key(fields: {fields}) {{ id: ID! }}")
    assert 'key: "id"' in supergraph_types(result, "T")


def test_external_on_a_type_means_nothing_to_other_subgraphs_either() -> None:
    sdl = 'extend type T @key(fields: "id") @external { id: ID! size: Int b: Int @requires(fields: "size") }'
    assert supergraph_types(compose_fed1(a=BASE, b=sdl), "T").endswith(
        "  id: ID!\n  size: Int\n  b: Int @join__field(graph: B)\n}"
    )


def test_a_directive_named_link_may_be_the_subgraphs_own() -> None:
    own = "directive @link(to: String) on FIELD_DEFINITION | SCHEMA"
    assert codes(a=f'{own} extend schema @link(to: "x") type Query {{ x: Int @link(to: "y") }}') == set()


def test_unused_externals_are_dropped() -> None:
    result = compose_fed1(a=BASE, b='extend type T @key(fields: "id") { id: ID! @external size: Int @external b: Int }')
    assert "size: Int @join__field(graph: A)" in supergraph_types(result, "T")


def test_what_is_required_or_provided_but_resolved_anyway_is_left_out() -> None:
    result = compose_fed1(
        a=BASE,
        b='extend type T @key(fields: "id") { id: ID! @external size: Int @external own: Int b: Int @requires(fields: "size own") }',
    )
    assert 'b: Int @join__field(graph: B, requires: "size")' in supergraph_types(result, "T")


def test_a_provided_field_is_shared_by_its_owner() -> None:
    result = compose_fed1(
        a='type Query { r: R } type R { t: T @provides(fields: "size") } extend type T @key(fields: "id") { id: ID! @external size: Int @external }',
        b='type T @key(fields: "id") { id: ID! size: Int } type Query { t: T }',
    )
    assert "size: Int @join__field(graph: A, external: true) @join__field(graph: B)" in supergraph_types(result, "T")


def test_value_types_and_root_fields_are_shared() -> None:
    result = compose_fed1(a="type Query { v: V x: Int } type V { a: Int }", b="type Query { x: Int } type V { a: Int }")
    assert result.errors == ()


def test_keys_and_conditions_on_interfaces_mean_nothing() -> None:
    result = compose_fed1(
        a='type Query { i: I } interface I @key(fields: "id") { id: ID! x: Int @external } type T implements I @key(fields: "id") { id: ID! x: Int }'
    )
    assert supergraph_types(result, "I") == "interface I\n  @join__type(graph: A)\n{\n  id: ID!\n  x: Int\n}"


def test_tags_repeated_on_externals_are_ignored() -> None:
    result = compose_fed1(
        a=BASE.replace("size: Int", 'size: Int @tag(name: "x")'),
        b='extend type T @key(fields: "id") { id: ID! @external size: Int @external @tag(name: "x") b: Int @requires(fields: "size") }',
    )
    assert result.errors == ()


@pytest.mark.parametrize(
    ("sdls", "expected"),
    [
        ({"a": 'type Query { x: Int } extend type T @key(fields: "id") { id: ID! }'}, {"EXTENSION_WITH_NO_BASE"}),
        (
            {
                "a": "type Query { t: T } type T { x: Int }",
                "b": "type Query { z: T } extend type T { x: Int @external }",
            },
            {"TYPE_WITH_ONLY_UNUSED_EXTERNAL"},
        ),
        (
            {"a": "type Query { x: Int } type Subscription { s: Int }", "b": "type Subscription { s: Int }"},
            {"INVALID_FIELD_SHARING"},
        ),
        (
            {"a": "directive @key(fields: String!, more: Int) on OBJECT type Query { x: Int }"},
            {"DIRECTIVE_DEFINITION_INVALID"},
        ),
        ({"a": 'type Query { t: T } type T @key(fields: "nope") { id: ID! }'}, {"KEY_INVALID_FIELDS"}),
        (
            {
                "a": 'directive @key(fields: String!) on OBJECT type Query { t: T } type T @key(fields: "id") @key(fields: "n") { id: ID! n: ID! }'
            },
            {"INVALID_GRAPHQL"},
        ),
    ],
)
def test_what_meant_nothing_is_refused(sdls: dict[str, str], expected: set[str]) -> None:
    assert codes(**sdls) == expected


def test_federation_2_owners_must_share_themselves() -> None:
    result = compose(
        [plain("a", "type Query { p: P } type P { x: Int }"), fed2("b", "type Query { q: P } type P { x: Int }")]
    )
    assert [error.code for error in result.errors] == ["INVALID_FIELD_SHARING"]
    assert '"b"' in result.errors[0].message.partition("not marked")[2]


def test_an_interface_with_a_key_is_no_interface_of_an_interface_object() -> None:
    interface = 'type Query { i: I } interface I @key(fields: "id") { id: ID! } type T implements I @key(fields: "id") { id: ID! }'
    other = fed2("b", 'type I @interfaceObject @key(fields: "id") { id: ID! b: Int }')
    assert [e.code for e in compose([plain("a", interface), other]).errors] == ["INTERFACE_OBJECT_USAGE_ERROR"]
    assert compose([plain("a", interface.replace('I @key(fields: "id")', "I", 1)), other]).errors == ()
