"""The guard in front of everything that can be guessed: takes tries from budgets, remembers nobody by name.

Accounts and addresses enter the counters as keyed fingerprints: the counters tell a reader of the database nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auth_service.domain.refusals import TooManyTries

if TYPE_CHECKING:
    from auth_service.domain.ports import Clock, Tries
    from auth_service.domain.throttle import Budget

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Guard:
    tries: Tries
    clock: Clock
    fingerprint_key: bytes

    def take(self, budget: Budget, *subject: str) -> None:
        """Take one try of `subject`; raises `TooManyTries` if none is left."""
        wait = self.tries.take(budget, self.fingerprint(*subject), self.clock.now())
        if wait is not None:
            log.warning("no try left", extra={"budget": budget.name, "seconds": wait})
            raise TooManyTries(wait)

    def has_try(self, budget: Budget, *subject: str) -> bool:
        """Take one try of `subject`; False if none is left."""
        try:
            self.take(budget, *subject)
        except TooManyTries:
            return False
        return True

    def give_back(self, budget: Budget, *subject: str) -> None:
        self.tries.give_back(budget, self.fingerprint(*subject))

    def fingerprint(self, *subject: str) -> str:
        # 128 bits: too many to collide, short enough to be a document's key.
        return hmac.new(self.fingerprint_key, "\n".join(subject).encode(), hashlib.sha256).hexdigest()[:32]
