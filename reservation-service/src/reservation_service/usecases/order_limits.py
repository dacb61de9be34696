"""What one account may not do with orders that cost nothing: keep many seats from others, have strangers written to.

An account whose address is proved has a mailbox somebody reads, and may do more. Staff may do as the desk needs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from reservation_service.domain.itinerary import Segment
from reservation_service.domain.ports import AccountPlaces, Place, Throttle, name_change
from reservation_service.domain.refusals import RateLimited, TooManyHolds, TooManyUnpaid
from reservation_service.domain.reservation import Reservation
from reservation_service.usecases.caller_rights import is_staff, require_user
from wire.identity import Caller

# A family books a few journeys a day, each of which is a handful of letters.
WITH_LETTERS_A_DAY = 20
WITH_LETTERS_A_DAY_UNPROVED = 5
_DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an account has at once without having paid: holds that wait for it, bookings that never will be, and seats
    of those on one flight. For an account whose address is proved; others may have half as much, one at least.
    """

    holds: int
    bookings: int
    seats: int


@dataclass(frozen=True, slots=True)
class OrderLimits:
    throttle: Throttle
    hold_places: AccountPlaces
    booking_places: AccountPlaces
    allowance: Allowance

    def check_letters(self, caller: Caller, address: str) -> None:
        """Whose address it is nobody has proved. Raises RateLimited."""
        if is_staff(caller):
            return
        limit = WITH_LETTERS_A_DAY if caller.email_verified else WITH_LETTERS_A_DAY_UNPROVED
        self._count_letter(f"letters:{require_user(caller)}", limit)
        if not caller.email_verified:
            # However many accounts somebody opens, the same mailbox is not filled by them.
            reader = hashlib.sha256(address.casefold().encode()).hexdigest()
            self._count_letter(f"letters-to:{reader}", WITH_LETTERS_A_DAY_UNPROVED)

    def check_holds(self, caller: Caller, key: str) -> None:
        """Just before the order is stored; this key may be stored, or has been. Raises TooManyHolds."""
        if is_staff(caller):
            return
        limit = _allow(caller, self.allowance.holds)
        if self.hold_places.take(require_user(caller), key, [Place(limit)]):
            message = f"You hold {_count(limit, 'booking')} without having paid; pay for one or cancel it first."
            raise TooManyHolds(limit, message + _find_way_to_more(caller, "hold"))

    def check_unpaid(self, caller: Caller, key: str, segments: Sequence[Segment], seats: int) -> None:
        """The same for an order that nobody will have to pay for. Raises TooManyUnpaid."""
        if is_staff(caller):
            return
        flights = dict.fromkeys(segment.flight_id for segment in segments)
        on_flights = [Place(_allow(caller, self.allowance.seats), seats, flight_id) for flight_id in flights]
        places = [Place(_allow(caller, self.allowance.bookings)), *on_flights]
        if taken := self.booking_places.take(require_user(caller), key, places):
            raise TooManyUnpaid(taken.limit, _explain(taken, caller), taken.flight_id)

    @contextmanager
    def watch_change(self, caller: Caller) -> Iterator[Callable[[Reservation, Reservation], None]]:
        """What to call, just before it is stored, with a reservation as it is and as it would be; until the end, others
        that ask for the same seats count them. Raises TooManyUnpaid.
        """
        taken: dict[str, list[Place]] = {}

        def check(before: Reservation, after: Reservation) -> None:
            flights = after.flight_ids - before.flight_ids
            if is_staff(caller) or before.needs_payment or not flights:
                return
            limit, key = _allow(caller, self.allowance.seats), name_change(before.id)
            places = [Place(limit, before.seats, flight_id) for flight_id in sorted(flights)]
            if missing := self.booking_places.take(before.user_id, key, places):
                raise TooManyUnpaid(missing.limit, _explain(missing, caller), missing.flight_id)
            taken[key] = places

        try:
            yield check
        finally:
            for key, places in taken.items():
                self.booking_places.give_back(require_user(caller), key, places)

    def _count_letter(self, key: str, limit: int) -> None:
        wait = self.throttle.hit(key, limit=limit, window_seconds=_DAY_SECONDS)
        if wait is not None:
            message = (
                "You have booked very often with an address for letters today; book without one, or ask our staff."
            )
            raise RateLimited(message, wait)


def _allow(caller: Caller, limit: int) -> int:
    return limit if caller.email_verified else max(1, limit // 2)


def _explain(taken: Place, caller: Caller) -> str:
    if taken.flight_id is None:
        yours = f"You have {_count(taken.limit, 'booking')} ahead that are not paid for"
        way_out = "pay for this one, or cancel one of them first."
    else:
        yours = f"You may have {_count(taken.limit, 'seat')} on flight {taken.flight_id} without paying"
        way_out = "pay for these, or cancel others first."
    return f"{yours}; {way_out}{_find_way_to_more(caller, 'have')}"


def _find_way_to_more(caller: Caller, verb: str) -> str:
    return "" if caller.email_verified else f" With a confirmed e-mail address you may {verb} more."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
