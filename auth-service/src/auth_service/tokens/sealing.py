"""Secrets at rest: bytes <-> sealed bytes that are worthless without the service's KEY_ENCRYPTION_SECRET.

AES-256-GCM under a key derived by HKDF for one use; a label is bound in, so that what is sealed cannot be moved under
another one.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
# First byte of every sealed value: another way of sealing can be told from this one later.
_FORMAT = b"\x01"


class SealBroken(Exception):
    """The stored value was sealed with another secret, or somebody changed it."""


SIGNING_KEYS = b"auth-service signing keys"
LETTER_TOKENS = b"auth-service letter tokens"


class Sealer:
    def __init__(self, secret: str, use: bytes = SIGNING_KEYS) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=use).derive(secret.encode())
        self._cipher = AESGCM(derived)

    def seal(self, plain: bytes, label: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, plain, label.encode())

    def unseal(self, sealed: bytes, label: str) -> bytes:
        """Raises `SealBroken`."""
        nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            if sealed[:1] != _FORMAT:
                raise InvalidTag
            return self._cipher.decrypt(nonce, ciphertext, label.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(
                f"Signing key {label} cannot be unsealed: KEY_ENCRYPTION_SECRET is not the one it was sealed with. "
                "Set that one, or run rotate_keys --leaked twice to make new keys under the present one."
            ) from error
