"""No operation holds a core: each of a corpus of hostile ones is refused or answered with little work.

Work is counted in calls of functions: 50 ms of CPU are about this many, and no busy machine changes the count.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from jetbridge.composition import SubgraphDefinition, compose
from jetbridge.executor.subgraph_client import SubgraphReply
from jetbridge.operation.limits import Limits
from jetbridge.operation.model import Operation
from jetbridge.pipeline import Engine, GraphQLRequest, RequestContext
from jetbridge.planner import Budget, plan
from jetbridge.planner.plan import QueryPlan
from jetbridge.query_graph import build_query_graph
from jetbridge.supergraph import load_supergraph

from .corpus import operations, subgraphs

CountCalls: TypeAlias = Callable[[Callable[[], object]], int]

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",'
    ' import: ["@key", "@shareable", "@external", "@requires"])\n'
)
CALLS_ALLOWED = 400_000


class NoData:
    """Subgraphs that have nothing: what is measured is the gateway."""

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> Awaitable[SubgraphReply]:
        future: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
        future.set_result(SubgraphReply(200, b'{"data":{}}'))
        return future


def build_engine(limits: Limits) -> Engine:
    composed = compose([SubgraphDefinition(name, f"http://{name}", LINK + sdl) for name, sdl in subgraphs().items()])
    assert composed.supergraph_sdl is not None, [error.message for error in composed.errors]
    supergraph = load_supergraph(composed.supergraph_sdl)
    graph = build_query_graph(supergraph)

    def plan_it(operation: Operation) -> QueryPlan:
        return plan(operation, graph, Budget())

    engine = Engine(supergraph, plan_it, NoData(), limits=limits)  # type: ignore[arg-type]  # nobody subscribes
    # The first operation pays for what is built lazily, once a schema.
    ask(engine, "{ nodes { id far { h } next { __typename } } any { __typename } }")
    return engine


def ask(engine: Engine, query: str) -> dict[str, object]:
    async def run() -> bytes:
        return (await engine.execute(GraphQLRequest(query), RequestContext(lambda _: b""))).body

    answer: dict[str, object] = json.loads(asyncio.run(run()))
    return answer


@pytest.fixture(scope="module")
def guarded() -> Engine:
    return build_engine(Limits())


CORPUS = dict(operations())


@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_operation_makes_little_work(guarded: Engine, name: str, count_calls: CountCalls) -> None:
    assert count_calls(lambda: ask(guarded, CORPUS[name])) < CALLS_ALLOWED


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CORPUS) >= 40


@pytest.mark.parametrize("name", CORPUS)
def test_refusals_have_a_code(guarded: Engine, name: str) -> None:
    answer = ask(guarded, CORPUS[name])
    errors = answer.get("errors", [])
    assert isinstance(errors, list)
    assert all(error["extensions"]["code"] != "INTERNAL_SERVER_ERROR" for error in errors)


def test_memory_stays_flat(guarded: Engine) -> None:
    for query in CORPUS.values():
        ask(guarded, query)
    before = resident_bytes()
    for query in CORPUS.values():
        ask(guarded, f"{query}\n# again")
    # The caches of operations may grow: they are bounded by number, and what is refused is small in them.
    assert resident_bytes() - before < 20_000_000


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
