"""What must not be read from a stolen database: text <-> sealed text that is worthless without the service's secret.

AES-256-GCM under a key derived by HKDF; each purpose has a key of its own, so that nothing sealed for one is read as
another.
"""

from __future__ import annotations

import base64
import secrets

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
    def __init__(self, secret: str, purpose: str) -> None:
        info = f"reservation-service {purpose}".encode()
        self._cipher = AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode()))

    def seal(self, text: str) -> str:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), None)
        return _FORMAT + base64.b64encode(sealed).decode()

    def unseal(self, sealed: str) -> str:
        """Raises SealBroken."""
        try:
            if not sealed.startswith(_FORMAT):
                raise InvalidTag
            raw = base64.b64decode(sealed[len(_FORMAT) :], validate=True)
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken("This cannot be unsealed: DOCUMENT_SECRET is not the one it was sealed with.") from error
