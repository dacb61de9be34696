"""Answers that caches may keep: queries by GET whose subgraphs all say for how long.

A handler that has their merged policy among the headers of its answers in, one whose answers carry it where that is
right out: not by POST, which no cache keeps; not with errors, which may be gone the next moment; and as private for who
says who they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jetbridge.transport.etag import matches
from jetbridge.transport.message import Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jetbridge.transport.message import Handler, HeaderList, Request

_NAME = b"cache-control"
# What every answer depends on, whatever is forwarded beside it.
_VARIES = (b"accept", b"authorization", b"cookie")


def tell_caches(handler: Handler, forwarded: Iterable[str]) -> Handler:
    """`forwarded` are the names of request headers that reach subgraphs: other values may give other answers."""
    varies = sorted({*_VARIES, *(name.lower().encode("ascii") for name in forwarded)})
    # Which headers begin so, no cache can be told: then none may answer for us.
    vary = (b"vary", b"*" if any(name.endswith(b"*") for name in varies) else b", ".join(varies))

    async def telling(request: Request) -> Response:
        if request.method != "GET" or b"upgrade" in request.headers:
            return _without_policy(await handler(request))
        # Whether it is unchanged is decided here, where it is seen whether it has errors.
        asked = {name: value for name, value in request.headers.items() if name != b"if-none-match"}
        response = await handler(replace(request, headers=asked))
        policy = next((value for name, value in response.headers if name == _NAME), None)
        if policy is None or response.chunks is not None or response.status != 200 or b'"errors"' in response.body:
            return _compare(request, _without_policy(response))
        named = request.hooked is not None and request.hooked.seen.changes_answers
        if named or b"authorization" in asked or b"cookie" in asked:
            policy = policy.replace(b"public", b"private")
        kept = tuple(pair for pair in response.list_headers() if pair[0] != _NAME)
        return _compare(request, replace(response, headers=(*kept, (_NAME, policy), vary), lines=b""))

    return telling


def _without_policy(response: Response) -> Response:
    """As it would be without us."""
    if all(name != _NAME for name, _ in response.headers) or _NAME not in response.lines:
        return response
    headers: HeaderList = tuple(pair for pair in response.headers if pair[0] != _NAME)
    return replace(response, headers=headers)


def _compare(request: Request, response: Response) -> Response:
    known = request.headers.get(b"if-none-match")
    if known is None or response.status != 200:
        return response
    headers = tuple(response.list_headers())
    etag = next((value for name, value in headers if name == b"etag"), None)
    if etag is None or not matches(known, etag):
        return response
    return Response(304, tuple(pair for pair in headers if pair[0] != b"content-type"))
