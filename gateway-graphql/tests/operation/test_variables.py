"""Coercing variable values to the letter of the specification."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, parse

from jetbridge.operation.refusal import OperationRefused
from jetbridge.operation.variables import VariableCoercer

SCHEMA = build_schema(
    """
    scalar Any
    enum Color { RED GREEN }
    input Filter { color: Color = RED limit: Int! = 5 tags: [String!] inner: Filter }
    input Choice @oneOf { a: Int b: String }
    type Query {
      a(i: Int, f: Float, s: String, id: ID, b: Boolean, c: Color, l: [Int], n: Int!, x: Any, o: Filter, y: Choice): Int
    }
    """
)


def coerce(definitions: str, inputs: dict[str, Any]) -> dict[str, Any]:
    operation = parse(f"query({definitions}) {{ a }}").definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return VariableCoercer(SCHEMA, operation.variable_definitions or ()).coerce(inputs)


@pytest.mark.parametrize(
    ("definitions", "inputs", "expected"),
    [
        ("$i: Int", {}, {}),
        ("$i: Int", {"i": None}, {"i": None}),
        ("$i: Int = 3", {}, {"i": 3}),
        ("$i: Int = 3", {"i": None}, {"i": None}),
        ("$i: Int! = 3", {}, {"i": 3}),
        ("$i: Int", {"i": 7.0}, {"i": 7}),
        ("$f: Float", {"f": 7}, {"f": 7}),
        ("$id: ID", {"id": 7}, {"id": "7"}),
        ("$c: Color = GREEN", {}, {"c": "GREEN"}),
        ("$l: [Int]", {"l": 1}, {"l": [1]}),
        ("$l: [[Int]]", {"l": [1, None, [2]]}, {"l": [[1], None, [2]]}),
        ("$x: Any", {"x": {"deep": [1, {"__proto__": None}]}}, {"x": {"deep": [1, {"__proto__": None}]}}),
        ("$o: Filter", {"o": {}}, {"o": {"color": "RED", "limit": 5}}),
        (
            "$o: Filter = {tags: []}",
            {"o": {"color": None, "tags": "t", "inner": {"limit": 2}}},
            {"o": {"color": None, "limit": 5, "tags": ["t"], "inner": {"color": "RED", "limit": 2}}},
        ),
        ("$o: Filter = {tags: []}", {}, {"o": {"color": "RED", "limit": 5, "tags": []}}),
        ("$y: Choice", {"y": {"a": 1}}, {"y": {"a": 1}}),
        ("$i: Int", {"i": 1, "unknown": 2}, {"i": 1}),
        ("$__proto__: Int, $constructor: Int", {"__proto__": 1, "constructor": 2}, {"__proto__": 1, "constructor": 2}),
    ],
)
def test_values_are_coerced(definitions: str, inputs: dict[str, Any], expected: dict[str, Any]) -> None:
    assert coerce(definitions, inputs) == expected


@pytest.mark.parametrize(
    ("definitions", "inputs"),
    [
        ("$i: Int!", {}),
        ("$i: Int!", {"i": None}),
        ("$i: Int! = 3", {"i": None}),
        ("$i: Int", {"i": "1"}),
        ("$i: Int", {"i": True}),
        ("$i: Int", {"i": 2**31}),
        ("$i: Int", {"i": 1.5}),
        ("$f: Float", {"f": "1"}),
        ("$s: String", {"s": 1}),
        ("$id: ID", {"id": 1.5}),
        ("$b: Boolean", {"b": 0}),
        ("$c: Color", {"c": "BLUE"}),
        ("$c: Color", {"c": 0}),
        ("$l: [Int!]", {"l": [1, None]}),
        ("$o: Filter", {"o": {"limit": None}}),
        ("$o: Filter", {"o": {"unknown": 1}}),
        ("$o: Filter", {"o": []}),
        ("$y: Choice", {"y": {}}),
        ("$y: Choice", {"y": {"a": 1, "b": "x"}}),
        ("$y: Choice", {"y": {"a": None}}),
    ],
)
def test_wrong_values_are_bad_user_input(definitions: str, inputs: dict[str, Any]) -> None:
    with pytest.raises(OperationRefused) as caught:
        coerce(definitions, inputs)
    assert caught.value.code == "BAD_USER_INPUT"
    assert str(caught.value.errors[0]["message"]).startswith("Variable '$")


def test_input_nested_beyond_all_reason_is_refused() -> None:
    value: dict[str, Any] = {}
    for _ in range(5_000):
        value = {"inner": value}
    with pytest.raises(OperationRefused):
        coerce("$o: Filter", {"o": value})
