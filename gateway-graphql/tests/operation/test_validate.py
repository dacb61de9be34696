"""Validation against the API schema, and the linear rule for overlapping fields against graphql-core's."""

import random
from collections.abc import Callable
from typing import TypeAlias

import pytest
from graphql import OverlappingFieldsCanBeMergedRule, build_schema, parse, validate

from jetbridge.operation.overlap import OverlappingFieldsRule
from jetbridge.operation.refusal import OperationRefused
from jetbridge.operation.validate import check_document

CountCalls: TypeAlias = Callable[[Callable[[], object]], int]

SCHEMA = build_schema(
    """
    interface Node { id: ID! node(of: Int): Node pet: Pet }
    union Pet = Cat | Dog
    type Cat implements Node { id: ID! node(of: Int): Node pet: Pet name: String! age: Int friend: Dog kind: Kind }
    type Dog implements Node { id: ID! node(of: Int): Node pet: Pet name: String  age: Float friend: Cat kind: [Kind] }
    enum Kind { A B }
    type Query { node(of: Int): Node pet: Pet cat: Cat dog: Dog }
    """
)


def errors(source: str, *, suggestions: bool = True) -> list[str]:
    try:
        check_document(parse(source), SCHEMA, suggestions=suggestions)
    except OperationRefused as refused:
        return [str(error["message"]) for error in refused.errors]
    return []


def test_a_valid_document_passes() -> None:
    assert errors("query($n: Int) { node(of: $n) { id ... on Cat { name } } }") == []


def test_suggestions_are_shown_only_where_they_may_be() -> None:
    assert errors("{ kat }") == ["Cannot query field 'kat' on type 'Query'. Did you mean 'cat' or 'pet'?"]
    assert errors("{ kat }", suggestions=False) == ["Cannot query field 'kat' on type 'Query'."]


def test_an_error_names_code_status_and_place() -> None:
    with pytest.raises(OperationRefused) as caught:
        check_document(parse("{ cat { id } nope }"), SCHEMA, suggestions=False)
    assert caught.value.errors == [
        {
            "message": "Cannot query field 'nope' on type 'Query'.",
            "locations": [{"line": 1, "column": 14}],
            "extensions": {"code": "GRAPHQL_VALIDATION_FAILED", "http": {"status": 400}},
        }
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{ x: cat { id } x: dog { id } }", "'cat' and 'dog' are different fields"),
        ("{ node(of: 1) { id } node(of: 2) { id } }", "they have differing arguments"),
        ("{ pet { ... on Cat { x: name } ... on Dog { x: name } } }", "conflicting types 'String!' and 'String'"),
        ("{ pet { ... on Cat { kind } ... on Dog { kind } } }", "conflicting types 'Kind' and '[Kind]'"),
        ("{ node { ...A ...B } } fragment A on Cat { friend { x: id } } "
         "fragment B on Node { ... on Cat { friend { x: age } } }",
         "conflicting types 'ID!' and 'Float'"),
    ],
)  # fmt: skip
def test_fields_that_cannot_be_merged_are_refused(source: str, message: str) -> None:
    assert message in errors(source)[0]


def test_fields_of_objects_that_exclude_each_other_may_differ() -> None:
    assert errors("{ pet { ... on Cat { x: id } ... on Dog { x: id y: age } } }") == []
    assert errors("{ pet { ... on Cat { node(of: 1) { id } } ... on Dog { node(of: 2) { id } } } }") == []


def test_the_linear_rule_agrees_with_the_quadratic_one_on_random_documents() -> None:
    chance = random.Random(11)
    refused = 0
    for _ in range(1500):
        document = parse(random_document(chance))
        expected = bool(validate(SCHEMA, document, [OverlappingFieldsCanBeMergedRule]))
        assert bool(validate(SCHEMA, document, [OverlappingFieldsRule])) == expected, document
        refused += expected
    assert 300 < refused < 1200


def random_document(chance: random.Random) -> str:
    fields = {"id": "", "name": "", "age": "", "kind": "", "friend": "x", "node": "Node", "pet": "x"}
    fragments: list[str] = []

    def selections(depth: int) -> str:
        parts = []
        for _ in range(chance.randint(1, 3)):
            match chance.random():
                case roll if roll < 0.25 and depth:
                    parts.append(f"... on {chance.choice(['Cat', 'Dog', 'Node'])} {{ {selections(depth - 1)} }}")
                case roll if roll < 0.4 and depth:
                    number = len(fragments)
                    fragments.append("")
                    condition = chance.choice(["Cat", "Dog", "Node"])
                    fragments[number] = f"fragment F{number} on {condition} {{ {selections(depth - 1)} }}"
                    parts += [f"...F{chance.randrange(len(fragments))}", f"...F{number}"]
                case _:
                    name = chance.choice(list(fields))
                    if fields[name] and not depth:
                        name = "id"
                    alias = chance.choice(["", "", "", "a: ", "id: "])
                    argument = chance.choice(["", "(of: 1)"]) if name == "node" else ""
                    below = f" {{ {selections(depth - 1)} }}" if fields[name] else ""
                    parts.append(f"{alias}{name}{argument}{below}")
        return " ".join(parts)

    root = f"{{ pet {{ {selections(3)} }} node {{ {selections(3)} }} }}"
    return " ".join([root, *fragments])


@pytest.mark.parametrize(
    "source",
    [
        "{" + "node { id } " * 1200 + "}",
        "{ node {" + "x: id " * 1600 + "} }",
        "{ node {" + " ".join(f"...F{i}" for i in range(300)) + "} }"
        + " ".join(f"fragment F{i} on Node {{ node {{ id }} pet {{ __typename }} }}" for i in range(300)),
    ],
)  # fmt: skip
def test_documents_made_to_be_quadratic_take_linear_work(source: str, count_calls: CountCalls) -> None:
    document = parse(source)
    # Comparing each of 1,200 fields with each other would be more than seven hundred thousand pairs.
    assert count_calls(lambda: validate(SCHEMA, document, [OverlappingFieldsRule])) < 300_000
    assert validate(SCHEMA, document, [OverlappingFieldsRule]) == []
