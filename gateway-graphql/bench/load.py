"""The load generator: a fixed number of connections, each sending its next request when the last is answered.

Every request carries an Authorization header of its own, so nothing can be shared between requests; every answer is
compared with the first one byte by byte. With --distinct-every N every Nth has another number in the comment `#00000000`:
an operation never sent before. Prints one JSON object: requests, seconds, p50_ms, p99_ms, bad.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import time
from array import array
from pathlib import Path

import httptools
import uvloop

# Begins elsewhere in every run, so that a gateway that has seen one has not seen the other.
_numbers = itertools.count(random.randrange(90_000_000))


class Load:
    """What all connections share."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._body = options.body.read_bytes()
        self._distinct_every = options.distinct_every
        self._most = options.requests
        self._before = (
            f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:{options.port}\r\ncontent-type: application/json\r\n".encode()
        )
        self._after = b"accept: application/json\r\ncontent-length: %d\r\n\r\n" % len(self._body)
        self.tokens = options.tokens.read_text().split() if options.tokens else []
        self.expected = options.expected.read_bytes()
        # Of a million requests, as floats in a list they would be the load generator's own memory test.
        self.latencies = array("d")
        self.bad = 0
        self.sent = 0
        self.ends = time.perf_counter() + options.seconds

    def next_request(self) -> bytes:
        self.sent += 1
        token = self.tokens[self.sent % len(self.tokens)] if self.tokens else f"caller-{self.sent:08d}"
        body = self._body
        if self._distinct_every and self.sent % self._distinct_every == 0:
            body = body.replace(b"#00000000", f"#{next(_numbers):08d}".encode(), 1)
        return self._before + f"authorization: Bearer {token}\r\n".encode() + self._after + body

    @property
    def is_over(self) -> bool:
        return self.sent >= self._most if self._most else time.perf_counter() >= self.ends


class Connection(asyncio.Protocol):
    def __init__(self, load: Load) -> None:
        self._load = load
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._began = time.perf_counter()
        self._transport.write(self._load.next_request())

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        load = self._load
        load.latencies.append(time.perf_counter() - self._began)
        if self._parser.get_status_code() != 200 or b"".join(self._body).strip() != load.expected:
            load.bad += 1
        if not load.is_over:
            asyncio.get_running_loop().call_soon(self._send)
        else:
            self.finished.set_result(None)
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.finished.done():
            self._load.bad += 1
            self.finished.set_result(None)


async def run(options: argparse.Namespace) -> None:
    load = Load(options)
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    connections = [
        (await loop.create_connection(lambda: Connection(load), "127.0.0.1", options.port))[1]
        for _ in range(options.connections)
    ]
    for connection in connections:
        await connection.finished
    seconds = time.perf_counter() - began
    ordered = sorted(load.latencies)
    result = {
        "requests": len(ordered),
        "seconds": seconds,
        "p50_ms": 1e3 * ordered[len(ordered) // 2],
        "p99_ms": 1e3 * ordered[len(ordered) * 99 // 100],
        "bad": load.bad,
    }
    print(json.dumps(result))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--body", type=Path, required=True)
    parser.add_argument("--expected", type=Path, required=True)
    parser.add_argument("--tokens", type=Path, help="bearer tokens to take in turn, one a line; else invented ones")
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--requests", type=int, default=0, help="end after so many instead of after --seconds")
    parser.add_argument("--distinct-every", type=int, default=0, help="every so many are operations never sent before")
    uvloop.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
