"""The size of an operation is that of its expanded form, and knowing it costs nothing."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from graphql import parse

from jetbridge.operation.limits import Limits, check_size, measure
from jetbridge.operation.refusal import OperationRefused

CountCalls: TypeAlias = Callable[[Callable[[], object]], int]


def chain(links: int, body: str) -> str:
    """A document whose fragment number i holds `body` with NEXT for fragment i + 1."""
    fragments = (f"fragment F{i} on Q {{ {body.replace('NEXT', f'...F{i + 1}')} }}" for i in range(links))
    return f"{{ ...F0 }} {' '.join(fragments)} fragment F{links} on Q {{ x }}"


def test_fragments_count_as_often_as_they_are_spread() -> None:
    (size,) = measure(parse("query @d { a { ...F } b: a { ...F } ... on Q { c } } fragment F on Q { k: x @d y { z } }"))
    assert size._asdict() == {"depth": 3, "aliases": 3, "directives": 3, "root_fields": 3, "selections": 12}


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("depth", "{ a { a { a { a { b } } } } }"),
        ("depth", "{ ...F } fragment F on Q { a { ...G } } fragment G on Q { a { a { a { a } } } }"),
        ("aliases", "{ a: x b: x c: x d: x e: x }"),
        ("aliases", "{ p { ...F } q { ...F } } fragment F on Q { a: x b: x c: x }"),
        ("directives", "{ a @x @x @x @x @x }"),
        ("operations", " ".join(f"query Q{number} {{ a }}" for number in range(5))),
        ("root_fields", "{ a b c d e }"),
        ("root_fields", "{ ...F ...F } fragment F on Q { a b c }"),
    ],
)
def test_each_limit_is_kept(name: str, document: str) -> None:
    with pytest.raises(OperationRefused) as caught:
        check_size(parse(document), Limits(depth=4, aliases=4, directives=4, root_fields=4, operations=4))
    assert caught.value.errors[0]["extensions"]["limit"] == name  # type: ignore[index,call-overload]  # JSON
    check_size(parse(document), Limits(depth=6, aliases=6, directives=6, root_fields=6))


def test_the_operations_of_one_document_share_the_limit_of_selections() -> None:
    check_size(parse("query A { a b c }"), Limits(selections=5))
    with pytest.raises(OperationRefused):
        check_size(parse("query A { a b c } query B { a b c }"), Limits(selections=5))


@pytest.mark.parametrize(
    "document",
    [
        chain(10, "NEXT " * 100),
        chain(30, "a { NEXT NEXT } b { NEXT }"),
        chain(200, "... on Q { NEXT } ... on Q { NEXT }"),
        chain(600, "NEXT"),
        "{ ...F0 } "
        + " ".join(f"fragment F{i} on Q {{ {' '.join(f'...F{j}' for j in range(60))} }}" for i in range(60)),
    ],
)
def test_fragment_bombs_are_refused_with_little_work(document: str, count_calls: CountCalls) -> None:
    tree = parse(document)

    def refuse() -> None:
        with pytest.raises(OperationRefused):
            check_size(tree, Limits(selections=500))

    assert count_calls(refuse) < 200_000


def test_introspection_may_be_deep() -> None:
    types = "fields { type { ofType { ofType { ofType { name } } } } }"
    check_size(parse("{ a { b } __schema { types { " + types + " } } }"), Limits(depth=2))
