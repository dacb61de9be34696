"""An input object that requires itself could never be written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.model import Kind
from jetbridge.composition.type_ref import Wrapper
from jetbridge.composition.validation.graphql.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.model import Schema, TypeDefinition


def check_input_cycles(schema: Schema) -> Iterator[Problem]:
    """Find cycles of non-null fields; each is reported once, where it was entered."""
    inputs = [definition for definition in schema.types.values() if definition.kind is Kind.INPUT]
    needs = {definition.name: _needed(definition) for definition in inputs}
    done: set[str] = set()
    for definition in inputs:
        path = _find_cycle(definition.name, needs, done)
        if path:
            message = f"{path[0]} requires itself through {' -> '.join(path)}; make one of the fields nullable."
            yield Problem(message, path[0], schema.types[path[0]].node)


def _needed(definition: TypeDefinition) -> list[str]:
    return [
        field.type.name
        for field in definition.inputs.values()
        if field.type.wrapper is Wrapper.NON_NULL and not field.type.is_list
    ]


def _find_cycle(start: str, needs: dict[str, list[str]], done: set[str]) -> list[str]:
    # Depth first without recursion: schemas may be nested deeper than Python's stack.
    path: list[str] = []
    todo: list[tuple[str, bool]] = [(start, True)]
    while todo:
        name, entering = todo.pop()
        if not entering:
            path.pop()
            done.add(name)
        elif name in path:
            return [*path[path.index(name) :], name]
        elif name not in done:
            path.append(name)
            todo.append((name, False))
            todo += [(below, True) for below in needs.get(name, ())]
    return []
