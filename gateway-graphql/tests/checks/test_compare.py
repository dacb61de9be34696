"""Changes between schemas have the severity their users feel."""

import pytest
from graphql import build_schema

from jetbridge.checks.compare import compare_schemas

BASE = """
type Query { seat(id: ID!, row: Int = 1): Seat search(filter: Filter): [Thing!] old: Int @deprecated(reason: "x") }
interface Node { id: ID! }
type Seat implements Node { id: ID! row: Int letter: String! cabin: Cabin }
type Meal { name: String }
union Thing = Seat | Meal
enum Cabin { ECONOMY FIRST }
input Filter { cabin: Cabin limit: Int = 10 }
directive @live(rate: Int) repeatable on FIELD | QUERY
"""


def changes(old: str, new: str) -> list[str]:
    assert old in BASE
    found = compare_schemas(build_schema(BASE), build_schema(BASE.replace(old, new)))
    return [f"{change.severity.value} {change.code} {change.coordinate}" for change in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("row: Int letter", "letter", "breaking FIELD_REMOVED Seat.row"),
        ("row: Int letter", "row: Int! letter", "safe FIELD_TYPE_CHANGED Seat.row"),
        ("letter: String!", "letter: String", "breaking FIELD_TYPE_CHANGED Seat.letter"),
        ("row: Int letter", "row: [Int] letter", "breaking FIELD_TYPE_CHANGED Seat.row"),
        ("row: Int letter", "row: Int new: Int letter", "safe FIELD_ADDED Seat.new"),
        ("ECONOMY FIRST", "ECONOMY", "breaking ENUM_VALUE_REMOVED Cabin.FIRST"),
        ("ECONOMY FIRST", "ECONOMY FIRST PREMIUM", "dangerous ENUM_VALUE_ADDED Cabin.PREMIUM"),
        ("= Seat | Meal", "= Seat", "breaking UNION_MEMBER_REMOVED Thing"),
        ("type Seat implements Node", "type Seat", "breaking INTERFACE_REMOVED Seat"),
        ("type Meal {", "type Meal implements Node { id: ID!", "dangerous INTERFACE_ADDED Meal"),
        ("id: ID!, row: Int = 1", "id: ID!", "breaking ARGUMENT_REMOVED Query.seat(row:)"),
        ("row: Int = 1", "row: Int = 2", "dangerous ARGUMENT_DEFAULT_CHANGED Query.seat(row:)"),
        (
            "id: ID!, row: Int = 1",
            "id: ID!, row: Int = 1, new: Int!",
            "breaking REQUIRED_ARGUMENT_ADDED Query.seat(new:)",
        ),
        ("id: ID!, row: Int = 1", "id: ID!, row: Int = 1, new: Int", "safe ARGUMENT_ADDED Query.seat(new:)"),
        ("seat(id: ID!,", "seat(id: ID,", "safe ARGUMENT_TYPE_CHANGED Query.seat(id:)"),
        ("cabin: Cabin limit", "cabin: Cabin! limit", "breaking INPUT_FIELD_TYPE_CHANGED Filter.cabin"),
        ("limit: Int = 10", "limit: Int! = 10", "dangerous INPUT_FIELD_TYPE_CHANGED Filter.limit"),
        ("limit: Int = 10", "limit: Int = 10 need: Int!", "breaking REQUIRED_INPUT_FIELD_ADDED Filter.need"),
        ("on FIELD | QUERY", "on FIELD", "breaking DIRECTIVE_LOCATION_REMOVED @live"),
        ("repeatable on", "on", "breaking DIRECTIVE_REPEATABLE_REMOVED @live"),
        (' old: Int @deprecated(reason: "x")', "", "breaking FIELD_REMOVED Query.old"),
    ],
)
def test_each_change_has_its_severity(old: str, new: str, expected: str) -> None:
    assert expected in changes(old, new)


def test_a_type_that_changes_kind_breaks() -> None:
    assert "breaking TYPE_KIND_CHANGED Meal" in changes(
        "type Meal { name: String }\nunion Thing = Seat | Meal", "scalar Meal\nunion Thing = Seat"
    )


def test_equal_schemas_have_no_changes() -> None:
    assert changes("ECONOMY", "ECONOMY") == []
