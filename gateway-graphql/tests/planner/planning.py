"""Plan an operation over small subgraphs: SDL and operation in, the plan's text out."""

from __future__ import annotations

import re
import textwrap

from jetbridge.composition import SubgraphDefinition, compose
from jetbridge.operation.document import prepare_operation
from jetbridge.operation.limits import Limits
from jetbridge.planner import Budget, plan
from jetbridge.planner.plan import QueryPlan
from jetbridge.planner.printer import print_plan
from jetbridge.query_graph import build_query_graph
from jetbridge.supergraph import load_supergraph

_DIRECTIVES = (
    "key|requires|provides|external|tag|extends|shareable|inaccessible|override|interfaceObject|context|fromContext"
    "|cost|listSize"
)

_STRICT_ARGUMENT = re.compile(r"(\w+): (\w+)! @fromContext")


def supergraph_of(**subgraphs: str) -> str:
    """The supergraph of subgraphs given by name; the federation directives they use are imported for them.

    Arguments from contexts may be non-null: composition refuses that, but supergraphs made by others can have it.
    """
    strict = {name for sdl in subgraphs.values() for name, _ in _STRICT_ARGUMENT.findall(sdl)}
    lenient = {name: _STRICT_ARGUMENT.sub(r"\1: \2 @fromContext", sdl) for name, sdl in subgraphs.items()}
    result = compose([SubgraphDefinition(name, f"http://{name}", _link(sdl)) for name, sdl in lenient.items()])
    assert result.supergraph_sdl is not None, [str(error) for error in result.errors]
    if not strict:
        return result.supergraph_sdl
    return re.sub(rf'(name: "(?:{"|".join(strict)})", type: "\w+)"', r'\1!"', result.supergraph_sdl)


def plan_over(supergraph: str, operation: str, *, active_labels: frozenset[str] = frozenset()) -> QueryPlan:
    loaded = load_supergraph(supergraph)
    prepared = prepare_operation(operation, None, loaded.api_schema, Limits(), suggestions=False)
    conditions = prepared.get_conditions(prepared.coerce({}))
    graph = build_query_graph(loaded)
    return plan(prepared.normalize(conditions), graph, Budget(), active_labels=active_labels)


def planned(supergraph: str, operation: str) -> str:
    """The plan of an operation, with each document on a line of its own."""
    return outline(plan_over(supergraph, operation))


def outline(found: QueryPlan) -> str:
    """The plan's text without the braces that only make it long: GraphQL documents are put on one line."""
    lines: list[str] = []
    document: list[str] = []
    depth = 0
    for line in print_plan(found).splitlines():
        if depth or re.match(r"\s*(query|mutation|subscription|\{)", line):
            document.append(line.strip())
            depth += line.count("{") - line.count("}")
            if not depth:
                indent = " " * (len(line) - len(line.lstrip()))
                lines.append(indent + " ".join(document))
                document = []
        else:
            lines.append(line)
    return "\n".join(lines)


def text(expected: str) -> str:
    return textwrap.dedent(expected).strip()


def _link(sdl: str) -> str:
    used = dict.fromkeys(re.findall(rf"@({_DIRECTIVES})\b", sdl))
    imports = ", ".join(f'"@{name}"' for name in used)
    return f'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{imports}])\n{sdl}'
