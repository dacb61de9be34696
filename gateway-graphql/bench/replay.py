"""Stand between a gateway and the subgraphs: the first request of a kind is passed on, every later one answered from
memory.

So the subgraphs cost next to nothing, and the same for every gateway. `GET /__counts` answers and resets the number
of requests per subgraph; `GET /__tape` answers every remembered (path, request body, answer).
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import http.client
import json

import httptools
import uvloop


class Tape:
    """What was asked and answered so far."""

    def __init__(self, upstream_port: int) -> None:
        self._upstream_port = upstream_port
        self._answers: dict[tuple[bytes, bytes], bytes] = {}
        self.counts: dict[str, int] = {}

    def answer(self, path: bytes, body: bytes) -> bytes:
        if path == b"/__counts":
            counts, self.counts = self.counts, {}
            return _framed(json.dumps(counts).encode())
        if path == b"/__tape":
            return _framed(self._dump())
        self.counts[path.decode()] = self.counts.get(path.decode(), 0) + 1
        known = self._answers.get((path, body))
        if known is None:
            known = self._answers[path, body] = _framed(self._ask(path, body))
        return known

    def _ask(self, path: bytes, body: bytes) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self._upstream_port, timeout=60)
        connection.request("POST", path.decode(), body, {"content-type": "application/json"})
        return connection.getresponse().read()

    def _dump(self) -> bytes:
        entries = [
            {
                "path": path.decode(),
                "body": base64.b64encode(body).decode(),
                "answer": base64.b64encode(_body(answer)).decode(),
            }
            for (path, body), answer in self._answers.items()
        ]
        return json.dumps(entries).encode()


def _framed(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body


def _body(framed: bytes) -> bytes:
    return framed.partition(b"\r\n\r\n")[2]


class Connection(asyncio.Protocol):
    """One keep-alive connection of a gateway."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._parser = httptools.HttpRequestParser(self)
        self._path = b""
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._path = httptools.parse_url(url).path

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        body, self._body = b"".join(self._body), []
        self._transport.write(self._tape.answer(self._path, body))


async def serve(port: int, upstream_port: int) -> None:
    tape = Tape(upstream_port)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(tape), "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--upstream-port", type=int, required=True)
    options = parser.parse_args()
    uvloop.run(serve(options.port, options.upstream_port))


if __name__ == "__main__":
    main()
