"""flight-service has spoken: settle the reservation it answered, tell those that a flight's change concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from reservation_service.domain.hold_answers import HoldAnswer
from reservation_service.domain.lost_seats import LostSeats, hear_lost_seats
from reservation_service.domain.notices import FlightNews, hear_news
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.seat_charges import SeatCharge, hear_seat_charge
from reservation_service.domain.settlement import hear_answer
from reservation_service.domain.waitlist import choose_who_fits, try_again
from reservation_service.usecases.change_reservation import change_reservation

# More parties than seats ever come free at once.
NEXT_IN_LINE = 50


@dataclass(frozen=True, slots=True)
class HearFlights:
    """Safe to repeat: an answer or news heard before changes nothing."""

    reservations: Reservations
    clock: Clock
    pending_lifetime: timedelta

    def answer(self, reservation_id: str, answer: HoldAnswer, announce: Announce) -> None:
        change_reservation(
            self.reservations, reservation_id, lambda found: hear_answer(found, answer, self.clock()), announce
        )

    def lost_seats(self, reservation_id: str, lost: LostSeats, announce: Announce) -> None:
        change_reservation(
            self.reservations, reservation_id, lambda found: hear_lost_seats(found, lost, self.clock()), announce
        )

    def seat_charge(self, reservation_id: str, heard: SeatCharge, announce: Announce) -> None:
        change_reservation(self.reservations, reservation_id, lambda found: hear_seat_charge(found, heard), announce)

    def free_seats(self, flight_id: str, cabin: str, free: int, announce: Announce) -> None:
        """Who waits for such seats asks for them; whether she is in time, flight-service knows."""
        waiting = self.reservations.list_waitlisted(flight_id, cabin, limit=NEXT_IN_LINE)
        for reservation in choose_who_fits(waiting, free):
            change_reservation(
                self.reservations,
                reservation.id,
                lambda found: try_again(found, self.clock() + self.pending_lifetime),
                announce,
            )

    def news(self, news: FlightNews, announce: Announce) -> None:
        for reservation_id in self.reservations.list_active_on_flight(news.flight_id):
            change_reservation(
                self.reservations, reservation_id, lambda found: hear_news(found, news, self.clock()), announce
            )
