"""The ring of signing keys in use by this process: created once, read often, rotated by an operator.

Every process reads the ring again after `RING_LIFETIME`; until then it may sign with a key that has just retired, which
stays published long enough for that.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from auth_service.domain.key_ring import KeyRing, KeyState, SigningKey, first_ring
from auth_service.domain.refusals import Unavailable

if TYPE_CHECKING:
    from auth_service.domain.ports import Clock, SigningKeys
    from auth_service.tokens.sealing import Sealer

RING_LIFETIME = timedelta(seconds=30)


class RotationRefused(Exception):
    """Rotating now would leave tokens that verifiers cannot check."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    ring: KeyRing
    private_key: Ed25519PrivateKey
    until: datetime


class KeyStore:
    def __init__(self, keys: SigningKeys, sealer: Sealer, clock: Clock) -> None:
        self._keys = keys
        self._sealer = sealer
        self._clock = clock
        # Replaced as a whole: threads see the old one or the new one, never a ring with another ring's key.
        self._loaded: _Loaded | None = None

    def ring(self) -> KeyRing:
        return self._load().ring

    def signing_key(self) -> tuple[str, Ed25519PrivateKey]:
        """The id and the private half of the current key."""
        loaded = self._load()
        return loaded.ring.current.kid, loaded.private_key

    def rotate(self, *, published_for: timedelta, keep_retired_for: timedelta) -> KeyRing:
        """Put the next key to use, if verifiers have had `published_for` to learn it; raises `RotationRefused`."""
        ring, now = self._get_ring(), self._clock.now()
        announced_at = next(key.created_at for key in ring.keys if key.state is KeyState.NEXT)
        if now - announced_at < published_for:
            wait = published_for - (now - announced_at)
            raise RotationRefused(
                f"The next key is not known everywhere yet; rotate in {wait.total_seconds():.0f} seconds."
            )
        rotated = ring.rotated(self._new_key(), now, keep_retired_for)
        if not self._keys.save(rotated):
            raise RotationRefused("Somebody else has just rotated the keys; nothing was changed.")
        self._loaded = None
        return rotated

    def _load(self) -> _Loaded:
        loaded, now = self._loaded, self._clock.now()
        if loaded is None or now >= loaded.until:
            loaded = self._reload(loaded, now + RING_LIFETIME)
            self._loaded = loaded
        return loaded

    def _reload(self, stale: _Loaded | None, until: datetime) -> _Loaded:
        try:
            ring = self._get_ring()
        except Unavailable:
            if stale is None:
                raise
            # While the database is away verifiers can still be told the keys that they may have to know.
            return replace(stale, until=until)
        return _Loaded(ring, self._unseal(ring.current), until)

    def _get_ring(self) -> KeyRing:
        """The stored ring, made if this is the first process ever to ask."""
        ring = self._keys.find()
        if ring is None:
            first = first_ring(self._new_key(), self._new_key())
            ring = first if self._keys.add(first) else self._keys.find()
        if ring is None:
            raise RuntimeError("the key ring vanished between two reads")
        return ring

    def _new_key(self) -> SigningKey:
        private_key, kid = Ed25519PrivateKey.generate(), uuid4().hex
        return SigningKey(
            kid=kid,
            state=KeyState.NEXT,
            public_x=base64.urlsafe_b64encode(private_key.public_key().public_bytes_raw()).rstrip(b"=").decode(),
            sealed_private=self._sealer.seal(private_key.private_bytes_raw(), kid),
            created_at=self._clock.now(),
        )

    def _unseal(self, key: SigningKey) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._sealer.unseal(key.sealed_private, key.kid))
