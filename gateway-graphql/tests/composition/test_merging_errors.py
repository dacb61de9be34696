"""Contradictions between subgraphs, each with its code; and what is merged with a hint."""

import pytest

from .subgraphs import compose_fed2, error_codes, hint_codes, supergraph_types

T = 'type T @key(fields: "id") { id: ID! %s }'
QT = "type Query { t: T } " + T


@pytest.mark.parametrize(
    ("a", "b", "codes"),
    [
        ("type Query { x: T } type T { a: Int }", "input T { a: Int }", {"TYPE_KIND_MISMATCH"}),
        ("type Query { x: Int } extend type T { a: Int }", "extend type T { b: Int }", {"EXTENSION_WITH_NO_BASE"}),
        ("type Query { x: Int }", "type Query { x: Int }", {"INVALID_FIELD_SHARING"}),
        ("type Query { x: Int @shareable }", "type Query { x: String @shareable }", {"FIELD_TYPE_MISMATCH"}),
        ("type Query { x: [Int] @shareable }", "type Query { x: Int @shareable }", {"FIELD_TYPE_MISMATCH"}),
        (
            "type Query { x(a: Int): Int @shareable }",
            "type Query { x(a: ID): Int @shareable }",
            {"FIELD_ARGUMENT_TYPE_MISMATCH"},
        ),
        (
            "type Query { x(a: Int = 1): Int @shareable }",
            "type Query { x(a: Int = 2): Int @shareable }",
            {"FIELD_ARGUMENT_DEFAULT_MISMATCH"},
        ),
        (
            "type Query { x(a: Int!): Int @shareable }",
            "type Query { x: Int @shareable }",
            {"REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH"},
        ),
        (
            "type Query { x(i: In): Int } input In { a: Int b: Int! }",
            "input In { a: Int }",
            {"REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH"},
        ),
        ("type Query { x(i: In): Int } input In { a: Int }", "input In { b: Int }", {"EMPTY_MERGED_INPUT_TYPE"}),
        (
            "type Query { x(i: In): Int } input In { a: Int = 1 }",
            "input In { a: Int = 2 }",
            {"INPUT_FIELD_DEFAULT_MISMATCH"},
        ),
        ("type Query { x(e: E): Int } enum E { A }", "enum E { B }", {"EMPTY_MERGED_ENUM_TYPE"}),
        ("type Query { x(e: E): E } enum E { A }", "enum E { A B }", {"ENUM_VALUE_MISMATCH"}),
        ("type Query { x(e: E = B): Int } enum E { A B }", "enum E { A }", {"INVALID_GRAPHQL"}),
        (
            "type Query { i: I } interface I { a: Int! } type A implements I @shareable { a: Int! }",
            "type A @shareable { a: Int }",
            {"INVALID_GRAPHQL"},
        ),
        (
            "type Query { i: I } interface I { a: Int } type A implements I { a: Int }",
            "interface I { b: Int } type B implements I { b: Int }",
            {"INTERFACE_FIELD_NO_IMPLEM"},
        ),
        (
            'type Query { i: I } interface I @key(fields: "id") { id: ID! } type A implements I @key(fields: "id") { id: ID! }',
            "interface I { id: ID! } type B implements I { id: ID! }",
            {"INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE"},
        ),
        (
            'type Query { i: I } interface I @key(fields: "id") { id: ID! } type A implements I @key(fields: "id") { id: ID! }',
            'type I @interfaceObject @key(fields: "id") { id: ID! } type A { id: ID! @shareable }',
            {"INTERFACE_OBJECT_USAGE_ERROR"},
        ),
        (QT % "", T % 'x: Int @external y: Int @requires(fields: "x")', {"EXTERNAL_MISSING_ON_BASE"}),
        (QT % "x: Int!", T % 'x: Int @external y: Int @requires(fields: "x")', {"EXTERNAL_TYPE_MISMATCH"}),
        (QT % "x(a: Int): Int", T % 'x: Int @external y: Int @requires(fields: "x")', {"EXTERNAL_ARGUMENT_MISSING"}),
        (
            QT % "x(a: Int): Int",
            T % 'x(a: ID): Int @external y: Int @requires(fields: "x")',
            {"EXTERNAL_ARGUMENT_TYPE_MISMATCH"},
        ),
        (
            QT % "x(a: Int = 1): Int",
            T % 'x(a: Int): Int @external y: Int @requires(fields: "x")',
            {"EXTERNAL_ARGUMENT_DEFAULT_MISMATCH"},
        ),
        (
            QT % "x: Int",
            T % 'x: Int @external @tag(name: "t") y: Int @requires(fields: "x")',
            {"MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL"},
        ),
        (
            QT % "x: Int",
            T % 'x(a: Int): Int @external y: Int @requires(fields: "x(a: 1)")',
            {"REQUIRES_INVALID_FIELDS"},
        ),
        (QT % 'x: Int @override(from: "a")', T % "", {"OVERRIDE_FROM_SELF_ERROR"}),
        (
            QT % 'x: Int @override(from: "b")',
            T % 'x: Int @override(from: "a")',
            {"OVERRIDE_SOURCE_HAS_OVERRIDE", "INVALID_FIELD_SHARING"},
        ),
        (
            QT % 'y: Int x: Int @override(from: "b")',
            T % 'y: Int @external x: Int @requires(fields: "y")',
            {"OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", "INVALID_FIELD_SHARING"},
        ),
        # Of one input object both must hold.
        (
            "type Query { x(i: In): Int } input In @oneOf { a: Int b: Int }",
            "type Query { y(i: In): Int } input In { a: Int! b: Int }",
            {"INVALID_GRAPHQL"},
        ),
        # What takes a field over may itself require and provide.
        (
            QT % 'y: Int @external x: Int @override(from: "b") @requires(fields: "y")',
            T % "x: Int y: Int",
            set(),
        ),
        (
            QT % 'x: T @override(from: "b") @provides(fields: "y") y: Int @external',
            T % "x: T y: Int @shareable",
            set(),
        ),
        (QT % 'x: Int @override(from: "b", label: "")', T % "x: Int", set()),
        (QT % 'x: Int @override(from: "b", label: "1x")', T % "x: Int", {"OVERRIDE_LABEL_INVALID"}),
        (
            "type Query { x: Int } type Subscription { s: Int @shareable }",
            "type Subscription { t: Int }",
            {"INVALID_FIELD_SHARING"},
        ),
        (
            'type Query { a: A } interface I @key(fields: "id") { id: ID! } interface J @key(fields: "id") { id: ID! } type A implements I & J @key(fields: "id") { id: ID! }',
            'type I @interfaceObject @key(fields: "id") { id: ID! x: Int } type J @interfaceObject @key(fields: "id") { id: ID! x: Int }',
            {"INVALID_FIELD_SHARING"},
        ),
        # The types contradict each other, the defaults do not.
        (
            "type Query { x(e: [E] = A): Int @shareable } enum E { A }",
            "type Query { x(e: E = A): Int @shareable } enum E { A }",
            {"FIELD_ARGUMENT_TYPE_MISMATCH"},
        ),
        (
            "type Query { x(e: E): Int } enum E { A @inaccessible }",
            "type Query { y(e: E): Int } enum E { B }",
            {"ONLY_INACCESSIBLE_CHILDREN"},
        ),
        (QT % 'x: Int @override(from: "b", label: "percent(100.5)")', T % "x: Int", {"OVERRIDE_LABEL_INVALID"}),
        (
            'type Query { i: I } interface I { x: Int @override(from: "b") } type A implements I { x: Int }',
            "interface I { x: Int }",
            {"OVERRIDE_ON_INTERFACE"},
        ),
        (
            "directive @d(x: Int = 1) on FIELD type Query { x: Int }",
            "directive @d(x: Int = 2) on FIELD",
            {"FIELD_ARGUMENT_DEFAULT_MISMATCH"},
        ),
        (
            QT % "x: Int @authenticated",
            T % 'x: Int @external y: Int @requires(fields: "x")',
            {"MISSING_TRANSITIVE_AUTH_REQUIREMENTS"},
        ),
        (
            QT % 'x: Int @requiresScopes(scopes: [["a", "b"]])',
            T % 'x: Int @external y: Int @requires(fields: "x") @requiresScopes(scopes: [["a"]])',
            {"MISSING_TRANSITIVE_AUTH_REQUIREMENTS"},
        ),
    ],
)
def test_a_contradiction_has_its_code(a: str, b: str, codes: set[str]) -> None:
    assert error_codes(a=a, b=b) == codes


@pytest.mark.parametrize(
    ("a", "b", "hints"),
    [
        (
            "type Query { x: Int! @shareable }",
            "type Query { x: Int @shareable }",
            ["INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE"],
        ),
        (
            "type Query { x(a: Int): Int @shareable }",
            "type Query { x(a: Int!): Int @shareable }",
            ["INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE"],
        ),
        (
            "type Query { x(a: Int): Int @shareable }",
            "type Query { x: Int @shareable }",
            ["INCONSISTENT_ARGUMENT_PRESENCE"],
        ),
        (
            "type Query { x(a: Int = 1): Int @shareable }",
            "type Query { x(a: Int): Int @shareable }",
            ["INCONSISTENT_DEFAULT_VALUE_PRESENCE"],
        ),
        (
            "type Query { x(i: In): Int } input In { a: Int b: Int }",
            "input In { a: Int }",
            ["INCONSISTENT_INPUT_OBJECT_FIELD"],
        ),
        ("type Query { e: E } enum E { A }", "enum E { A B }", ["INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM"]),
        ("type Query { x(e: E): Int } enum E { A }", "enum E { A B }", ["INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM"]),
        ("type Query { x: Int } enum E { A }", "enum E { A }", ["UNUSED_ENUM_TYPE"]),
        (
            "type Query { u: U } union U = A | B type A @shareable { x: Int } type B { x: Int }",
            "union U = A type A @shareable { x: Int }",
            ["INCONSISTENT_UNION_MEMBER"],
        ),
        ('type Query { x: Int } "one" scalar S', '"two" scalar S', ["INCONSISTENT_DESCRIPTION"]),
        (
            'type Query { x: Int @shareable @deprecated(reason: "a") }',
            "type Query { x: Int @shareable @deprecated }",
            ["INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS"],
        ),
        (
            "type Query { x: Int @shareable @cost(weight: 1) }",
            "type Query { x: Int @shareable @cost(weight: 2) }",
            ["MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS"],
        ),
        ("directive @d on FIELD type Query { x: Int }", "scalar S", ["INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE"]),
        (
            "directive @d on FIELD | QUERY type Query { x: Int }",
            "directive @d on FIELD",
            ["INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS"],
        ),
        (
            "directive @d on QUERY type Query { x: Int }",
            "directive @d on FIELD",
            ["NO_EXECUTABLE_DIRECTIVE_INTERSECTION"],
        ),
        (
            "directive @d repeatable on FIELD type Query { x: Int }",
            "directive @d on FIELD",
            ["INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE"],
        ),
        (QT % 'x: Int @override(from: "b")', T % "x: Int", ["OVERRIDDEN_FIELD_CAN_BE_REMOVED"]),
        (QT % 'x: Int @override(from: "b")', T % "", ["OVERRIDE_DIRECTIVE_CAN_BE_REMOVED"]),
        (QT % 'x: Int @override(from: "zzz")', T % "", ["FROM_SUBGRAPH_DOES_NOT_EXIST"]),
        (QT % 'x: Int @override(from: "b", label: "percent(5)")', T % "x: Int", ["OVERRIDE_MIGRATION_IN_PROGRESS"]),
        (
            "type Query { v: V @shareable } type V @shareable { x: Int }",
            "type Query { v: V @shareable } type V @shareable { x: Int y: Int }",
            ["INCONSISTENT_OBJECT_VALUE_TYPE_FIELD"],
        ),
        (
            'type Query { i: I } interface I { id: ID! } type A implements I @key(fields: "id") { id: ID! }',
            'interface I { id: ID! n: Int } type A implements I @key(fields: "id") { id: ID! n: Int }',
            ["INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD"],
        ),
        (QT % "", "type T { id: ID! @shareable }", ["INCONSISTENT_ENTITY"]),
        # Fields of interfaces that are entities are fetched from where they are, and externals are somebody else's.
        (
            'type Query { i: I } interface I @key(fields: "id") { id: ID! } type A implements I @key(fields: "id") { id: ID! n: Int @shareable }',
            'interface I { n: Int } type A implements I @key(fields: "id") { id: ID! n: Int @shareable }',
            [],
        ),
        (
            QT % "v: V" + " type V { x: Int y: Int }",
            T % 'v: V @external z: Int @requires(fields: "v { x }")' + " type V { x: Int @external }",
            [],
        ),
        (
            '"one" schema { query: Query } type Query { x: Int }',
            '"two" schema { query: Query } type Query { y: Int }',
            ["INCONSISTENT_DESCRIPTION"],
        ),
        (
            'extend schema @link(url: "https://specs.apollo.dev/connect/v0.3") type Query { x: Int }',
            "type Query { y: Int }",
            ["IMPLICITLY_UPGRADED_FEDERATION_VERSION"],
        ),
        (
            'extend schema @composeDirective(name: "@tag") type Query { x: Int @tag(name: "x") }',
            "scalar S",
            ["DIRECTIVE_COMPOSITION_INFO"],
        ),
    ],
)
def test_a_tolerated_difference_is_hinted_at(a: str, b: str, hints: list[str]) -> None:
    assert hint_codes(a=a, b=b) == hints


def test_an_error_names_who_says_what() -> None:
    result = compose_fed2(
        a="type Query { x: Int @shareable }",
        b="type Query { x: String @shareable }",
        c="type Query { x: Int @shareable }",
    )
    (error,) = result.errors
    assert (
        error.message
        == 'The type of "Query.x" differs: it is "Int" in subgraphs "a" and "c" but "String" in subgraph "b"; no type covers all of them.'
    )
    assert error.coordinate == "Query.x"
    assert [(at.subgraph, at.line, at.column) for at in error.locations] == [("a", 2, 14), ("b", 2, 14), ("c", 2, 14)]


ACME = 'extend schema @link(url: "https://acme.test/spec/%s", import: [%s]) @composeDirective(name: "%s") directive %s(n: Int) on FIELD_DEFINITION type Query { %s: Int %s }'


@pytest.mark.parametrize(
    "sdl",
    [
        'extend schema @composeDirective(name: "@mark") directive @mark on OBJECT type Query { x: Int }',
        'extend schema @composeDirective(name: "mark") type Query { x: Int }',
        'extend schema @composeDirective(name: "") type Query { x: Int }',
        "extend schema @composeDirective type Query { x: Int }",
        'extend schema @composeDirective(name: "@nope") type Query { x: Int }',
        'extend schema @composeDirective(name: "@deprecated") type Query { x: Int }',
        'extend schema @composeDirective(name: "@shareable") type Query { x: Int @shareable }',
    ],
)
def test_a_directive_that_cannot_be_composed_is_refused(sdl: str) -> None:
    assert error_codes(a=sdl) == {"DIRECTIVE_COMPOSITION_ERROR"}


def test_composed_directives_must_agree_in_major_version_and_name() -> None:
    one = ACME % ("v1.0", '"@mark"', "@mark", "@mark", "x", "@mark(n: 1)")
    assert error_codes(a=one, b=ACME % ("v2.0", '"@mark"', "@mark", "@mark", "y", "@mark")) == {
        "DIRECTIVE_COMPOSITION_ERROR"
    }
    assert error_codes(a=one, b=ACME % ("v1.0", '{name: "@mark", as: "@flag"}', "@flag", "@flag", "y", "@flag")) == {
        "DIRECTIVE_COMPOSITION_ERROR"
    }
    assert error_codes(a=one, b=ACME % ("v1.0", '{name: "@other", as: "@mark"}', "@mark", "@mark", "y", "@mark")) == {
        "DIRECTIVE_COMPOSITION_ERROR"
    }


def test_composed_directives_keep_their_link_in_the_latest_version() -> None:
    result = compose_fed2(
        a=ACME % ("v1.0", '"@mark"', "@mark", "@mark", "x", "@mark(n: 1)"),
        b=ACME % ("v1.3", '"@mark"', "@mark", "@mark", "y", "@mark"),
    )
    assert '@link(url: "https://acme.test/spec/v1.3", import: ["@mark"])' in str(result.supergraph_sdl)
    assert "  x: Int @join__field(graph: A) @mark(n: 1)" in supergraph_types(result, "Query")
    assert "@mark" not in str(result.api_sdl)


def test_uses_of_a_composed_directive_must_fit_its_newest_definition() -> None:
    one = ACME % ("v1.0", '"@mark"', "@mark", "@mark", "x", "@mark(n: 1)")
    two = ACME % ("v1.1", '"@mark"', "@mark", "@mark", "y", "@mark(n: 1)")
    assert error_codes(a=one, b=two.replace("n: Int", "n: Int, m: Int")) == set()
    assert error_codes(a=one, b=two.replace("n: Int", "m: Int").replace("(n: 1)", "")) == {"INVALID_GRAPHQL"}
    assert error_codes(a=one, b=two.replace("n: Int", "n: String").replace("(n: 1)", "")) == {"INVALID_GRAPHQL"}


def test_an_argument_left_out_is_its_default_when_uses_of_a_directive_are_compared() -> None:
    sdl = ACME % ("v1.0", '"@mark"', "@mark", "@mark", "x", "@mark @shareable")
    repeatable = sdl.replace("n: Int)", "n: Int = 1) repeatable")
    result = compose_fed2(a=repeatable, b=repeatable.replace("@mark @", "@mark(n: 1) @mark(n: 2) @"))
    assert "  x: Int @mark @mark(n: 2)" in supergraph_types(result, "Query")


def test_one_name_for_one_feature() -> None:
    assert error_codes(
        a='type Query { x: Int @federation__tag(name: "t") }', b='type Query { y: Int @tag(name: "t") }'
    ) == {"LINK_IMPORT_NAME_MISMATCH"}
