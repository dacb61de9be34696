"""A directory served under a path: the web client on the gateway's own origin.

Text is sent gzipped to clients that take it, compressed once for each version of a file. Paths are decoded once and
must stay inside the directory, symbolic links included. A file whose name carries a content hash may be kept for ever;
everything else is revalidated by its ETag. A path without a file gets `fallback`, if there is one and a page was asked
for, so that a single-page application can have addresses of its own.
"""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from jetbridge.bounded_cache import BoundedCache
from jetbridge.errors import GatewayError
from jetbridge.transport.etag import matches
from jetbridge.transport.message import Request, Response, build_error_response

if TYPE_CHECKING:
    from jetbridge.transport.message import HeaderList

_HASHED_NAME = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
# Files kept gzipped in memory, and the size below which it is not worth it.
MAX_GZIPPED = 256
MIN_GZIPPED_BYTES = 1024
_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")

SECURITY_HEADERS: HeaderList = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


class StaticFiles:
    def __init__(self, path: str, directory: Path, fallback: str | None, content_security_policy: str) -> None:
        self.prefix = ("/" + path.strip("/") + "/").replace("//", "/").encode("ascii")
        self._directory = directory.resolve()
        self._fallback = self._directory / fallback if fallback else None
        self._gzipped: BoundedCache[tuple[Path, bytes], bytes] = BoundedCache(MAX_GZIPPED)
        self._lock = threading.Lock()
        self._policy: HeaderList = ((b"content-security-policy", content_security_policy.encode("ascii")),)

    def covers(self, path: bytes) -> bool:
        return path.startswith(self.prefix) or path == self.prefix.rstrip(b"/")

    async def __call__(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            error = GatewayError("METHOD_NOT_ALLOWED", "Files are read with GET.")
            response = build_error_response(error)
            response.headers = (*response.headers, (b"allow", b"GET, HEAD"))
            return response
        return await asyncio.to_thread(self._answer, request)

    def _answer(self, request: Request) -> Response:
        file = self._find(request.path)
        if file is None and self._fallback is not None and b"text/html" in request.headers.get(b"accept", b""):
            file = self._fallback
        try:
            if file is None:
                raise FileNotFoundError
            return self._build_response(request, file)
        except OSError:
            return build_error_response(GatewayError("NOT_FOUND", "There is nothing at this path."))

    def _find(self, path: bytes) -> Path | None:
        try:
            relative = unquote_to_bytes(path[len(self.prefix) :]).decode("utf-8")
            if "\0" in relative:
                return None
            file = (self._directory / relative.lstrip("/")).resolve()
            if file.is_dir():
                file = file / "index.html"
        except (UnicodeDecodeError, OSError, ValueError):
            return None
        inside = file.is_relative_to(self._directory)
        return file if inside and file.is_file() else None

    def _build_response(self, request: Request, file: Path) -> Response:
        state = file.stat()
        # Weak: it stands for the file however it is encoded.
        etag = b'W/"%x-%x"' % (state.st_mtime_ns, state.st_size)
        is_hashed = _HASHED_NAME.search(file.name) is not None and file.suffix != ".html"
        cache = b"public, max-age=31536000, immutable" if is_hashed else b"no-cache"
        headers: HeaderList = (
            (b"content-type", find_content_type(file.name)),
            (b"etag", etag),
            (b"cache-control", cache),
            *SECURITY_HEADERS,
            *self._policy,
        )
        known = request.headers.get(b"if-none-match")
        if known is not None and matches(known, etag):
            return Response(304, headers)
        is_text = b"; charset" in find_content_type(file.name) and state.st_size >= MIN_GZIPPED_BYTES
        if not is_text:
            return Response(200, headers, file.read_bytes())
        headers = (*headers, (b"vary", b"accept-encoding"))
        if b"gzip" not in request.headers.get(b"accept-encoding", b""):
            return Response(200, headers, file.read_bytes())
        return Response(200, (*headers, (b"content-encoding", b"gzip")), self._gzip(file, etag))

    def _gzip(self, file: Path, version: bytes) -> bytes:
        with self._lock:  # files are read in several threads
            content = self._gzipped.find((file, version))
        if content is None:
            content = gzip.compress(file.read_bytes(), 6, mtime=0)
            with self._lock:
                self._gzipped.put((file, version), content)
        return content


def find_content_type(name: str) -> bytes:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith(_TEXT):
        kind += "; charset=utf-8"
    return kind.encode("ascii")
