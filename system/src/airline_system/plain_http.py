"""JSON POSTs over HTTP/1.1 for a crowd: a connection each, whole answers or their lines as they come.

A thousand requests under way cost httpx some five milliseconds of processor time each, more than the system they are
sent to from the same cores: what was measured was the crowd. This costs a tenth of that, and knows nothing but what our
own servers answer. Whatever goes wrong is an `HttpFailed`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

# What can go wrong between two machines, as asyncio says it; TimeoutError and ConnectionError are OSErrors.
_TROUBLE = (OSError, EOFError, ValueError, asyncio.LimitOverrunError)


class HttpFailed(Exception):
    """No answer, or none that can be read."""


async def post_json(url: str, body: object, headers: Mapping[str, str], *, timeout_seconds: float) -> Any:
    """What the answer says, whatever its status. Raises HttpFailed."""
    try:
        async with asyncio.timeout(timeout_seconds), _send(url, body, headers) as chunks:
            return json.loads(b"".join([chunk async for chunk in chunks]))
    except _TROUBLE as error:
        raise HttpFailed(repr(error)) from error


async def post_for_lines(
    url: str, body: object, headers: Mapping[str, str], *, timeout_seconds: float
) -> AsyncGenerator[str]:
    """Line by line, none of them awaited for longer than that. Raises HttpFailed."""
    try:
        async with _send(url, body, headers) as chunks:
            rest = b""
            while True:
                async with asyncio.timeout(timeout_seconds):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    return
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    yield line.decode()
    except _TROUBLE as error:
        raise HttpFailed(repr(error)) from error


@asynccontextmanager
async def _send(url: str, body: object, headers: Mapping[str, str]) -> AsyncIterator[AsyncIterator[bytes]]:
    """The body of the answer, in pieces."""
    target = urlsplit(url)
    reader, writer = await asyncio.open_connection(target.hostname, target.port)
    try:
        content = json.dumps(body).encode()
        fields = {"host": target.netloc, "connection": "close", "content-type": "application/json", **headers}
        fields["content-length"] = str(len(content))
        lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
        writer.write("\r\n".join(lines).encode() + content)
        yield _read_body(reader, await reader.readuntil(b"\r\n\r\n"))
    finally:
        writer.close()


async def _read_body(reader: asyncio.StreamReader, head: bytes) -> AsyncIterator[bytes]:
    fields = dict(line.split(": ", 1) for line in head.decode().lower().split("\r\n")[1:] if ": " in line)
    if "content-length" in fields:
        yield await reader.readexactly(int(fields["content-length"]))
        return
    if fields.get("transfer-encoding") != "chunked":
        raise ValueError(f"an answer without a length: {head!r}")
    while size := int(await reader.readline() or b"-", 16):
        yield (await reader.readexactly(size + 2))[:-2]
