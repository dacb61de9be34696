"""Normalizing: what is left of an operation once its shape is decided."""

from typing import Any

import pytest
from graphql import build_schema, parse, validate

from jetbridge.operation.choose import get_operation
from jetbridge.operation.model import Field
from jetbridge.operation.normalize import find_condition_variables, normalize
from jetbridge.operation.printer import print_operation

SCHEMA = build_schema(
    """
    interface Node { id: ID! }
    interface Named implements Node { id: ID! name: String }
    type Cat implements Node & Named { id: ID! name: String friend(of: Int, at: [Int]): Pet }
    type Dog implements Node & Named { id: ID! name: String friend: Pet }
    type Fish implements Node { id: ID! }
    union Pet = Cat | Dog
    type Query { node(id: ID): Node named: Named pet: Pet cat: Cat }
    """
)


def normalized(source: str, **conditions: Any) -> str:
    document = parse(source)
    assert validate(SCHEMA, document) == []
    return print_operation(normalize(document, get_operation(document, None), SCHEMA, conditions))


def body(source: str, **conditions: Any) -> str:
    return " ".join(normalized(source, **conditions).split())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Fields of one response key become one, where the first of them stood.
        ("{ cat { id } cat { name id } }", "query { cat { id name } }"),
        ("{ a: cat { id } cat { id } a: cat { name } }", "query { a: cat { id name } cat { id } }"),
        # Fragments that say nothing new are gone.
        ("{ cat { ...F ... on Node { id } ... { x: id } } } fragment F on Cat { name }",
         "query { cat { name id x: id } }"),
        ("{ named { ... on Node { id } ... on Named { name } } }", "query { named { id name } }"),
        # ... unless the type around them lacks the fields.
        ("{ pet { ... on Named { name } } }", "query { pet { ... on Named { name } } }"),
        # Narrowing ones stay, in their place; neighbours of one condition are one.
        ("{ node { ... on Cat { id } ... on Cat { name } id ... on Cat { x: id } } }",
         "query { node { ... on Cat { id name } id ... on Cat { x: id } } }"),
        ("{ node { ... on Named { ... on Cat { name } ... on Node { id } } } }",
         "query { node { ... on Named { ... on Cat { name } id } } }"),
        # What can never match is gone, and so is what it leaves empty.
        ("{ pet { ... on Node { ... on Fish { id } } __typename } }", "query { pet { __typename } }"),
        ("{ node { ...A } } fragment A on Node { ... on Cat { friend { ... on Dog { id } } } id }",
         "query { node { ... on Cat { friend { ... on Dog { id } } } id } }"),
        # A fragment counts once in a scope, but again in another one.
        ("{ node { ...F ...F ... on Cat { ...F } } } fragment F on Node { id }",
         "query { node { id ... on Cat { id } } }"),
        ("{ __typename __schema { types { name } } }", "query { __typename __schema { types { name } } }"),
    ],
)  # fmt: skip
def test_selections_are_normalized(source: str, expected: str) -> None:

    assert body(source) == expected


def test_conditions_are_decided_by_the_variables_they_name() -> None:
    source = """query($a: Boolean!, $b: Boolean = true) {
      cat { id @skip(if: $a) name @include(if: $b) ... @include(if: $a) { x: id } y: id @skip(if: true) }
      node @include(if: $b) { ...F @skip(if: $b) id }
    } fragment F on Node { z: id @include(if: $a) }"""
    document = parse(source)
    assert find_condition_variables(document, get_operation(document, None)) == ("a", "b")
    head = "query($a: Boolean!, $b: Boolean = true)"
    assert body(source, a=True, b=False) == f"{head} {{ cat {{ x: id }} }}"
    assert body(source, a=False, b=True) == f"{head} {{ cat {{ id name }} node {{ id }} }}"


def test_arguments_keep_their_text_and_tell_their_variables() -> None:
    source = "query Q($i: Int, $j: Int = 2) { cat { friend(of: $i, at: [1, $j, $i]) { __typename } } }"
    document = parse(source)
    operation = normalize(document, get_operation(document, None), SCHEMA, {})
    cat = operation.selections[0]
    assert isinstance(cat, Field)
    friend = cat.selections[0]
    assert isinstance(friend, Field)
    assert (operation.name, operation.root_type, str(cat.type), cat.parent_type) == ("Q", "Query", "Cat", "Query")
    assert [(argument.literal, argument.variables) for argument in friend.arguments] == [
        ("$i", ("i",)),
        ("[1, $j, $i]", ("j", "i")),
    ]


def test_printing_indents_selections() -> None:
    assert normalized("{ node(id: 1) { x: id ... on Cat { name } } }") == (
        "query {\n  node(id: 1) {\n    x: id\n    ... on Cat {\n      name\n    }\n  }\n}"
    )
