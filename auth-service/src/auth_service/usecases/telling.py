"""Tell an owner what became of her account, unless that would fill the mailbox of somebody who is not the owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.throttle import LETTERS_TO_UNPROVED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auth_service.domain.account import Account
    from auth_service.domain.letters import LetterOrder
    from auth_service.usecases.guard import Guard


@dataclass(frozen=True, slots=True)
class Telling:
    guard: Guard

    def limit(self, account: Account, letter: LetterOrder) -> list[LetterOrder]:
        """An address that nobody has proved may be a stranger's: she is not written to as often as somebody likes to
        open, change and close accounts with it.
        """
        is_told = account.email_verified or self.guard.has_try(LETTERS_TO_UNPROVED, account.email.canonical)
        return [letter] if is_told else []

    def take_back(self, account: Account, letters: Sequence[LetterOrder]) -> None:
        """They were not ordered after all: who tries to register somebody's address keeps no warning from her."""
        if letters:
            self.guard.give_back(LETTERS_TO_UNPROVED, account.email.canonical)
