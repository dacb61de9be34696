"""`bound-json`, the yardstick: a server that does no GraphQL at all, only what every gateway cannot avoid.

For each request it sends the subgraph requests that jetbridge's plan makes (read off the tape, all at once), parses
each answer, and parses and encodes the ready answer once. Costs are given as multiples of this one's, measured in
the same run.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
from pathlib import Path

import httptools
import msgspec
import uvloop

DECODER = msgspec.json.Decoder()
ENCODER = msgspec.json.Encoder()


class Upstream(asyncio.Protocol):
    """A kept-alive connection to the replay server with one request under way."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def send(self, request: bytes) -> asyncio.Future[bytes]:
        self._answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        body, self._body = b"".join(self._body), []
        self._parser = httptools.HttpResponseParser(self)
        self._answer.set_result(body)


class Floor:
    """The requests of one operation and its ready answer."""

    def __init__(self, requests: list[tuple[str, bytes]], ready: bytes, replay_port: int) -> None:
        self._requests = requests
        self._ready = ready
        self._port = replay_port
        self._idle: list[Upstream] = []

    async def answer(self, authorization: bytes) -> bytes:
        connections = [await self._connection() for _ in self._requests]
        pending = [
            connection.send(self._framed(path, body, authorization))
            for connection, (path, body) in zip(connections, self._requests, strict=True)
        ]
        for future in pending:
            DECODER.decode(await future)
        self._idle += connections
        return ENCODER.encode(DECODER.decode(self._ready))

    async def _connection(self) -> Upstream:
        if self._idle:
            return self._idle.pop()
        loop = asyncio.get_running_loop()
        _, protocol = await loop.create_connection(Upstream, "127.0.0.1", self._port)
        return protocol

    def _framed(self, path: str, body: bytes, authorization: bytes) -> bytes:
        head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        return head.encode() + b"authorization: " + authorization + b"\r\n\r\n" + body


class Client(asyncio.Protocol):
    """One connection of the load generator."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._parser = httptools.HttpRequestParser(self)
        self._authorization = b""
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"authorization":
            self._authorization = value

    def on_body(self, body: bytes) -> None:
        DECODER.decode(body)

    def on_message_complete(self) -> None:
        task = asyncio.get_running_loop().create_task(self._respond())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _respond(self) -> None:
        body = await self._floor.answer(self._authorization)
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
        self._transport.write(head + body)


async def serve(port: int, floor: Floor) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Client(floor), "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--replay-port", type=int, required=True)
    parser.add_argument("--tape", type=Path, required=True, help="JSON: what GET /__tape answered after one request")
    parser.add_argument("--ready", type=Path, required=True, help="the answer to give")
    options = parser.parse_args()
    requests = [(entry["path"], base64.b64decode(entry["body"])) for entry in json.loads(options.tape.read_text())]
    uvloop.run(serve(options.port, Floor(requests, options.ready.read_bytes(), options.replay_port)))


if __name__ == "__main__":
    main()
