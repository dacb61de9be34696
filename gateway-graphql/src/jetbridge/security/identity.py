"""The caller, signed for one subgraph: a compact JWS (HS256) in a request header.

A subgraph trusts nobody who cannot sign with the secret it shares with the gateway alone, so it cannot be called
past the gateway, and one subgraph cannot speak for the gateway to another. A line is signed once and used for half of
its lifetime; after that a new one is signed, so that it never expires on the way.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any

import msgspec

from jetbridge.config.callers import ISSUER_OF_TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jetbridge.config.callers import Identity
    from jetbridge.security.caller import Caller

_HEADER = urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=")


class IdentitySigner:
    """`secrets` by subgraph; those without one get no identity. `clock` is the time of day in seconds."""

    def __init__(self, settings: Identity, secrets: Mapping[str, str], clock: Callable[[], float]) -> None:
        self._settings = settings
        self._secrets = {name: secret.encode("utf-8") for name, secret in secrets.items()}
        self.header = settings.header.lower().encode("ascii")
        self._prefix = self.header + b": "
        self._clock = clock

    def signs_for(self, subgraph: str) -> bool:
        return subgraph in self._secrets

    def build_line(self, caller: Caller, subgraph: str) -> bytes:
        """`header: value\\r\\n`, or nothing for a subgraph without a secret."""
        secret = self._secrets.get(subgraph)
        if secret is None:
            return b""
        now = self._clock()
        known = caller.identity_lines.get(subgraph)
        # A caller outlives a change of the configuration; a line of the signer before it may have an old secret.
        if known is not None and now < known[1] and known[2] is self:
            return known[0]
        line = b"%b%b\r\n" % (self._prefix, sign(self._build_claims(caller, subgraph, now), secret))
        caller.identity_lines[subgraph] = (line, now + self._settings.lifetime_seconds / 2, self)
        return line

    def _build_claims(self, caller: Caller, subgraph: str, now: float) -> dict[str, Any]:
        claims: dict[str, Any] = {
            "iss": self._settings.issuer,
            "aud": subgraph,
            "iat": int(now),
            "exp": int(now) + self._settings.lifetime_seconds,
        }
        if caller.claims is not None:
            claims |= {name: caller.claims[name] for name in self._settings.claims if name in caller.claims}
            # `sub` is unique for its issuer alone (RFC 7519, 4.1.2), and several may be trusted.
            if "iss" in caller.claims:
                claims[ISSUER_OF_TOKEN] = caller.claims["iss"]
        return claims


def sign(claims: Mapping[str, Any], secret: bytes) -> bytes:
    payload = urlsafe_b64encode(msgspec.json.encode(claims)).rstrip(b"=")
    signed = b"%b.%b" % (_HEADER, payload)
    signature = urlsafe_b64encode(hmac.digest(secret, signed, "sha256")).rstrip(b"=")
    return b"%b.%b" % (signed, signature)
