"""A real server on a free port around an engine that says what the test wants."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import uvloop

from jetbridge.config import load_config_text
from jetbridge.parts import add_options, build_forwarding, build_guards
from jetbridge.pipeline import GraphQLRequest, GraphQLResponse, RequestContext
from jetbridge.security.identity import IdentitySigner
from jetbridge.security.tokens import Authenticator
from jetbridge.transport.graphiql import build_file_handlers, build_page
from jetbridge.transport.graphql import GraphQLEndpoint, Serving
from jetbridge.transport.routes import Routes
from jetbridge.transport.server import HttpServer
from jetbridge.transport.static_files import StaticFiles
from jetbridge.transport.streams import Streams

T = TypeVar("T")


async def count_to_three(request: GraphQLRequest) -> AsyncIterator[GraphQLResponse]:
    for number in (1, 2, 3):
        yield GraphQLResponse(b'{"data":%d}' % number)


class EchoEngine:
    """Answers `{"data": {...}}` with what it was asked; `answer` may be replaced."""

    def __init__(self) -> None:
        self.requests: list[GraphQLRequest] = []
        self.contexts: list[RequestContext] = []
        self.asked, self.left = asyncio.Event(), asyncio.Event()
        self.kinds_asked = 0
        self.events: Callable[[GraphQLRequest], AsyncIterator[GraphQLResponse]] = count_to_three
        self.answer: Callable[[GraphQLRequest, RequestContext], Any] = lambda request, context: GraphQLResponse(
            b'{"data":{}}', safe=not request.query.startswith("mutation")
        )

    async def execute(self, request: GraphQLRequest, context: RequestContext) -> GraphQLResponse:
        self.requests.append(request)
        self.contexts.append(context)
        self.asked.set()
        answer = self.answer(request, context)
        return await answer if asyncio.iscoroutine(answer) else answer

    async def is_subscription(self, request: GraphQLRequest) -> bool:
        return request.query.startswith("subscription")

    async def is_query(self, request: GraphQLRequest) -> bool:
        self.kinds_asked += 1
        return not request.query.startswith(("subscription", "mutation"))

    async def subscribe(self, request: GraphQLRequest, context: RequestContext) -> AsyncIterator[GraphQLResponse]:
        self.requests.append(request)
        self.contexts.append(context)
        self.asked.set()
        try:
            async for response in self.events(request):
                yield response
        finally:
            self.left.set()


class Running:
    def __init__(self, host: str, port: int, engine: EchoEngine, server: HttpServer) -> None:
        self.host, self.port, self.engine, self.server = host, port, engine, server
        self.url = f"http://{host}:{port}/graphql"

    def client(self, **options: Any) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"http://{self.host}:{self.port}", trust_env=False, timeout=60, **options)

    async def exchange(self, data: bytes, *, until_close: bool = True) -> bytes:
        """Raw bytes in, raw bytes out."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            writer.write(data)
            await writer.drain()
            return await (reader.read() if until_close else reader.readuntil(b"\r\n\r\n"))
        except ConnectionResetError:
            return b""
        finally:
            writer.close()


@asynccontextmanager
async def start_server(config_text: str = "", engine: EchoEngine | None = None) -> AsyncIterator[Running]:
    config = load_config_text(config_text, {})
    engine = engine or EchoEngine()
    loop = asyncio.get_running_loop()
    signer = IdentitySigner(config.identity, {}, time.time)
    serving = Serving(engine, build_forwarding(config, ["a", "b"], signer))  # type: ignore[arg-type]  # a fake
    guards = build_guards(config, Authenticator(config.authentication, [], time.time), Path())
    endpoint = GraphQLEndpoint(
        guards,
        serving,
        loop.time,
        etags=config.etag,
        seconds=config.limits.seconds,
        streams=Streams(config.limits.streams, config.limits.streams_per_client),
        max_bytes=config.limits.body_bytes,
        shares_answers=config.deduplicate,
        page=build_page() if config.graphiql_enabled else None,
    )
    files = build_file_handlers() if config.graphiql_enabled else {}
    mounts = [StaticFiles(m.path, Path(m.directory), m.fallback, m.content_security_policy) for m in config.static]
    server = HttpServer(
        Routes({b"/graphql": add_options(endpoint, config), **files}, mounts), config.listen, config.limits
    )
    host, port = await server.start("127.0.0.1", 0)
    try:
        yield Running(host, port, engine, server)
    finally:
        await server.stop()


@pytest.fixture
def serving() -> Any:
    return start_server


@pytest.fixture
def run() -> Callable[[Coroutine[Any, Any, T]], T]:
    def run(main: Coroutine[Any, Any, T]) -> T:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(asyncio.wait_for(main, 120))

    return run
