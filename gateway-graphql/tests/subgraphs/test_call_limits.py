"""A subgraph that can bear only so many calls is sent no more, and nobody else hears of it."""

import asyncio
from typing import Any

import pytest

from jetbridge.config.subgraphs import CallLimit
from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply
from jetbridge.subgraphs.call_limits import CallLimits


class Subgraphs:
    def __init__(self) -> None:
        self.calls: list[str] = []

    def send(self, subgraph: str, *_: Any, **__: Any) -> asyncio.Future[SubgraphReply]:
        self.calls.append(subgraph)
        future: asyncio.Future[SubgraphReply] = asyncio.get_running_loop().create_future()
        future.set_result(SubgraphReply(200, b"{}"))
        return future

    async def subscribe(self, subgraph: str, *_: Any, **__: Any) -> Any:
        self.calls.append(subgraph)
        yield SubgraphReply(200, b"{}")


class Clock:
    """A loop as far as it is needed, whose time does not go by itself."""

    def __init__(self) -> None:
        self.now = 50.0

    def time(self) -> float:
        return self.now

    def create_future(self) -> "asyncio.Future[SubgraphReply]":
        return asyncio.get_running_loop().create_future()


def test_a_burst_passes_then_the_even_rate() -> None:
    async def main() -> tuple[list[str], list[Any]]:
        subgraphs, clock = Subgraphs(), Clock()
        limits: Any = CallLimits(subgraphs, {"slow": CallLimit(calls=2, seconds=10.0)}, clock)  # type: ignore[arg-type]  # a loop as far as it is needed
        for _ in range(3):
            await limits.send("fast", b"", b"", idempotent=True)
        found: list[Any] = []
        for seconds in (0, 0, 0, 4.9, 0.2, 0):
            clock.now += seconds
            replies = await asyncio.gather(limits.send("slow", b"", b"", idempotent=True), return_exceptions=True)
            found += [getattr(each, "retry_after", "sent") for each in replies]
        return subgraphs.calls, found

    assert asyncio.run(main()) == (["fast"] * 3 + ["slow"] * 3, ["sent", "sent", 5, 1, "sent", 5])


def test_opening_a_subscription_is_a_call() -> None:
    async def main() -> int:
        limits: Any = CallLimits(Subgraphs(), {"slow": CallLimit(calls=1)}, Clock())  # type: ignore[arg-type]  # as above
        found = [reply.status async for reply in limits.subscribe("slow", b"", lambda _: b"")]
        with pytest.raises(SubgraphError, match="no more than 1 calls in 1 s"):
            _ = [reply async for reply in limits.subscribe("slow", b"", lambda _: b"")]
        return len(found)

    assert asyncio.run(main()) == 1
