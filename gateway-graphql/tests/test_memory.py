"""What a worker takes: before it has answered anything, and after it has answered again and again."""

import asyncio
import gc
import subprocess
import sys

import uvloop

from jetbridge.app import Gateway, Source
from jetbridge.composition import SubgraphDefinition, compose
from jetbridge.config import Config
from jetbridge.supergraph import load_supergraph
from jetbridge.transport.server import HttpServer

# Each takes megabytes, in every worker.
NOT_NEEDED = ("jetbridge.composition", "watchfiles", "anyio", "h2", "websockets", "pygments", "unittest")

LOADED = "import sys, jetbridge.cli; jetbridge.cli.build_parser(); import jetbridge.serve; print(*sys.modules)"


def test_a_server_loads_nothing_that_it_does_not_need() -> None:
    run = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    loaded = run.stdout.split()
    assert "jetbridge.transport.server" in loaded
    assert [name for name in loaded if name.startswith(NOT_NEEDED)] == []


ANSWER = b'{"data":{"items":[{"name":"one"},{"name":"two"}]}}'
BODY = b'{"query":"{ items { name } }"}'


class Subgraph:
    """Answers the same to all. `left` is set when the gateway has hung up."""

    def __init__(self) -> None:
        self.left = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]))
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(ANSWER), ANSWER))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            self.left.set()


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
    """Each request is one of its own by its id; every tenth is refused."""
    body = b"{" if number % 10 == 0 else BODY
    head = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nx-request-id: n%d\r\n" % number
    writer.write(b"%bcontent-length: %d\r\n\r\n%b" % (head, len(body), body))
    answer = await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(int(answer.split(b"content-length: ")[1].split(b"\r\n")[0]))


def count_blocks() -> int:
    gc.collect()
    return sys.getallocatedblocks()


def test_requests_leave_nothing_behind() -> None:
    """The short form of a million requests; the long one is the benchmark's `endurance`."""

    async def main() -> int:
        subgraph = Subgraph()
        listening = await asyncio.start_server(subgraph.serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
        sdl = "type Query { items: [Item!]! } type Item { name: String! }"
        composed = compose([SubgraphDefinition("s", url, sdl)]).supergraph_sdl
        assert composed is not None
        config = Config()
        gateway = Gateway(Source(load_supergraph(composed), config))
        server = HttpServer(gateway.handle, config.listen, config.limits, gateway.metrics.count_calls)
        reader, writer = await asyncio.open_connection(*await server.start("127.0.0.1", 0))
        for number in range(300):
            await ask(reader, writer, number)
        before = count_blocks()
        for number in range(300, 900):
            await ask(reader, writer, number)
        grown = count_blocks() - before
        writer.close()
        await server.stop()
        gateway.close()
        listening.close()
        await asyncio.wait_for(subgraph.left.wait(), 60)
        return grown

    # A thing left behind by each request, or by each that is refused, would be hundreds.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(main()) < 50
