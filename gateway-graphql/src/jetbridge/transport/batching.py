"""Several operations in one HTTP request, as clients send that collect what is asked within a few milliseconds.

A handler of single operations in, one that takes JSON arrays of them as well out. Each operation is answered as if it
had come alone, under every limit there is, and all of them at the same time: the order is that of the answers only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from jetbridge.errors import GatewayError
from jetbridge.transport.media_types import find_stream_type
from jetbridge.transport.message import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from jetbridge.config.requests import Batching
    from jetbridge.transport.message import Handler, HeaderList, Request

# White space that a client may put before its array.
_MAX_BLANKS = 16
# These speak of one answer, not of all.
_OF_ONE = frozenset((b"etag", b"cache-control", b"retry-after", b"set-cookie"))


def answer_batches(handler: Handler, refuse: Callable[[Request, Exception], Response], settings: Batching) -> Handler:
    """`handler`, which takes arrays of up to `settings.max` operations; `refuse` answers those it does not take."""

    async def answer(request: Request) -> Response:
        parts = _divide(request)
        if parts is None:
            return await handler(request)
        if not 0 < len(parts) <= settings.max:
            message = f"A batch has from 1 to {settings.max} operations, not {len(parts)}."
            return refuse(request, GatewayError("BAD_REQUEST", message))
        if find_stream_type(request.headers.get(b"accept")) is not None:
            return refuse(request, GatewayError("NOT_ACCEPTABLE", "The answers of a batch cannot be streamed."))
        # Nothing of a batch is "not modified": its answers come together.
        headers = {name: value for name, value in request.headers.items() if name != b"if-none-match"}
        each = (replace(request, headers=headers, body=bytes(part)) for part in parts)
        return _join(await asyncio.gather(*map(handler, each)))

    return answer


def _divide(request: Request) -> list[msgspec.Raw] | None:
    """None for what is no array; what is wrong with it, a single operation is refused for as well."""
    if request.method != "POST" or request.body[:_MAX_BLANKS].lstrip()[:1] != b"[":
        return None
    try:
        return msgspec.json.decode(request.body, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return None


def _join(responses: Sequence[Response]) -> Response:
    """Of one status if all agree; else the array is fine, and its answers tell for themselves."""
    statuses = {response.status for response in responses}
    first = responses[0].list_headers()
    headers: HeaderList = (
        *(pair for pair in first if pair[0] not in _OF_ONE),
        (b"cache-control", b"no-store"),
        *(pair for each in responses for pair in each.headers if pair[0] == b"set-cookie"),
    )
    # A subgraph's, if it is passed back, may be a date.
    waits = [
        int(value) for each in responses for name, value in each.headers if name == b"retry-after" and value.isdigit()
    ]
    if waits:
        headers = (*headers, (b"retry-after", b"%d" % max(waits)))
    body = b"[%b]" % b",".join([response.body for response in responses])
    return Response(statuses.pop() if len(statuses) == 1 else 200, headers, body)
