"""Choosing the operation of a document."""

import pytest
from graphql import parse

from jetbridge.operation.choose import get_operation
from jetbridge.operation.refusal import OperationRefused


@pytest.mark.parametrize(
    ("source", "name", "chosen"),
    [
        ("{ a }", None, None),
        ("{ a }", "", None),
        ("query A { a } query B { b }", "B", "B"),
        ("query A { a }", None, "A"),
    ],
)
def test_the_operation_is_found(source: str, name: str | None, chosen: str | None) -> None:
    node = get_operation(parse(source), name).name
    assert (node.value if node else None) == chosen


@pytest.mark.parametrize(
    ("source", "name", "message"),
    [
        ("query A { a } query B { b }", None, "The document has 2 operations; name the one to run in operationName."),
        ("query A { a }", "B", 'The document has no operation named "B".'),
        ("{ a }", "B", 'The document has no operation named "B".'),
        ("fragment F on Q { a }", None, "The document has no operation."),
    ],
)
def test_an_unclear_choice_is_refused(source: str, name: str | None, message: str) -> None:
    with pytest.raises(OperationRefused) as caught:
        get_operation(parse(source), name)
    assert (caught.value.code, caught.value.message) == ("OPERATION_RESOLUTION_FAILURE", message)
