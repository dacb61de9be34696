"""Document numbers at rest: text <-> sealed text that is worthless without the service's DOCUMENT_SECRET.

AES-256-GCM under a key derived by HKDF.
"""

from __future__ import annotations

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
# Before every sealed value: another way of sealing, or another secret, can be told from this one later.
_FORMAT = "1:"
_LABEL = b"travel document"


class SealBroken(Exception):
    """The stored number was sealed with another secret, or somebody changed it."""


class DocumentVault:
    def __init__(self, secret: str) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"reservation-service travel documents")
        self._cipher = AESGCM(derived.derive(secret.encode()))

    def seal(self, text: str) -> str:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), _LABEL)
        return _FORMAT + base64.b64encode(sealed).decode()

    def unseal(self, sealed: str) -> str:
        """Raises SealBroken."""
        try:
            if not sealed.startswith(_FORMAT):
                raise InvalidTag
            raw = base64.b64decode(sealed[len(_FORMAT) :], validate=True)
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _LABEL).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken(
                "A document number cannot be unsealed: DOCUMENT_SECRET is not the one it was sealed with."
            ) from error
