"""The record locator: six characters by which people name a reservation aloud."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: none is taken for another on paper or on the telephone.
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
LENGTH = 6


@dataclass(frozen=True, slots=True)
class RecordLocator:
    text: str

    @classmethod
    def parse(cls, text: str) -> RecordLocator | None:
        """As people type it: any case, spaces and hyphens anywhere. None for what cannot be one."""
        if len(text) > 4 * LENGTH:
            return None
        letters = "".join(character for character in text.upper() if character not in " -")
        is_locator = len(letters) == LENGTH and all(letter in ALPHABET for letter in letters)
        return cls(letters) if is_locator else None

    @classmethod
    def new(cls) -> RecordLocator:
        """148 million of them; whether it is taken, the store knows."""
        return cls("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))

    def __str__(self) -> str:
        return self.text
