"""What must not be read from a stolen database: text <-> sealed text that is worthless without the service's secret.

AES-256-GCM under a key derived by HKDF; each purpose has a key of its own, so that nothing sealed for one is read as
another.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reservation_service.domain.vault import SealBroken

TRAVEL_DOCUMENTS = "travel documents"
WEBHOOK_SECRETS = "webhook secrets"
_NONCE_BYTES = 12
# Before every sealed value: another way of sealing, or another secret, can be told from this one later.
_FORMAT = "1:"


class SecretVault:
    """The first secret seals, any of them opens."""

    def __init__(self, keys: Sequence[str], purpose: str) -> None:
        self._ciphers = [_build_cipher(key, purpose) for key in keys]

    def seal(self, text: str) -> str:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._ciphers[0].encrypt(nonce, text.encode(), None)
        return _FORMAT + base64.b64encode(sealed).decode()

    def unseal(self, sealed: str) -> str:
        """Raises SealBroken."""
        for cipher in self._ciphers:
            if (text := _open(cipher, sealed)) is not None:
                return text
        raise SealBroken("This cannot be unsealed: DOCUMENT_SECRET is not the one it was sealed with.")

    def is_newest(self, sealed: str) -> bool:
        return _open(self._ciphers[0], sealed) is not None


def _build_cipher(key: str, purpose: str) -> AESGCM:
    info = f"reservation-service {purpose}".encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key.encode()))


def _open(cipher: AESGCM, sealed: str) -> str | None:
    if not sealed.startswith(_FORMAT):
        return None
    try:
        raw = base64.b64decode(sealed[len(_FORMAT) :], validate=True)
        return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
    except (InvalidTag, ValueError):
        return None
