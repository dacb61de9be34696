"""Tokens on their way into a letter, sealed: between the request and the sending they wait in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.tokens.sealing import SealBroken
from wire.post import Undeliverable

if TYPE_CHECKING:
    from auth_service.tokens.sealing import Sealer


@dataclass(frozen=True, slots=True)
class SealedLetterTokens:
    """`LetterTokens` of the domain."""

    sealer: Sealer

    def seal(self, token: str, letter_id: str) -> bytes:
        return self.sealer.seal(token.encode(), letter_id)

    def unseal(self, sealed: bytes, letter_id: str) -> str:
        try:
            return self.sealer.unseal(sealed, letter_id).decode()
        except SealBroken as error:
            raise Undeliverable("KEY_ENCRYPTION_SECRET was changed since this letter was ordered") from error
