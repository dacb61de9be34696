"""What one account may not do with orders that cost nothing: keep many seats from others, have strangers written to.

An account whose address is proved has a mailbox somebody reads, and may do more. Staff may do as the desk needs.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from reservation_service.domain.ports import AccountPlaces, Throttle
from reservation_service.domain.refusals import RateLimited, TooManyHolds
from reservation_service.usecases.caller_rights import is_staff, require_user
from wire.identity import Caller

# A family books a few journeys a day, each of which is a handful of letters.
WITH_LETTERS_A_DAY = 20
WITH_LETTERS_A_DAY_UNPROVED = 5
_DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class OrderLimits:
    """`unpaid_holds` is for an account whose address is proved; others may have half as many, one at least."""

    throttle: Throttle
    hold_places: AccountPlaces
    unpaid_holds: int

    def check_letters(self, caller: Caller, address: str) -> None:
        """Whose address it is nobody has proved. Raises RateLimited."""
        if is_staff(caller):
            return
        limit = WITH_LETTERS_A_DAY if caller.email_verified else WITH_LETTERS_A_DAY_UNPROVED
        self._count(f"letters:{require_user(caller)}", limit)
        if not caller.email_verified:
            # However many accounts somebody opens, the same mailbox is not filled by them.
            reader = hashlib.sha256(address.casefold().encode()).hexdigest()
            self._count(f"letters-to:{reader}", WITH_LETTERS_A_DAY_UNPROVED)

    def check_holds(self, caller: Caller, key: str) -> None:
        """Just before the order is stored; this key may be stored, or has been. Raises TooManyHolds."""
        if is_staff(caller):
            return
        limit = self.unpaid_holds if caller.email_verified else max(1, self.unpaid_holds // 2)
        if not self.hold_places.take(require_user(caller), key, limit=limit):
            message = f"You hold {_count_bookings(limit)} without having paid; pay for one or cancel it first."
            more = "" if caller.email_verified else " With a confirmed e-mail address you may hold more."
            raise TooManyHolds(limit, message + more)

    def _count(self, key: str, limit: int) -> None:
        wait = self.throttle.hit(key, limit=limit, window_seconds=_DAY_SECONDS)
        if wait is not None:
            message = (
                "You have booked very often with an address for letters today; book without one, or ask our staff."
            )
            raise RateLimited(message, wait)


def _count_bookings(number: int) -> str:
    return "1 booking" if number == 1 else f"{number} bookings"
