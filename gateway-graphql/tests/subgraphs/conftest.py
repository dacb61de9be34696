"""A subgraph whose bytes are written by the test: real sockets, any answer, any fault."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import msgspec
import pytest
import uvloop

from jetbridge.config import load_config_text
from jetbridge.subgraphs.client import HttpSubgraphClient
from jetbridge.subgraphs.settings import build_destination

T = TypeVar("T")


class Subgraph:
    """Answers every request with what `answer(subgraph, writer)` writes; counts requests and connections."""

    def __init__(self, answer: Callable[["Subgraph", asyncio.StreamWriter], Awaitable[None]]) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self.connections = 0
        self.arrived = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                self.arrived.set()
                await self.answer(self, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def start_subgraph(
    answer: Callable[[Subgraph, asyncio.StreamWriter], Awaitable[None]], **settings: Any
) -> AsyncIterator[tuple[HttpSubgraphClient, Subgraph]]:
    subgraph = Subgraph(answer)
    server = await asyncio.start_server(subgraph.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = client_for(f"http://127.0.0.1:{port}/graphql", **settings)
    try:
        yield client, subgraph
    finally:
        client.close()
        server.close()


def client_for(url: str, *, subscriptions: dict[str, Any] | None = None, **settings: Any) -> HttpSubgraphClient:
    defaults, own = {"idle_seconds": 1, **settings}, {"subscriptions": subscriptions or {}}
    text = msgspec.json.encode({"subgraph_defaults": defaults, "subgraphs": {"s": own}}).decode()
    return HttpSubgraphClient([build_destination(load_config_text(text, {}), "s", url)], asyncio.get_running_loop())


@pytest.fixture
def running() -> Any:
    return start_subgraph


@pytest.fixture
def make_client() -> Any:
    return client_for


@pytest.fixture
def run() -> Callable[[Coroutine[Any, Any, T]], T]:
    def run(main: Coroutine[Any, Any, T]) -> T:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(asyncio.wait_for(main, 120))

    return run
