"""Print normalized selections as GraphQL source text: for people, and for what is executed from text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.operation.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jetbridge.operation.model import Operation, Selection


def print_operation(operation: Operation) -> str:
    head = operation.kind.value
    if operation.name:
        head += f" {operation.name}"
    if operation.variables:
        definitions = (
            f"${variable.name}: {variable.type}" + (f" = {variable.default}" if variable.default is not None else "")
            for variable in operation.variables
        )
        head += f"({', '.join(definitions)})"
    return f"{head} {{\n{print_selections(operation.selections, '  ')}\n}}"


def print_selections(selections: Iterable[Selection], indent: str = "") -> str:
    """One selection a line, each line beginning with `indent`."""
    return "\n".join(_print_selection(selection, indent) for selection in selections)


def _print_selection(selection: Selection, indent: str) -> str:
    if isinstance(selection, Field):
        text = selection.name
        if selection.response_key != selection.name:
            text = f"{selection.response_key}: {text}"
        if selection.arguments:
            text += f"({', '.join(f'{argument.name}: {argument.literal}' for argument in selection.arguments)})"
        if not selection.selections:
            return indent + text
    else:
        text = f"... on {selection.type_condition}"
    return f"{indent}{text} {{\n{print_selections(selection.selections, indent + '  ')}\n{indent}}}"
