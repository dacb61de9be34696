"""A gateway sends the same documents for ever: each is validated once, and that is most of what a request would cost."""

from __future__ import annotations

from strawberry.extensions import AddValidationRules, ValidationCache

from reservation_service.schema.build import build_schema


def test_every_request_is_validated_by_the_same_rules() -> None:
    """What is remembered of a document is remembered by the rules it was validated with."""
    extensions = [build_schema().get_extensions(sync=True) for _ in range(2)]
    first, second = (
        [rule for one in of_request if isinstance(one, AddValidationRules) for rule in one.validation_rules]
        for of_request in extensions
    )
    assert len(first) == 2
    assert first == second
    assert any(isinstance(one, ValidationCache) for one in extensions[0])
