"""Cross-Origin Resource Sharing: which pages of other origins may read the gateway's answers. Fetch standard, 3.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jetbridge.config.callers import Cors

HeaderList: TypeAlias = tuple[tuple[bytes, bytes], ...]

_VARY: HeaderList = ((b"vary", b"origin"),)


class CorsPolicy:
    def __init__(self, settings: Cors) -> None:
        self._any = "*" in settings.origins
        self._origins = {origin.encode("ascii") for origin in settings.origins}
        self.enabled = bool(settings.origins)
        credentials: HeaderList = ((b"access-control-allow-credentials", b"true"),) if settings.credentials else ()
        exposed = ", ".join(settings.exposed_headers).encode("ascii")
        self._answer: HeaderList = (*credentials, (b"access-control-expose-headers", exposed))
        self._preflight: HeaderList = (
            *credentials,
            (b"access-control-allow-methods", b"GET, POST"),
            (b"access-control-allow-headers", ", ".join(settings.headers).encode("ascii")),
            (b"access-control-max-age", b"%d" % settings.max_age_seconds),
        )

    def build_headers(self, headers: Mapping[bytes, bytes]) -> HeaderList:
        """What an answer needs so that the page that asked may read it."""
        if not self.enabled:
            return ()
        allowed = self._allow(headers)
        return (*allowed, *self._answer, *_VARY) if allowed else _VARY

    def build_preflight_headers(self, headers: Mapping[bytes, bytes]) -> HeaderList:
        """The answer to a browser that asks first."""
        allowed = self._allow(headers)
        return (*allowed, *self._preflight, *_VARY) if allowed else _VARY

    def allows(self, origin: bytes) -> bool:
        return self._any or origin in self._origins

    def _allow(self, headers: Mapping[bytes, bytes]) -> HeaderList:
        origin = headers.get(b"origin")
        if origin is None or not self.allows(origin):
            return ()
        return ((b"access-control-allow-origin", b"*" if self._any else origin),)
