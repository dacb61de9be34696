"""Answers gzipped for clients that take it: a handler in, the same handler with smaller answers out.

Off unless configured, since it costs more than everything else that is done for an answer. Streams are left alone: each
event would have to be flushed by itself.

BREACH measures how well a secret compresses beside guesses that an attacker has a victim's browser send along. Here a
page of another site cannot send any (CSRF prevention, CORS); besides, each answer is made longer by a random number of
bytes, so that its length tells little.
"""

from __future__ import annotations

import asyncio
import secrets
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jetbridge.config.answers import Compression
    from jetbridge.transport.message import Handler, Request, Response

# Compressing takes about a millisecond for each of these; longer answers are left to a thread.
MAX_BYTES_INLINE = 64 * 1024
# As many as Django adds: enough to hide single bytes of a guess, too few to matter.
MAX_RANDOM_BYTES = 100

_GZIP = b"gzip"
_HAS_COMMENT = 0x10


def compress_answers(handler: Handler, settings: Compression) -> Handler:
    """`handler`, whose answers are compressed where that is wanted and worth it."""

    async def compressed(request: Request) -> Response:
        response = await handler(request)
        if response.chunks is not None or response.upgrade is not None or len(response.body) < settings.min_bytes:
            return response
        headers = (*response.headers, (b"vary", b"accept-encoding"))
        if not accepts_gzip(request.headers.get(b"accept-encoding")):
            return replace(response, headers=headers)
        if len(response.body) > MAX_BYTES_INLINE:
            body = await asyncio.to_thread(gzip, response.body, settings.level)
        else:
            body = gzip(response.body, settings.level)
        return replace(response, headers=(*headers, (b"content-encoding", _GZIP)), body=body)

    return compressed


def accepts_gzip(accept_encoding: bytes | None) -> bool:
    """RFC 9110, 12.5.3: what is named with a weight of 0 is refused, and `*` stands for what is not named."""
    weights: dict[bytes, bool] = {}
    for each in (accept_encoding or b"").lower().split(b","):
        name, _, parameters = each.partition(b";")
        weight = parameters.replace(b" ", b"").removeprefix(b"q=")
        weights[name.strip()] = not parameters or weight.strip(b"0.") != b""
    if _GZIP in weights:
        return weights[_GZIP]
    return weights.get(b"x-gzip", weights.get(b"*", False))


def gzip(body: bytes, level: int) -> bytes:
    """RFC 1952, with a comment of random length."""
    made = zlib.compress(body, level, 31)
    comment = secrets.token_hex(MAX_RANDOM_BYTES // 2)[: secrets.randbelow(MAX_RANDOM_BYTES + 1)]
    head = bytearray(made[:10])
    head[3] |= _HAS_COMMENT
    return b"%b%b\0%b" % (bytes(head), comment.encode("ascii"), made[10:])
