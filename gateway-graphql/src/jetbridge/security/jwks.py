"""The keys that verify access tokens: a JSON Web Key Set behind a URL or in a file, cached. RFC 7517.

Keys are fetched again when they are old, while the old ones go on serving. A token with an unknown key id may cause a
fetch too (keys rotate), but at most one in `unknown_key_seconds` however many such tokens come.
"""

from __future__ import annotations

import asyncio
import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import jwt
import msgspec

from jetbridge.errors import GatewayError
from jetbridge.telemetry.logs import Log

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jetbridge.config.callers import Jwks

log = Log("jetbridge.security")

MAX_KEY_SET_BYTES = 256 * 1024
# While there is no key at all (the issuer has not started yet) a fetch is tried this often.
FIRST_FETCH_SECONDS = 1.0
# One kind of key for one algorithm: a token cannot choose how its signature is checked. RFC 8725, 3.1.
_KEY_TYPES = {
    "EdDSA": ("OKP", ("Ed25519", "Ed448")),
    "ES256": ("EC", ("P-256",)),
    "ES384": ("EC", ("P-384",)),
    "RS256": ("RSA", (None,)),
    "RS384": ("RSA", (None,)),
    "RS512": ("RSA", (None,)),
    "PS256": ("RSA", (None,)),
}


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key and what it is for."""

    key: Any
    key_type: str
    curve: str | None
    algorithm: str | None

    def fits(self, algorithm: str) -> bool:
        key_type, curves = _KEY_TYPES[algorithm]
        fits_type = self.key_type == key_type and self.curve in curves
        return fits_type and self.algorithm in (None, algorithm)


class KeySource(Protocol):
    """Fetches the text of a key set; raises OSError if it cannot."""

    async def __call__(self) -> bytes: ...


class Keys:
    """Belongs to one event loop. `clock` counts seconds, monotonically."""

    def __init__(self, settings: Jwks, source: KeySource, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._source = source
        self._clock = clock
        self._keys: Mapping[str | None, VerificationKey] = {}
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Fetch ahead of the first token."""
        if self._may_fetch(self._clock()):
            self._fetch(self._clock())

    async def find(self, key_id: str | None) -> VerificationKey | None:
        """The key of this id; without one, the only key there is. Raises SERVICE_UNAVAILABLE while there is none."""
        now = self._clock()
        if now - self._fetched_at > self._settings.refresh_seconds and self._may_fetch(now):
            fetching = self._fetch(now)
            if not self._keys:
                await asyncio.shield(fetching)
        key = self._look_up(key_id)
        if key is None and self._fetching is not None:
            await asyncio.shield(self._fetching)
            key = self._look_up(key_id)
        elif key is None and self._may_fetch(now):
            await asyncio.shield(self._fetch(now))
            key = self._look_up(key_id)
        if key is None and not self._keys:
            raise GatewayError(
                "SERVICE_UNAVAILABLE", "Access tokens cannot be verified now: there are no keys yet.", retry_after=1
            )
        return key

    def _look_up(self, key_id: str | None) -> VerificationKey | None:
        if key_id is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(key_id)

    def _may_fetch(self, now: float) -> bool:
        wait = self._settings.unknown_key_seconds if self._keys else FIRST_FETCH_SECONDS
        return self._fetching is None and now - self._tried_at >= wait

    def _fetch(self, now: float) -> asyncio.Task[None]:
        self._tried_at = now
        self._fetching = asyncio.get_running_loop().create_task(self._take_new_keys(now))
        return self._fetching

    async def _take_new_keys(self, now: float) -> None:
        try:
            self._keys = load_keys(await self._source())
            self._fetched_at = now
        except (OSError, ValueError) as error:
            log.warning("keys could not be fetched", reason=str(error), keys_kept=len(self._keys))
        finally:
            self._fetching = None


def load_keys(text: bytes) -> dict[str | None, VerificationKey]:
    """Keys for signatures by their id; keys that are private, symmetric, or of unknown kind are left out."""
    try:
        document = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError("the key set is not JSON") from error
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError("the key set has no `keys`")
    keys: dict[str | None, VerificationKey] = {}
    for entry in entries:
        if not isinstance(entry, dict) or entry.get("kty") == "oct" or entry.get("use", "sig") != "sig":
            continue
        try:
            public = {name: value for name, value in entry.items() if name not in ("d", "p", "q", "dp", "dq", "qi")}
            key = jwt.PyJWK.from_dict(public)
        except (jwt.PyJWTError, ValueError, TypeError, KeyError):
            continue
        keys[entry.get("kid")] = VerificationKey(key.key, entry["kty"], entry.get("crv"), entry.get("alg"))
    if not keys:
        raise ValueError("the key set has no usable key")
    return keys


class UrlKeySource:
    """Over HTTP(S), without redirects or proxies: the address configured is the one that is asked."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        self._url = url
        self._timeout = timeout_seconds
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())

    async def __call__(self) -> bytes:
        return await asyncio.to_thread(self._read)

    def _read(self) -> bytes:
        try:
            with self._opener.open(self._url, timeout=self._timeout) as response:
                text: bytes = response.read(MAX_KEY_SET_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            raise OSError(
                f"{self._url}: {getattr(reason, 'strerror', None) or reason or type(reason).__name__}"
            ) from error
        if len(text) > MAX_KEY_SET_BYTES:
            raise OSError(f"{self._url}: the key set is over 256 KiB")
        return text


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> NoReturn:
        raise OSError("the key set is redirected elsewhere")


class FileKeySource:
    def __init__(self, path: Path) -> None:
        self._path = path

    async def __call__(self) -> bytes:
        try:
            return await asyncio.to_thread(self._path.read_bytes)
        except OSError as error:
            raise OSError(f"{self._path}: {error.strerror}") from error


def build_keys(settings: Jwks, folder: Path, clock: Callable[[], float]) -> Keys:
    return Keys(settings, build_key_source(settings, folder), clock)


def build_key_source(settings: Jwks, folder: Path) -> KeySource:
    """`folder` is what a relative file name is relative to."""
    if settings.url:
        return UrlKeySource(settings.url, settings.timeout_seconds)
    return FileKeySource(folder / (settings.file or ""))
