"""Federation's rules about one subgraph: every way to misuse a directive has its code."""

import pytest

from .subgraphs import compose, compose_fed2, error_codes, fed2

Q = "type Query { t: T }"


@pytest.mark.parametrize(
    ("sdl", "codes"),
    [
        # @key
        ('type T @key(fields: "nope") { id: ID! }', {"KEY_INVALID_FIELDS"}),
        ('type T @key(fields: "id {") { id: ID! }', {"KEY_INVALID_FIELDS"}),
        ('type T @key(fields: "") { id: ID! }', {"KEY_INVALID_FIELDS"}),
        ('type T @key(fields: "x: id") { id: ID! }', {"KEY_INVALID_FIELDS"}),
        ('type T @key(fields: "id { x }") { id: ID! }', {"KEY_INVALID_FIELDS"}),
        ('type T @key(fields: "o") { o: O! } type O { id: ID! }', {"KEY_INVALID_FIELDS"}),
        ('type T @key(fields: "... on O { id }") { id: ID! } type O { id: ID! }', {"KEY_INVALID_FIELDS"}),
        ('type T @key(fields: ["id"]) { id: ID! }', {"KEY_INVALID_FIELDS_TYPE"}),
        ("type T @key(fields: null) { id: ID! }", {"KEY_INVALID_FIELDS_TYPE"}),
        ('type T @key(fields: "f") { f(x: Int): ID! }', {"KEY_FIELDS_HAS_ARGS"}),
        (
            'type T @key(fields: "u { ... on O { id } }") { u: U } union U = O type O { id: ID! }',
            {"KEY_FIELDS_SELECT_INVALID_TYPE"},
        ),
        (
            'type T @key(fields: "i { id }") { i: I } interface I { id: ID! } type O implements I { id: ID! }',
            {"KEY_FIELDS_SELECT_INVALID_TYPE"},
        ),
        ('type T @key(fields: "id @skip(if: true)") { id: ID! }', {"KEY_DIRECTIVE_IN_FIELDS_ARG"}),
        (
            'type T { i: I } interface I @key(fields: "id") { id: ID! } type A implements I { id: ID! }',
            {"INTERFACE_KEY_NOT_ON_IMPLEMENTATION"},
        ),
        (
            'type T { i: I } interface I @key(fields: "id") { id: ID! } type A implements I @key(fields: "id", resolvable: false) { id: ID! }',
            {"INTERFACE_KEY_NOT_ON_IMPLEMENTATION"},
        ),
        # @external
        ('type T @key(fields: "id") { id: ID! x: Int @external }', {"EXTERNAL_UNUSED"}),
        ("type T @external { id: ID! }", {"EXTERNAL_UNUSED"}),
        (
            "type T implements I { x: Int } interface I { x: Int @external }",
            {"EXTERNAL_ON_INTERFACE", "EXTERNAL_UNUSED"},
        ),
        # @requires
        ('type T @key(fields: "id") { id: ID! y: Int @requires(fields: "x") }', {"REQUIRES_INVALID_FIELDS"}),
        (
            'type T @key(fields: "id") { id: ID! x(a: Int!): Int @external y: Int @requires(fields: "x") }',
            {"REQUIRES_INVALID_FIELDS"},
        ),
        (
            'type T @key(fields: "id") { id: ID! x(a: Int): Int @external y: Int @requires(fields: "x(b: 1)") }',
            {"REQUIRES_INVALID_FIELDS"},
        ),
        (
            'type T @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: ["x"]) z: Int @requires(fields: "x") }',
            {"REQUIRES_INVALID_FIELDS_TYPE"},
        ),
        ('type T @key(fields: "id") { id: ID! y: Int @requires(fields: "id") }', {"REQUIRES_FIELDS_MISSING_EXTERNAL"}),
        (
            'type T @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x @include(if: true)") }',
            {"REQUIRES_DIRECTIVE_IN_FIELDS_ARG"},
        ),
        (
            'type T { i: I } interface I { x: Int y: Int @requires(fields: "x") }',
            {"REQUIRES_FIELDS_MISSING_EXTERNAL", "REQUIRES_UNSUPPORTED_ON_INTERFACE"},
        ),
        # @provides
        (
            'type T { o: O @provides(fields: "nope") } type O @key(fields: "id") { id: ID! }',
            {"PROVIDES_INVALID_FIELDS"},
        ),
        (
            'type T { i: I @provides(fields: "n") } interface I { n: Int } type O implements I @key(fields: "id") { id: ID! n: Int @external }',
            {"PROVIDES_FIELDS_MISSING_EXTERNAL"},
        ),
        (
            'type T @key(fields: "id") { id: ID! i: I x: Int @requires(fields: "i { n }") } interface I { n: Int } type O implements I @key(fields: "id") { id: ID! n: Int @external }',
            {"REQUIRES_FIELDS_MISSING_EXTERNAL"},
        ),
        (
            'type T { o: O @provides(fields: 1) } type O @key(fields: "id") { id: ID! }',
            {"PROVIDES_INVALID_FIELDS_TYPE"},
        ),
        (
            'type T { o: O @provides(fields: "f") } type O @key(fields: "id") { id: ID! f(x: Int): Int @external }',
            {"PROVIDES_FIELDS_HAS_ARGS"},
        ),
        (
            'type T { o: O @provides(fields: "id") } type O @key(fields: "id") { id: ID! }',
            {"PROVIDES_FIELDS_MISSING_EXTERNAL"},
        ),
        (
            'type T { o: O @provides(fields: "n @skip(if: true)") } type O @key(fields: "id") { id: ID! n: Int @external }',
            {"PROVIDES_DIRECTIVE_IN_FIELDS_ARG"},
        ),
        ('type T { o: Int @provides(fields: "n") }', {"PROVIDES_ON_NON_OBJECT_FIELD"}),
        (
            'type T { i: I } interface I { o: O @provides(fields: "n") } type O @key(fields: "id") { id: ID! n: Int @external }',
            {"PROVIDES_UNSUPPORTED_ON_INTERFACE"},
        ),
        (
            'type T @key(fields: "id") { id: ID! o: O @external @provides(fields: "n") x: Int @requires(fields: "o { id }") } type O @key(fields: "id") { id: ID! n: Int @external }',
            {"EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE"},
        ),
        # @shareable
        ("type T { i: I } interface I { x: Int @shareable }", {"INVALID_SHAREABLE_USAGE"}),
        ("type T { x: Int @shareable @shareable }", {"INVALID_SHAREABLE_USAGE"}),
        # interface objects
        ("type T @interfaceObject { id: ID! }", {"INTERFACE_OBJECT_USAGE_ERROR"}),
        ('type T @interfaceObject @key(fields: "id") { id: ID! }', {"INTERFACE_OBJECT_USAGE_ERROR"}),
        # authorization and cost
        ("type T { i: I } interface I @authenticated { x: Int }", {"AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE"}),
        (
            'type T { i: I } interface I { x: Int @requiresScopes(scopes: [["a"]]) }',
            {"AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE"},
        ),
        ("type T { i: I } interface I { x: Int @cost(weight: 1) }", {"COST_APPLIED_TO_INTERFACE_FIELD"}),
        ("type T { x: Int @listSize(assumedSize: 1) }", {"LIST_SIZE_APPLIED_TO_NON_LIST"}),
        ('type T { x: O @listSize(sizedFields: ["n"]) } type O { n: Int }', {"LIST_SIZE_APPLIED_TO_NON_LIST"}),
        ('type T { x: O @listSize(sizedFields: ["m"]) } type O { n: [Int] }', {"LIST_SIZE_INVALID_SIZED_FIELD"}),
        ('type T { x: [Int] @listSize(sizedFields: ["m"]) }', {"LIST_SIZE_INVALID_SIZED_FIELD"}),
        ("type T { x: [Int] @listSize(assumedSize: -1) }", {"LIST_SIZE_INVALID_ASSUMED_SIZE"}),
        ('type T { x(a: Int): [Int] @listSize(slicingArguments: ["b"]) }', {"LIST_SIZE_INVALID_SLICING_ARGUMENT"}),
        ('type T { x(a: ID): [Int] @listSize(slicingArguments: ["a"]) }', {"LIST_SIZE_INVALID_SLICING_ARGUMENT"}),
    ],
)
def test_a_misuse_has_its_code(sdl: str, codes: set[str]) -> None:
    assert error_codes(a=f"{Q} {sdl}") == codes


def test_keys_on_interfaces_need_federation_2_3() -> None:
    sdl = 'type Query { i: I } interface I @key(fields: "id") { id: ID! } type A implements I @key(fields: "id") { id: ID! }'
    assert {e.code for e in compose([fed2("a", sdl, version="2.2")]).errors} == {"KEY_UNSUPPORTED_ON_INTERFACE"}
    assert compose([fed2("a", sdl, version="2.3")]).errors == ()


def test_shareable_repeats_on_declarations_since_federation_2_2() -> None:
    sdl = "type Query { t: T } type T @shareable { x: Int } extend type T @shareable { y: Int }"
    assert {e.code for e in compose([fed2("a", sdl, version="2.1")]).errors} == {"INVALID_GRAPHQL"}
    assert compose([fed2("a", sdl, version="2.2")]).errors == ()


CONTEXT = 'type Query { t: T } type T @key(fields: "id") @context(name: "ctx") { id: ID! p: String! q: String n: Int! u: U! } type U @key(fields: "id") { id: ID! f(a: String @fromContext(field: "$ctx { p }")): Int! }'


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("$ctx { p }", "$ctx { p }", set()),
        ("$ctx { p }", "$ctx { q }", set()),
        ('@context(name: "ctx")', '@context(name: "c_x")', {"CONTEXT_NAME_INVALID", "CONTEXT_NOT_SET"}),
        ("$ctx { p }", "$other { p }", {"CONTEXT_NOT_SET"}),
        ("$ctx { p }", "{ p }", {"NO_CONTEXT_IN_SELECTION"}),
        ("$ctx { p }", "$ctx { nope }", {"CONTEXT_INVALID_SELECTION"}),
        ("$ctx { p }", "$ctx { p q }", {"CONTEXT_INVALID_SELECTION"}),
        ("$ctx { p }", "$ctx { n }", {"CONTEXT_INVALID_SELECTION"}),
        ("$ctx { p }", "$ctx { x: p }", {"CONTEXT_INVALID_SELECTION"}),
        ("$ctx { p }", "$ctx { u }", {"CONTEXT_INVALID_SELECTION"}),
        ("$ctx { p }", "$ctx { u { id } }", {"CONTEXT_INVALID_SELECTION"}),
        ("a: String @", 'a: String = "x" @', {"CONTEXT_NOT_SET"}),
        ("$ctx { p }", "$ctx", {"NO_CONTEXT_IN_SELECTION"}),
        # Whatever is above can turn out to be null.
        ("a: String @", "a: String! @", {"CONTEXT_INVALID_SELECTION"}),
        ("a: String @", "a: [String] @", {"CONTEXT_INVALID_SELECTION"}),
        ('U @key(fields: "id")', 'U @key(fields: "id", resolvable: false)', {"CONTEXT_NO_RESOLVABLE_KEY"}),
    ],
)
def test_contexts_are_checked(old: str, new: str, codes: set[str]) -> None:
    assert error_codes(a=CONTEXT.replace(old, new)) == codes


@pytest.mark.parametrize(
    ("argument", "codes"),
    [("[String]", set()), ("String", {"CONTEXT_INVALID_SELECTION"}), ("[String!]", {"CONTEXT_INVALID_SELECTION"})],
)
def test_a_context_read_through_a_list_is_a_list(argument: str, codes: set[str]) -> None:
    sdl = CONTEXT.replace("q: String", "os: [O!]!").replace("{ p }", "{ os { s } }") + " type O { s: String! }"
    assert error_codes(a=sdl.replace("a: String", f"a: {argument}")) == codes


def test_valid_uses_of_every_directive_compose() -> None:
    result = compose_fed2(
        a='type Query { t: T @provides(fields: "n") } type T @key(fields: "id") @key(fields: "o { id }", resolvable: false) { id: ID! o: O! n: Int @external } type O @shareable { id: ID! }',
        b='extend type T @key(fields: "id") { id: ID! @external n: Int @shareable size: Int @external cost: Int @requires(fields: "size") @authenticated @tag(name: "x") }',
        c='type T @key(fields: "id") { id: ID! size: Int old: Int @override(from: "b") hidden: [Int] @inaccessible @listSize(assumedSize: 2) @cost(weight: 3) }',
    )
    assert result.errors == ()
