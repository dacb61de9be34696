"""SDL of schema elements. What is applied to an element is passed in as printed directives, so that joins fit in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql.language.block_string import print_block_string
from graphql.language.print_string import print_string

from jetbridge.composition.values import print_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jetbridge.composition.model import DirectiveDefinition, Directives, InputValue

_LONG_DESCRIPTION = 70


def print_description(description: str | None, indent: str = "") -> str:
    """Print a description as a block string above its element."""
    if not description:
        return ""
    block = print_block_string(description)
    if "\n" in block:
        block = block.replace("\n", f"\n{indent}") if indent else block
    elif len(description) < _LONG_DESCRIPTION and '"' not in description and "\\" not in description:
        block = f'"""{description}"""'
    return f"{indent}{block}\n"


def print_directives(directives: Directives) -> list[str]:
    """Print applied directives."""
    return [
        print_directive(d.name, ((name, print_value(value)) for name, value in d.arguments.items())) for d in directives
    ]


def print_directive(name: str, arguments: Iterable[tuple[str, str]]) -> str:
    """Print one applied directive of printed arguments."""
    text = ", ".join(f"{argument}: {value}" for argument, value in arguments)
    return f"@{name}({text})" if text else f"@{name}"


def print_text(text: str) -> str:
    """Print a string value."""
    return print_string(text)


def print_input_value(value: InputValue) -> str:
    """Print an argument or input field on one line, without its description."""
    default = f" = {print_value(value.default)}" if value.default is not None else ""
    return " ".join([f"{value.name}: {value.type}{default}", *print_directives(value.directives)])


def print_arguments(arguments: Mapping[str, InputValue], indent: str) -> str:
    """Print the arguments of a field or directive definition."""
    if not arguments:
        return ""
    if not any(argument.description for argument in arguments.values()):
        return f"({', '.join(map(print_input_value, arguments.values()))})"
    lines = [
        f"{print_description(argument.description, f'{indent}  ')}{indent}  {print_input_value(argument)}"
        for argument in arguments.values()
    ]
    return "(\n" + "\n".join(lines) + f"\n{indent})"


def print_block(head: str, directives: Sequence[str], lines: Sequence[str]) -> str:
    """Print a definition: its head, its directives each on a line, and its body in braces."""
    text = head + "".join(f"\n  {directive}" for directive in directives)
    if not lines:
        return text
    opening = "\n{\n" if directives else " {\n"
    return text + opening + "\n".join(lines) + "\n}"


def print_directive_definition(definition: DirectiveDefinition) -> str:
    """Print a directive definition."""
    repeatable = " repeatable" if definition.is_repeatable else ""
    return (
        f"{print_description(definition.description)}directive @{definition.name}"
        f"{print_arguments(definition.arguments, '')}{repeatable} on {' | '.join(sorted(definition.locations))}"
    )
