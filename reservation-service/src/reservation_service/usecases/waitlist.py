"""Wait for a seat on a flight that is sold out: join the list, and see how many are before one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reservation_service.domain.ports import AccountPlaces, Place, Reservations
from reservation_service.domain.reservation import Reservation, ReservationStatus
from reservation_service.domain.waitlist import MAX_WAITING_OF_USER
from reservation_service.usecases.caller_rights import require_user
from reservation_service.usecases.create_reservation import CreateReservation, Wish, check_key
from wire.identity import Caller


@dataclass(frozen=True, slots=True)
class TooManyWaiting:
    """Seats that many wait for and few will take serve nobody."""

    limit: int


@dataclass(frozen=True, slots=True)
class Waitlist:
    reservations: Reservations
    places: AccountPlaces
    create: CreateReservation

    def join(self, caller: Caller, wish: Wish, key: str) -> Reservation | TooManyWaiting:
        """Asks for the seats first: WAITLISTED if there are none, and as any other reservation if there are."""
        user_id = require_user(caller)
        check_key(key)
        is_new = self.reservations.find_attempt(user_id, key) is None
        if is_new and not self._may_wait(user_id, key):
            return TooManyWaiting(MAX_WAITING_OF_USER)
        return self.create(caller, replace(wish, waits=True), key)

    def _may_wait(self, user_id: str, key: str) -> bool:
        """The places alone would do, but they are younger than some who wait."""
        waiting = self.reservations.count_of_user(user_id, ReservationStatus.WAITLISTED)
        return waiting < MAX_WAITING_OF_USER and self._has_place(user_id, key)

    def _has_place(self, user_id: str, key: str) -> bool:
        return self.places.take(user_id, key, [Place(MAX_WAITING_OF_USER)]) is None

    def find_position(self, flight_id: str, cabin: str, reservation_id: str) -> int:
        """1 is the next; counted by when they joined."""
        return self.reservations.count_waitlisted(flight_id, cabin, before=reservation_id) + 1

    def list_line(self, flight_id: str, cabin: str) -> list[str]:
        """Everybody in it, the next one first; for whoever asks for the positions of many."""
        return self.reservations.list_waitlisted_ids(flight_id, cabin)
