"""Ask the gateway and the one schema the same, and tell where they differ."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass
from functools import partial
from typing import Any

from jetbridge.composition import SubgraphDefinition, compose
from jetbridge.executor.executable import RUNS_BEFORE_COMPILING
from jetbridge.operation.limits import Limits
from jetbridge.operation.model import Operation
from jetbridge.pipeline import Engine, GraphQLRequest, RequestContext
from jetbridge.planner import Budget, plan
from jetbridge.planner.override import find_labels_of
from jetbridge.planner.plan import QueryPlan
from jetbridge.query_graph import build_query_graph
from jetbridge.supergraph import load_supergraph

from .classic import ClassicGenerator, print_supergraph
from .generate import Generator
from .operations import generate_operation
from .sdl import LINK, print_subgraph
from .serve import Subgraphs, Whole
from .world import World

# Random operations are wide and oddly aliased; how much is allowed is another test's matter.
_LIMITS = Limits(tokens=10**6, depth=100, aliases=10**5, directives=10**5, root_fields=10**4, selections=10**6)


@dataclass
class Difference:
    """What to look at: `seed` and `number` make the world and the operation again."""

    seed: int
    number: int
    query: str
    variables: dict[str, Any]
    expected: dict[str, Any]
    received: dict[str, Any]
    complaints: list[str]
    requests: list[tuple[str, str]]

    def __str__(self) -> str:
        requests = "\n".join(f"  {subgraph}: {query}" for subgraph, query in self.requests)
        return (
            f"seed {self.seed}, operation {self.number}\n{self.query}\n{json.dumps(self.variables)}\n"
            f"expected {json.dumps(self.expected)}\nreceived {json.dumps(self.received)}\n{requests}\n"
            + "\n".join(self.complaints)
        )


def find_differences(seed: int, operations: int) -> list[Difference]:
    """Make one world and so many operations over it; empty if the gateway answers all of them right."""
    return asyncio.run(_find_differences(seed, operations))


def _compose(world: World) -> str:
    sdls = [SubgraphDefinition(name, f"http://{name}", LINK + print_subgraph(world, name)) for name in world.subgraphs]
    composed = compose(sdls)
    assert composed.supergraph_sdl is not None, f"seed {world.seed}: {[error.message for error in composed.errors]}"
    return composed.supergraph_sdl


async def _find_differences(seed: int, operations: int) -> list[Difference]:
    world = (ClassicGenerator if seed % 10 == 9 else Generator)(seed).generate()
    supergraph = load_supergraph(print_supergraph(world) if world.is_classic else _compose(world))
    graph = build_query_graph(supergraph)

    def plan_it(operation: Operation, /, active_labels: frozenset[str] = frozenset()) -> QueryPlan:
        return plan(operation, graph, Budget(), active_labels=active_labels)

    whole, subgraphs = Whole(world), Subgraphs(world)
    find_labels = partial(find_labels_of, supergraph=supergraph)
    engine = Engine(supergraph, plan_it, subgraphs, limits=_LIMITS, find_labels=find_labels)
    context = RequestContext(lambda _: b"", choose_labels=lambda labels: labels & world.active)
    rng = random.Random(seed * 7919 + 1)
    found = []
    for number in range(operations):
        query, variables = generate_operation(whole.schema, rng)
        world.active = frozenset(label for label in sorted(world.labels) if rng.random() < 0.5)
        expected = whole.answer(query, variables)
        # The first answers are interpreted, the last one is compiled if the operation can be.
        for _ in range(RUNS_BEFORE_COMPILING + 1):
            subgraphs.reset()
            response = await engine.execute(GraphQLRequest(query, None, variables), context)
            received = json.loads(response.body)
            complaints = subgraphs.complaints()
            same = received.get("data") == expected["data"] and bool(received.get("errors")) == expected["errors"]
            if not same or complaints:
                asked = list(subgraphs.requests)
                found.append(Difference(seed, number, query, variables, expected, received, complaints, asked))
                break
    return found
