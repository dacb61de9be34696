"""Print a query plan for people: waves of fetches as a Sequence of Parallels, each fetch with what it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import parse, print_ast

from jetbridge.planner.plan import EntityFetch, KeyStep, RepresentationField, RootFetch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jetbridge.planner.plan import (
        ContextVariable,
        EntityGroup,
        Fetch,
        Path,
        QueryPlan,
        RepresentationCase,
        RepresentationSelection,
    )


def print_plan(plan: QueryPlan) -> str:
    """The plan as text; equal plans print equally."""
    waves = _waves(plan.fetches)
    if not waves:
        return "QueryPlan {}"
    blocks = [_print_wave(wave) for wave in waves]
    body = blocks[0] if len(blocks) == 1 else _block("Sequence", blocks)
    return _block("QueryPlan", [body])


def _waves(fetches: tuple[Fetch, ...]) -> list[list[Fetch]]:
    level: dict[int, int] = {}
    waves: list[list[Fetch]] = []
    for fetch in fetches:
        number = level[fetch.id] = max((level[earlier] + 1 for earlier in fetch.after), default=0)
        if number == len(waves):
            waves.append([])
        waves[number].append(fetch)
    return waves


def _print_wave(wave: list[Fetch]) -> str:
    printed = [_print_fetch(fetch) for fetch in wave]
    return printed[0] if len(printed) == 1 else _block("Parallel", printed)


def _print_fetch(fetch: Fetch) -> str:
    head = f"Fetch #{fetch.id} {fetch.subgraph}"
    if fetch.after:
        head += f" after {', '.join(f'#{number}' for number in fetch.after)}"
    document = print_ast(parse(fetch.document, no_location=True))
    match fetch:
        case RootFetch() if fetch.path:
            return _block(f'Flatten "{print_path(fetch.path)}"', [_block(head, [document])])
        case RootFetch():
            return _block(head, [document])
        case EntityFetch():
            return _block(head, [*(_print_group(group) for group in fetch.groups), document])


def _print_group(group: EntityGroup) -> str:
    paths = ", ".join(f'"{print_path(path)}"' for path in group.paths)
    lines = [*(_print_case(case) for case in group.cases), *(_print_context(each) for each in group.contexts)]
    return _block(f"Flatten {paths} as ${group.variable}", lines)


def _print_context(variable: ContextVariable) -> str:
    """`$name from ../ { prop } or ../../ T { prop }`: as many `../` as there are objects to go up."""
    sources = []
    for source in variable.sources:
        types = f" {' | '.join(sorted(source.types))}" if source.types is not None else ""
        sources.append(f"{'../' * source.up}{types} {{ {_print_representation(source.selections)} }}")
    return f"${variable.name} from {' or '.join(sources)}"


def _print_case(case: RepresentationCase) -> str:
    parts = [_print_representation((*case.keys, *case.requires))]
    typename = f" as {case.typename}" if case.typename else ""
    return f"{' | '.join(sorted(case.types))}{typename} {{ {' '.join(parts)} }}"


def _print_representation(selections: Iterable[RepresentationSelection]) -> str:
    parts = []
    for selection in selections:
        inner = f" {{ {_print_representation(selection.selections)} }}" if selection.selections else ""
        if isinstance(selection, RepresentationField):
            name = selection.name if selection.key == selection.name else f"{selection.name}: {selection.key}"
            parts.append(name + inner)
        else:
            parts.append(f"... on {' | '.join(sorted(selection.types))}{inner}")
    return " ".join(parts)


def print_path(path: Path) -> str:
    """`reviews.product|[Book]`: keys, and after a bar the runtime types that go on."""
    text = ""
    for step in path:
        if isinstance(step, KeyStep):
            text += f".{step.key}" if text else step.key
        else:
            text += f"|[{' | '.join(sorted(step.types))}]"
    return text


def _block(head: str, lines: Iterable[str]) -> str:
    inner = "\n".join(lines)
    indented = "\n".join(f"  {line}" for line in inner.split("\n"))
    return f"{head} {{\n{indented}\n}}"
