"""The published key set: key ring -> JSON Web Key Set (RFC 7517, 8037). Public halves only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from auth_service.tokens.access_token import LIFETIME
from auth_service.tokens.key_store import RING_LIFETIME

if TYPE_CHECKING:
    from auth_service.domain.key_ring import KeyRing

# How long a verifier may keep the set without asking again.
CACHE_LIFETIME = timedelta(minutes=5)
_CLOCK_DIFFERENCE = timedelta(minutes=1)

# A key signs only after every cache has had the chance to learn it ...
PUBLISHED_BEFORE_USE = CACHE_LIFETIME + RING_LIFETIME + _CLOCK_DIFFERENCE
# ... and is withdrawn only after the last token signed with it has expired.
KEPT_AFTER_USE = LIFETIME + RING_LIFETIME + _CLOCK_DIFFERENCE


def build_jwks(ring: KeyRing) -> dict[str, list[dict[str, str]]]:
    return {
        "keys": [
            {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.kid, "x": key.public_x}
            for key in ring.keys
        ]
    }
