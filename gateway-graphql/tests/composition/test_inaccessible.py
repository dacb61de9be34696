"""@inaccessible: what is hidden, and what cannot be."""

import pytest

from .subgraphs import compose_fed2, error_codes


@pytest.mark.parametrize(
    ("sdl", "codes"),
    [
        ("type Query { t: T } type T @inaccessible { x: Int }", {"REFERENCED_INACCESSIBLE"}),
        ("type Query { x(i: In): Int } input In @inaccessible { a: Int }", {"REFERENCED_INACCESSIBLE"}),
        ("type Query { x: Int } directive @d(e: E) on FIELD enum E @inaccessible { A }", {"REFERENCED_INACCESSIBLE"}),
        ("type Query { x(a: Int! @inaccessible): Int }", {"REQUIRED_INACCESSIBLE"}),
        ("type Query { x(i: In): Int } input In { a: Int! @inaccessible b: Int }", {"REQUIRED_INACCESSIBLE"}),
        ("type Query { x: Int } directive @d(a: Int! @inaccessible) on FIELD", {"REQUIRED_INACCESSIBLE"}),
        (
            "type Query { i: I } interface I { f(a: Int! @inaccessible): Int } type T implements I { f(a: Int!): Int }",
            {"REQUIRED_INACCESSIBLE"},
        ),
        ("type Query { x(e: E = B): Int } enum E { A B @inaccessible }", {"DEFAULT_VALUE_USES_INACCESSIBLE"}),
        (
            "type Query { x(w: W = {i: [{h: 1}]}): Int } input W { i: [In] } input In { v: Int h: Int @inaccessible }",
            {"DEFAULT_VALUE_USES_INACCESSIBLE"},
        ),
        (
            "type Query { i: I } interface I { a: Int b: Int } type T implements I { a: Int b: Int @inaccessible }",
            {"IMPLEMENTED_BY_INACCESSIBLE"},
        ),
        (
            "type Query { i: I } interface I { f(a: Int): Int } type T implements I { f(a: Int @inaccessible): Int }",
            {"IMPLEMENTED_BY_INACCESSIBLE"},
        ),
        ("type Query { t: T } type T { x: Int @inaccessible }", {"ONLY_INACCESSIBLE_CHILDREN"}),
        ("type Query { x: Int } enum E { A @inaccessible }", {"ONLY_INACCESSIBLE_CHILDREN"}),
        ("type Query { x: Int } union U = T type T @inaccessible { x: Int }", {"ONLY_INACCESSIBLE_CHILDREN"}),
        ("type Query @inaccessible { x: Int }", {"QUERY_ROOT_TYPE_INACCESSIBLE"}),
    ],
)
def test_what_would_leave_the_api_broken_is_refused(sdl: str, codes: set[str]) -> None:
    assert error_codes(a=sdl) == codes


def test_all_findings_are_reported_together() -> None:
    sdl = "type Query { t: T s: S f(x: Int! @inaccessible): Int } type T @inaccessible { x: Int } type S { y: Int @inaccessible }"
    assert error_codes(a=sdl) == {"REFERENCED_INACCESSIBLE", "ONLY_INACCESSIBLE_CHILDREN", "REQUIRED_INACCESSIBLE"}


def test_arguments_of_composed_directives_cannot_be_hidden() -> None:
    sdl = 'extend schema @link(url: "https://acme.test/s/v1.0", import: ["@m"]) @composeDirective(name: "@m") directive @m(n: Int @inaccessible) on FIELD_DEFINITION type Query { x: Int @m }'
    assert error_codes(a=sdl) == {"DISALLOWED_INACCESSIBLE"}


def test_hidden_elements_are_in_the_supergraph_but_not_in_the_api() -> None:
    result = compose_fed2(
        a="type Query { v: Int h: Int @inaccessible f(a: Int, b: In @inaccessible): E i: [I] } input In @inaccessible { a: Int } enum E { A B @inaccessible } interface I @inaccessible { x: Int } type T implements I { x: Int } union U = T | S type S @inaccessible { x: Int }".replace(
            "i: [I]", "i: [I] @inaccessible"
        )
    )
    assert result.api_sdl == (
        "enum E {\n  A\n}\n\ntype Query {\n  v: Int\n  f(a: Int): E\n}\n\ntype T {\n  x: Int\n}\n\nunion U = T\n"
    )
    assert "h: Int @inaccessible" in str(result.supergraph_sdl)
