"""Why a place cannot be reached: a query that leads there, and what stands in the way in each subgraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.composition.post_validation.locating import merged_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.composition.errors import CompositionError
    from jetbridge.composition.merging.graph import MergedGraph
    from jetbridge.composition.satisfiability.reach import Reach
    from jetbridge.composition.satisfiability.walk import DeadEnd, Step
    from jetbridge.query_graph import Node, QueryGraph


def explain_dead_end(graph: MergedGraph, query_graph: QueryGraph, reach: Reach, dead_end: DeadEnd) -> CompositionError:
    """Make the error for a dead end."""
    state, field = dead_end.state, dead_end.field
    if field is None:
        coordinate = state.type_name
        reasons = [
            f"- no subgraph that can be reached from {_names(state.nodes)} can tell which type implementing"
            f' "{coordinate}" the value has; give the interface a resolvable @key where it is declared.'
        ]
    else:
        coordinate = f"{state.type_name}.{field.name}"
        reasons = [f"- {reason}" for reason in _reasons(query_graph, reach, dead_end)]
    last = field.name if field else "__typename"
    text = _query(graph, state.step, last)
    labels = "".join(f"\nwhere the override label {name} is {value}" for name, value in sorted(state.labels))
    message = f"This query cannot be answered by the subgraphs:\n{text}{labels}\nbecause:\n" + "\n".join(reasons)
    return merged_error(graph, "SATISFIABILITY_ERROR", message, coordinate)


def _query(graph: MergedGraph, step: Step | None, last: str) -> str:
    texts = [last]
    while step is not None:
        texts.append(step.text)
        step = step.parent
    # The outermost step is the kind of operation.
    lines = [f"{'  ' * depth}{text} {{" for depth, text in enumerate(reversed(texts[1:]))]
    depth = len(lines)
    return "\n".join([*lines, "  " * depth + last, *("  " * level + "}" for level in reversed(range(depth)))])


def _names(nodes: frozenset[Node]) -> str:
    return ", ".join(f'"{name}"' for name in sorted({node.subgraph for node in nodes}))


def _reasons(query_graph: QueryGraph, reach: Reach, dead_end: DeadEnd) -> Iterator[str]:
    state, field = dead_end.state, dead_end.field
    assert field is not None  # the other kind of dead end is explained by its type alone
    reached = reach.closure(state.nodes, state.type_name)
    joined = query_graph.supergraph.types[state.type_name]
    here = {node.subgraph for node in reached}
    known = joined.fields.get(field.name, {})
    coordinate = f'"{state.type_name}.{field.name}"'
    for subgraph in sorted(here):
        if subgraph not in known:
            yield f'subgraph "{subgraph}" has no field {coordinate};'
        elif known[subgraph].external:
            yield f'subgraph "{subgraph}" has {coordinate} marked @external, or overridden by another subgraph;'
        elif known[subgraph].requires is not None:
            yield f'subgraph "{subgraph}" cannot get what @requires on {coordinate} names;'
        else:
            yield f'subgraph "{subgraph}" cannot be asked for {coordinate} here;'
    for subgraph in sorted(known.keys() - here):
        if known[subgraph].external:
            continue
        keys = [key for key in joined.subgraphs[subgraph].keys if key.resolvable]
        if not keys:
            yield f'subgraph "{subgraph}" has it, but "{state.type_name}" has no resolvable @key there;'
        else:
            shown = ", ".join(f'"{key.fields.text}"' for key in keys)
            yield f'subgraph "{subgraph}" has it, but its @key ({shown}) cannot be had from {_names(reached)};'
