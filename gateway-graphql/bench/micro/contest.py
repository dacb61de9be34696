"""The engine against its floor, in one process and in turn: a shape in, the CPU time of a request of each out.

The floor decodes every reply of the subgraphs and decodes and encodes the answer: what a gateway in Python does to the
bytes if it does nothing else. Both suffer alike from a busy machine, so their ratio is steadier than either.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
from memory_subgraphs import MemorySubgraphs
from shapes import Shape
from subgraphs import Subgraph

from jetbridge.composition import compose_case
from jetbridge.executor.executable import Executable
from jetbridge.pipeline import Engine, GraphQLRequest, RequestContext
from jetbridge.planner import Budget, plan
from jetbridge.query_graph import build_query_graph
from jetbridge.supergraph import load_supergraph

DECODE = msgspec.json.Decoder().decode
ENCODE = msgspec.json.Encoder().encode
# Long enough for the clock, short enough for both to meet the same disturbances.
SLICE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Outcome:
    """CPU time of one request in microseconds, and how much of the floor's the engine's is."""

    engine_us: float
    floor_us: float
    ratio: float


class Contest:
    """One shape: its engine, warm and compiled, and its floor."""

    def __init__(self, shape: Shape) -> None:
        subgraphs = {name: Subgraph(data) for name, data in shape.subgraphs.items()}
        cases = [{"name": n, "url": f"http://{n}", "sdl": data.sdl} for n, data in shape.subgraphs.items()]
        supergraph = load_supergraph(compose_case({"subgraphs": cases})["supergraphSdl"])
        graph = build_query_graph(supergraph)
        self._client = MemorySubgraphs(lambda name, body: subgraphs[name].execute(body))
        self._engine = Engine(supergraph, lambda operation: plan(operation, graph, Budget()), self._client)
        self._request = GraphQLRequest(shape.operation)
        self._context = RequestContext(lambda _: b"authorization: Bearer token\r\n")
        self._answer = b""

    async def warm_up(self) -> None:
        """Compile now; raises if the shape is left to the interpreter."""
        self._answer = (await self._engine.execute(self._request, self._context)).body
        preparation = self._engine.preparation
        (key,) = preparation.executables.cache.get_keys()
        executable = preparation.executables.find(key)
        assert isinstance(executable, Executable)
        preparation.compiled_plans.compile(executable)
        again = await self._engine.execute(self._request, self._context)
        if executable.compiled is None or executable.irregular_answers or again.body != self._answer:
            raise SystemExit(f"not compiled: {executable.not_compiled_because or 'irregular'}")

    async def measure(self, rounds: int) -> Outcome:
        engine, floor = [], []
        for _ in range(rounds):
            floor.append(await _measure(self._run_floor))
            engine.append(await _measure(self._run_engine))
        ratio = statistics.median(mine / least for mine, least in zip(engine, floor, strict=True))
        return Outcome(1e6 * min(engine), 1e6 * min(floor), ratio)

    async def _run_engine(self) -> None:
        await self._engine.execute(self._request, self._context)

    async def _run_floor(self) -> None:
        for reply in self._client.replies.values():
            DECODE(reply.body)
        ENCODE(DECODE(self._answer))


async def _measure(run: Callable[[], Awaitable[None]]) -> float:
    """Seconds of CPU a run."""
    runs, started = 0, time.process_time()
    while (spent := time.process_time() - started) < SLICE_SECONDS:
        for _ in range(10):
            await run()
        runs += 10
    return spent / runs
