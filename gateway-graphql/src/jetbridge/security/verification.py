"""The text of an access token -> the caller it speaks for, or why it is refused. RFC 9068 and RFC 8725.

The configuration says which algorithms, issuer, audience and token types are good; the token only says which of the
known keys signed it.
"""

from __future__ import annotations

import binascii
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import jwt
import msgspec

from jetbridge.errors import GatewayError
from jetbridge.security.caller import Caller

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jetbridge.config.callers import Jwt
    from jetbridge.security.jwks import Keys, VerificationKey

Cause: TypeAlias = Literal[
    "form", "type", "algorithm", "key", "signature", "issuer", "audience", "claims", "expired", "early"
]

NOT_VALID = "The access token is not valid."
EXPIRED = "The access token has expired."
_REQUIRED_CLAIMS = ["exp", "iat", "iss", "aud", "sub"]
# What is repeated of a token in a sentence; whoever sends it chooses.
_SHOWN_CHARACTERS = 80
_URL_SAFE = str.maketrans("-_", "+/")


class TokenRefusedError(GatewayError):
    """`reason` is for whoever runs the gateway. Clients are told it in development mode: it would help a forger."""

    def __init__(self, cause: Cause, reason: str, message: str = NOT_VALID) -> None:
        super().__init__("UNAUTHENTICATED", message)
        self.cause = cause
        self.reason = reason


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """Whose tokens are taken, and the keys they are verified with."""

    settings: Jwt
    keys: Keys


async def verify(token: str, issuers: Sequence[TrustedIssuer], now: float) -> Caller:
    """Raises TokenRefusedError. `now` is the time of day in seconds."""
    issuer = issuers[0] if len(issuers) == 1 else _choose_issuer(token, issuers)
    settings = issuer.settings
    header = load_part(token, 0)
    algorithm = _check_header(header, settings)
    key = await _find_key(header, algorithm, issuer.keys)
    claims = _load_claims(token, key.key, algorithm, settings)
    _check_times(claims, now, settings.leeway_seconds)
    return Caller(claims, claims["exp"] + settings.leeway_seconds)


def load_part(token: str, index: Literal[0, 1]) -> dict[str, Any]:
    """The header or the claims as they are written, by whomever: nothing is verified here."""
    parts = token.split(".")
    if len(parts) != 3:
        raise TokenRefusedError("form", "It is not three parts with dots between them, as a JWT is.")
    try:
        text = binascii.a2b_base64(parts[index].translate(_URL_SAFE) + "=" * (-len(parts[index]) % 4), strict_mode=True)
        part = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        part = None
    if not isinstance(part, dict):
        raise TokenRefusedError("form", f"Its {('header', 'payload')[index]} is no JSON object in base64url.")
    return part


def _choose_issuer(token: str, issuers: Sequence[TrustedIssuer]) -> TrustedIssuer:
    """By what the token says of itself: that issuer's keys and rules then have to find it good."""
    claimed = load_part(token, 1).get("iss")
    for issuer in issuers:
        if issuer.settings.issuer == claimed:
            return issuer
    known = ", ".join(each.settings.issuer for each in issuers)
    raise TokenRefusedError("issuer", f"Its issuer (iss) is {_show(claimed)}; those known are {known}.")


def _check_header(header: dict[str, Any], settings: Jwt) -> str:
    algorithm = header.get("alg")
    if algorithm not in settings.algorithms:
        allowed = ", ".join(settings.algorithms)
        reason = f"It is signed with (alg) {_show(algorithm)}; authentication.jwt.algorithms allows {allowed}."
        raise TokenRefusedError("algorithm", reason)
    if not _is_allowed_type(header.get("typ", ""), settings):
        allowed = ", ".join(each or '""' for each in settings.types)
        found = f"Its type (typ) is {_show(header['typ'])}" if "typ" in header else "It names no type (typ)"
        raise TokenRefusedError("type", f"{found}; authentication.jwt.types allows {allowed}.")
    if "crit" in header:
        raise TokenRefusedError("form", "Its header asks for extensions (crit), of which none is known here.")
    return str(algorithm)


def _is_allowed_type(token_type: object, settings: Jwt) -> bool:
    """Media types are alike in any case, and with or without `application/`. RFC 7515, 4.1.9."""
    if not isinstance(token_type, str):
        return False
    return _to_type(token_type) in map(_to_type, settings.types)


def _to_type(text: str) -> str:
    return text.lower().removeprefix("application/")


async def _find_key(header: dict[str, Any], algorithm: str, keys: Keys) -> VerificationKey:
    key_id = header.get("kid")
    if key_id is not None and not isinstance(key_id, str):
        raise TokenRefusedError("key", "Its key id (kid) is no text.")
    key = await keys.find(key_id)
    if key is None:
        found = "It names no key (kid), and there are several" if key_id is None else f"There is no key {_show(key_id)}"
        raise TokenRefusedError("key", f"{found} at authentication.jwt.jwks.")
    if not key.fits(algorithm):
        raise TokenRefusedError("key", f"The key {_show(key_id)} is not for {algorithm}.")
    return key


def _load_claims(token: str, key: Any, algorithm: str, settings: Jwt) -> dict[str, Any]:
    audience = settings.audience
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=settings.issuer,
            audience=audience if isinstance(audience, str) else list(audience),
            # Times are checked here: against our clock, and more strictly about what a time is.
            options={"require": _REQUIRED_CLAIMS, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise _explain(error, token, settings) from None
    if not claims["sub"]:
        raise TokenRefusedError("claims", "Its subject (sub) is empty.")
    return claims


def _explain(error: Exception, token: str, settings: Jwt) -> TokenRefusedError:
    match error:
        case jwt.InvalidSignatureError():
            return TokenRefusedError("signature", "Its signature is not that of the key it names.")
        case jwt.MissingRequiredClaimError():
            return TokenRefusedError("claims", f"It lacks the claim {error.claim}.")
        case jwt.InvalidIssuerError():
            claimed = _show(load_part(token, 1).get("iss"))
            reason = f"Its issuer (iss) is {claimed}; authentication.jwt.issuer is {_show(settings.issuer)}."
            return TokenRefusedError("issuer", reason)
        case jwt.InvalidAudienceError():
            claimed = _show(load_part(token, 1).get("aud"))
            wanted = settings.audience if isinstance(settings.audience, str) else ", ".join(settings.audience)
            return TokenRefusedError("audience", f"It is for (aud) {claimed}; authentication.jwt.audience is {wanted}.")
        case _:
            return TokenRefusedError("form", f"It cannot be read: {type(error).__name__}.")


def _check_times(claims: dict[str, Any], now: float, leeway: float) -> None:
    """Times must be numbers, not what could be taken for one."""
    times = [claims["exp"], claims["iat"], claims.get("nbf", 0)]
    if any(type(time) not in (int, float) or not math.isfinite(time) for time in times):
        raise TokenRefusedError("claims", "One of its times (exp, iat, nbf) is no number.")
    expires, issued, begins = times
    if expires + leeway <= now:
        raise TokenRefusedError("expired", f"It has expired {round(now - expires)} seconds ago.", EXPIRED)
    if max(issued, begins) > now + leeway:
        reason = f"It begins in {round(max(issued, begins) - now)} seconds (iat, nbf): whose clock is wrong?"
        raise TokenRefusedError("early", reason, "The access token is not valid yet.")


def _show(value: object) -> str:
    try:
        text = repr(value)
    except RecursionError:  # to show it takes a little more of the stack than to read it did
        text = f"a {type(value).__name__}"
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
