"""Field sets: the selections written inside `@key(fields:)`, `@requires(fields:)` and `@provides(fields:)`.

`parse_field_set("id owner { id }")` -> SelectionSetNode. The text may or may not have braces of its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from graphql import FieldNode, GraphQLSyntaxError, InlineFragmentNode, OperationDefinitionNode, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import SelectionSetNode


class FieldSetError(ValueError):
    """The text is no field set."""


@lru_cache(maxsize=4096)
def parse_field_set(text: str) -> SelectionSetNode:
    """Parse a field set; raises `FieldSetError` with the reason where it is none."""
    body = text if text.strip().startswith("{") else f"{{{text}}}"
    try:
        document = parse(body, no_location=True, allow_empty_selection_sets=False)
    except (GraphQLSyntaxError, RecursionError) as error:
        raise FieldSetError(str(getattr(error, "message", error))) from None
    if len(document.definitions) != 1:
        raise FieldSetError("Expected one selection set")
    return cast("OperationDefinitionNode", document.definitions[0]).selection_set  # a document in braces


def selected_fields(selections: SelectionSetNode) -> Iterator[FieldNode]:
    """Iterate over the fields of a field set at every depth."""
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield selection
            if selection.selection_set:
                yield from selected_fields(selection.selection_set)
        elif isinstance(selection, InlineFragmentNode):
            yield from selected_fields(selection.selection_set)
