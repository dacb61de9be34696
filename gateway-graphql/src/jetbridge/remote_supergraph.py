"""A supergraph that is published at a URL: its text -> the file that the gateway serves and watches.

The file is the last good one: what cannot be had, or is no supergraph, changes nothing, and a gateway that is started
while the URL does not answer begins with it. So there is one way into service, whatever the supergraph comes from.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, NoReturn

from jetbridge.files import replace_file
from jetbridge.supergraph import SupergraphError, load_supergraph

if TYPE_CHECKING:
    from pathlib import Path

    from jetbridge.config.subgraphs import SupergraphSource

# The largest supergraphs known are some megabytes.
MAX_BYTES = 64 * 1024 * 1024
TIMEOUT_SECONDS = 10.0
_NOT_MODIFIED = 304


class RemoteError(Exception):
    """What the URL has cannot be used; the sentence says why."""


class RemoteSupergraph:
    """`headers` of the settings go to that URL only: neither redirects nor proxies are followed."""

    def __init__(self, settings: SupergraphSource, file: Path) -> None:
        self._url = settings.url or ""
        self._headers = settings.headers
        self._file = file
        self._etag: str | None = None
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())

    def fetch(self) -> bool:
        """Whether the file has another text now. Raises `RemoteError`, with the file as it was."""
        text, etag = self._read()
        if text is None:
            return False
        changed = self._keep(text)
        self._etag = etag  # only of what is kept: anything else is to be had again
        return changed

    def _keep(self, text: str) -> bool:
        if text == self._find_kept():
            return False
        try:
            load_supergraph(text)
        except SupergraphError as error:
            raise RemoteError(f"{self._url}: {error}") from error
        try:
            replace_file(self._file, text)
        except OSError as error:
            raise RemoteError(f"{self._file} cannot be written: {error.strerror}.") from error
        return True

    def _read(self) -> tuple[str | None, str | None]:
        """With its ETag; no text if it is what it was the last time."""
        headers = self._headers if self._etag is None else {**self._headers, "if-none-match": self._etag}
        try:
            request = urllib.request.Request(self._url, headers=headers)  # noqa: S310 - the configuration takes http(s) only
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as response:
                content = response.read(MAX_BYTES + 1)
                etag = response.headers.get("etag")
        except urllib.error.HTTPError as error:
            if error.code == _NOT_MODIFIED:
                return None, None
            raise RemoteError(f"{self._url} answers {error.code}.") from error
        except (OSError, http.client.HTTPException) as error:
            raise RemoteError(f"{self._url} cannot be had: {getattr(error, 'reason', None) or error}.") from error
        except ValueError as error:  # an address or a header that HTTP has no form for
            raise RemoteError(f"{self._url} cannot be asked: {error}.") from error
        if len(content) > MAX_BYTES:
            raise RemoteError(f"{self._url} is over {MAX_BYTES // 1024 // 1024} MiB.")
        try:
            return str(content, "utf-8"), etag
        except UnicodeDecodeError as error:
            raise RemoteError(f"{self._url} is not UTF-8 text.") from error

    def _find_kept(self) -> str | None:
        try:
            return self._file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> NoReturn:
        raise OSError("it redirects elsewhere; name the final address")
