"""GraphiQL for browsers: the page at the endpoint's address, and its files under `/-/graphiql/`.

Everything comes from this origin, and the content security policy says so.
"""

from __future__ import annotations

import asyncio
import gzip
from importlib import resources
from typing import TYPE_CHECKING

from jetbridge.errors import GatewayError
from jetbridge.graphiql.vendor import WANTED, are_present
from jetbridge.transport.etag import build_etag, matches
from jetbridge.transport.message import Request, Response, build_error_response
from jetbridge.transport.static_files import SECURITY_HEADERS, find_content_type

if TYPE_CHECKING:
    from jetbridge.transport.message import Handler, HeaderList

PREFIX = "/-/graphiql/"

_POLICY: HeaderList = (
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        b"font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
    ),
)


def build_page() -> Response:
    """What a browser gets that opens the endpoint."""
    name = "page.html" if are_present() else "missing.html"
    headers = (
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-cache"),
        (b"vary", b"accept"),
        *SECURITY_HEADERS,
        *_POLICY,
    )
    return Response(200, headers, _read(name))


def build_file_handlers() -> dict[bytes, Handler]:
    """By path. Bundles are kept gzipped and only unpacked for a client that cannot."""
    own = ("start.js", "plan.js")
    handlers: dict[bytes, Handler] = {f"{PREFIX}{name}".encode("ascii"): _File(name, gzipped=False) for name in own}
    if are_present():
        for bundle in WANTED:
            name = bundle.target.name.removesuffix(".gz")
            handlers[f"{PREFIX}{name}".encode("ascii")] = _File(f"bundles/{bundle.target.name}", gzipped=True)
    return handlers


class SentOn:
    """Somebody who opens the origin in a browser, to where GraphiQL is."""

    def __init__(self, path: str) -> None:
        self._headers = ((b"location", path.encode("ascii", "replace")), (b"cache-control", b"no-cache"))

    async def __call__(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return build_error_response(GatewayError("NOT_FOUND", "There is nothing at this path."))
        return Response(307, self._headers)


class _File:
    def __init__(self, name: str, *, gzipped: bool) -> None:
        self._name = name
        self._gzipped = gzipped

    async def __call__(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return build_error_response(GatewayError("METHOD_NOT_ALLOWED", "Files are read with GET."))
        return await asyncio.to_thread(self._answer, request)

    def _answer(self, request: Request) -> Response:
        content = _read(self._name)
        etag = build_etag(content)
        headers: HeaderList = (
            (b"content-type", find_content_type(self._name.removesuffix(".gz"))),
            (b"etag", etag),
            (b"cache-control", b"no-cache"),
            (b"vary", b"accept-encoding"),
            *SECURITY_HEADERS,
        )
        known = request.headers.get(b"if-none-match")
        if known is not None and matches(known, etag):
            return Response(304, headers)
        if not self._gzipped:
            return Response(200, headers, content)
        if b"gzip" in request.headers.get(b"accept-encoding", b""):
            return Response(200, (*headers, (b"content-encoding", b"gzip")), content)
        return Response(200, headers, gzip.decompress(content))


def _read(name: str) -> bytes:
    return resources.files("jetbridge.graphiql").joinpath(name).read_bytes()
