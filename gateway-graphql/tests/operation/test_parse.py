"""Parsing and the limits that are known from the text alone."""

import pytest

from jetbridge.operation.limits import Limits
from jetbridge.operation.parse import load_document
from jetbridge.operation.refusal import OperationRefused


def refusal(source: str, limits: Limits | None = None) -> OperationRefused:
    with pytest.raises(OperationRefused) as caught:
        load_document(source, limits or Limits())
    return caught.value


def test_syntax_errors_name_their_place() -> None:
    error = refusal("{ a(")
    assert error.code == "GRAPHQL_PARSE_FAILED"
    assert error.errors[0]["locations"] == [{"line": 1, "column": 5}]


def test_empty_selection_sets_are_no_graphql() -> None:
    assert refusal("{ a { } }").code == "GRAPHQL_PARSE_FAILED"


def test_tokens_are_counted_as_the_language_defines_them() -> None:
    source = '{ a(x: """block " \\""" text""", y: "s\\"tring", z: [-1.5e3, $v]) @d ...F } # a comment {{{{\n'
    load_document(source + "fragment F on Q { b }", Limits(tokens=29))
    assert refusal(source + "fragment F on Q { b }", Limits(tokens=28)).errors[0]["extensions"] == {
        "code": "OPERATION_LIMIT_EXCEEDED",
        "http": {"status": 400},
        "limit": "tokens",
        "maximum": 28,
    }


@pytest.mark.parametrize(
    "source",
    ["{a" * 20_000 + "}" * 20_000, "{a(x:" + "[" * 100_000, "{a(x:" + "{a:" * 50_000, "query(" + "$a:[" * 300 + "{a}"],
)
def test_deep_nesting_is_refused_before_the_parser_recurses(source: str) -> None:
    error = refusal(source, Limits(tokens=10**6))
    assert (error.code, error.errors[0]["extensions"]["limit"]) == ("OPERATION_LIMIT_EXCEEDED", "recursion")  # type: ignore[index,call-overload]  # JSON


@pytest.mark.parametrize(
    "source", ['"""' * 100_000, '"' * 300_000, '"\\' * 100_000, "#" * 300_000 + "\n", '""" \\"""' * 60_000]
)
def test_odd_strings_are_scanned_to_their_end(source: str) -> None:
    # Scanned in quadratic time these would keep the suite waiting for minutes.
    refusal("{ a } " + source + " {", Limits(tokens=10**7))
