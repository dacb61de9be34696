"""`authorization: Bearer TOKEN` -> the caller, or UNAUTHENTICATED. RFC 9068 and RFC 8725.

The configuration says which algorithms, issuer, audience and token types are good; the token only says which of the
known keys signed it. A verified token is remembered until it expires, so that a session costs one verification.
"""

from __future__ import annotations

import binascii
import math
from typing import TYPE_CHECKING, Any

import jwt
import msgspec

from jetbridge.errors import GatewayError
from jetbridge.security.caller import Caller, build_anonymous

if TYPE_CHECKING:
    from collections.abc import Callable

    from jetbridge.config.model import Authentication, Jwt
    from jetbridge.security.jwks import Keys

MAX_TOKEN_BYTES = 8 * 1024
# What is kept of a token: its text, its claims, and a header signed for each of some subgraphs, each about as large.
_TEXTS_KEPT = 6
_OTHERWISE_KEPT_BYTES = 500

_NOT_VALID = "The access token is not valid."
_EXPIRED = "The access token has expired."
_REQUIRED_CLAIMS = ["exp", "iat", "iss", "aud", "sub"]


class Authenticator:
    """Belongs to one event loop. `clock` is the time of day in seconds."""

    def __init__(self, settings: Authentication, keys: Keys | None, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._keys = keys
        self._clock = clock
        self._known: dict[bytes, Caller] = {}
        self._known_bytes = 0
        self._anonymous = build_anonymous()
        self.verified = 0
        self.remembered = 0

    def find(self, authorization: bytes | None) -> Caller | None:
        """The caller, if its token is remembered; None if it has to be verified."""
        if authorization is None:
            return self._get_anonymous()
        caller = self._known.get(authorization)
        if caller is None:
            return None
        if caller.expires_at > self._clock():
            self.remembered += 1
            return caller
        self._forget(authorization)
        raise unauthenticated(_EXPIRED)

    async def authenticate(self, authorization: bytes | None) -> Caller:
        caller = self.find(authorization)
        if caller is not None or authorization is None:
            return caller or self._get_anonymous()
        if self._settings.jwt is None or self._keys is None:
            # Nobody configured what a token is; a header rule may still pass it on to subgraphs that know.
            return self._get_anonymous()
        caller = await verify(get_bearer_token(authorization), self._settings.jwt, self._keys, self._clock)
        self.verified += 1
        self._remember(authorization, caller, self._settings.jwt)
        return caller

    def find_expiry(self, caller: Caller) -> GatewayError | None:
        """For what outlives its request: the error that ends it once the token it began with has expired."""
        return unauthenticated(_EXPIRED) if caller.expires_at <= self._clock() else None

    def _get_anonymous(self) -> Caller:
        if self._settings.required:
            raise unauthenticated("An access token is required.")
        return self._anonymous

    def _remember(self, authorization: bytes, caller: Caller, settings: Jwt) -> None:
        """The oldest goes first: sessions are short, so it is the likeliest to have expired."""
        if authorization in self._known:
            return  # two requests verified it at the same time
        self._known[authorization] = caller
        self._known_bytes += _weigh(authorization)
        while len(self._known) > settings.cache_size or (self._known_bytes > settings.cache_bytes and self._known):
            self._forget(next(iter(self._known)))

    def _forget(self, authorization: bytes) -> None:
        del self._known[authorization]
        self._known_bytes -= _weigh(authorization)

    @property
    def cached_tokens(self) -> int:
        return len(self._known)


def _weigh(authorization: bytes) -> int:
    return _TEXTS_KEPT * len(authorization) + _OTHERWISE_KEPT_BYTES


def get_bearer_token(authorization: bytes) -> str:
    scheme, _, token = authorization.partition(b" ")
    token = token.strip()
    if scheme.lower() != b"bearer" or not token or len(token) > MAX_TOKEN_BYTES:
        raise unauthenticated("The authorization header must be: Bearer, a space, and the access token.")
    try:
        return token.decode("ascii")
    except UnicodeDecodeError:
        raise unauthenticated(_NOT_VALID) from None


async def verify(token: str, settings: Jwt, keys: Keys, clock: Callable[[], float]) -> Caller:
    header = _load_header(token)
    algorithm = header.get("alg")
    if algorithm not in settings.algorithms or not _is_allowed_type(header.get("typ"), settings) or "crit" in header:
        raise unauthenticated(_NOT_VALID)
    key_id = header.get("kid")
    if key_id is not None and not isinstance(key_id, str):
        raise unauthenticated(_NOT_VALID)
    key = await keys.find(key_id)
    if key is None or not key.fits(algorithm):
        raise unauthenticated(_NOT_VALID)
    claims = _load_claims(token, key.key, algorithm, settings)
    _check_times(claims, clock(), settings.leeway_seconds)
    return Caller(claims, claims["exp"] + settings.leeway_seconds)


def _load_header(token: str) -> dict[str, Any]:
    """The header before anything is verified: only asked which key and algorithm to check with."""
    parts = token.split(".")
    if len(parts) != 3:
        raise unauthenticated(_NOT_VALID)
    try:
        text = binascii.a2b_base64(parts[0].translate(_URL_SAFE) + "=" * (-len(parts[0]) % 4), strict_mode=True)
        header = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        raise unauthenticated(_NOT_VALID) from None
    if not isinstance(header, dict):
        raise unauthenticated(_NOT_VALID)
    return header


_URL_SAFE = str.maketrans("-_", "+/")


def _is_allowed_type(token_type: object, settings: Jwt) -> bool:
    if not isinstance(token_type, str):
        return False
    return token_type.lower().removeprefix("application/") in settings.types


def _load_claims(token: str, key: Any, algorithm: str, settings: Jwt) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=settings.issuer,
            audience=settings.audience,
            # Times are checked here: against our clock, and more strictly about what a time is.
            options={"require": _REQUIRED_CLAIMS, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
        raise unauthenticated(_NOT_VALID) from None
    if not claims["sub"]:
        raise unauthenticated(_NOT_VALID)
    return claims


def _check_times(claims: dict[str, Any], now: float, leeway: float) -> None:
    """Times must be numbers, not what could be taken for one."""
    times = [claims["exp"], claims["iat"], claims.get("nbf", 0)]
    if any(type(time) not in (int, float) or not math.isfinite(time) for time in times):
        raise unauthenticated(_NOT_VALID)
    expires, issued, begins = times
    if expires + leeway <= now:
        raise unauthenticated(_EXPIRED)
    if max(issued, begins) > now + leeway:
        raise unauthenticated("The access token is not valid yet.")


def unauthenticated(message: str) -> GatewayError:
    return GatewayError("UNAUTHENTICATED", message)
