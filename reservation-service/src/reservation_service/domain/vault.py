"""Where secrets are sealed before they are stored."""

from __future__ import annotations

from typing import Protocol


class SealBroken(Exception):
    """What is stored was sealed with another secret, or somebody changed it."""


class Vault(Protocol):
    def seal(self, text: str) -> str: ...

    def unseal(self, sealed: str) -> str:
        """Raises SealBroken."""

    def is_newest(self, sealed: str) -> bool:
        """Whether `seal` would use the same secret."""
