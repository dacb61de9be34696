"""Refuse requests that a foreign page can make a browser send without asking the gateway first (CORS preflight).

A POST must have a JSON content type, which a browser never sends across origins without preflight. A GET is for
queries only, but may still act with the user's cookies: browsers say where a request comes from (`sec-fetch-site`),
and one from a foreign page passes only with a header that itself needs a preflight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jetbridge.errors import GatewayError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jetbridge.config.callers import Csrf


class CsrfGuard:
    def __init__(self, settings: Csrf) -> None:
        self._enabled = settings.enabled
        self._headers = tuple(name.lower().encode("ascii") for name in settings.headers)

    def check_get(self, headers: Mapping[bytes, bytes]) -> None:
        if not self._enabled or any(headers.get(name) for name in self._headers):
            return
        site = headers.get(b"sec-fetch-site")
        own = site in (None, b"same-origin", b"none") and not self._names_foreign_origin(headers)
        if not own:
            names = self._headers[0].decode("ascii")
            message = f"A page of another origin may not send this. Use POST with JSON, or send the header {names}."
            raise GatewayError("CSRF_PREVENTED", message)

    def check_socket(self, headers: Mapping[bytes, bytes], is_allowed: Callable[[bytes], bool]) -> None:
        """A socket is opened without preflight and with the user's cookies: only pages of known origins may."""
        origin = headers.get(b"origin")
        if self._enabled and origin and self._names_foreign_origin(headers) and not is_allowed(origin):
            raise GatewayError("CSRF_PREVENTED", "A page of this origin may not open a socket here.")

    def _names_foreign_origin(self, headers: Mapping[bytes, bytes]) -> bool:
        """For browsers that do not send sec-fetch-site yet."""
        origin = headers.get(b"origin")
        return origin is not None and origin.partition(b"://")[2] != headers.get(b"host")
