"""The signing keys: the current one signs, the next one is already published, retired ones still verify.

A verifier that caches the published keys must know a key before the first token signed with it arrives, and until the
last one has expired. Hence three states and one ring, stored as one document and replaced by compare and set.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum


class KeyState(Enum):
    NEXT = "next"
    CURRENT = "current"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One Ed25519 key pair: the public half as base64url (JWK `x`), the private half sealed."""

    kid: str
    state: KeyState
    public_x: str
    sealed_private: bytes
    created_at: datetime
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys that are published, in order of age; exactly one is current and one is next."""

    keys: tuple[SigningKey, ...]
    version: int

    @property
    def current(self) -> SigningKey:
        return next(key for key in self.keys if key.state is KeyState.CURRENT)

    def rotated(self, new_key: SigningKey, now: datetime, keep_retired_for: timedelta) -> KeyRing:
        """`next` begins to sign, `current` retires, `new_key` is announced, what no living token needs is dropped."""
        promoted = (_promote(key, now) for key in self.keys)
        kept = tuple(key for key in promoted if key.retired_at is None or now - key.retired_at < keep_retired_for)
        return KeyRing(keys=(*kept, new_key), version=self.version + 1)


def first_ring(current: SigningKey, next_key: SigningKey) -> KeyRing:
    return KeyRing(keys=(replace(current, state=KeyState.CURRENT), next_key), version=1)


def _promote(key: SigningKey, now: datetime) -> SigningKey:
    match key.state:
        case KeyState.NEXT:
            return replace(key, state=KeyState.CURRENT)
        case KeyState.CURRENT:
            return replace(key, state=KeyState.RETIRED, retired_at=now)
        case KeyState.RETIRED:
            return key
