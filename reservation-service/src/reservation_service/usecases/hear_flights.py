"""flight-service has spoken: settle the reservation it answered, tell those that a flight's change concerns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from reservation_service.domain.availability import Availability, CabinSeats
from reservation_service.domain.hold_answers import HoldAnswer
from reservation_service.domain.lost_seats import SeatNews, hear_seat_news
from reservation_service.domain.notices import FlightNews, hear_news
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.reservation import Change, Reservation
from reservation_service.domain.settlement import hear_answer
from reservation_service.domain.waitlist import choose_who_fits, try_again
from reservation_service.usecases.change_many import WantedChange, change_reservations

# More parties than seats ever come free at once.
NEXT_IN_LINE = 50


@dataclass(frozen=True, slots=True)
class HearFlights:
    """What each message wants changed. Safe to repeat: an answer or news heard before changes nothing."""

    reservations: Reservations
    availability: Availability
    clock: Clock
    pending_lifetime: timedelta

    def note_seats(self, seats: Collection[CabinSeats]) -> None:
        """What is left of each cabin, for those who ask for seats next."""
        self.availability.learn(seats)

    def change(self, wanted: Sequence[WantedChange]) -> None:
        change_reservations(self.reservations, wanted)

    def answer(self, reservation_id: str, answer: HoldAnswer, announce: Announce) -> WantedChange:
        return WantedChange(reservation_id, lambda found: hear_answer(found, answer, self.clock()), announce)

    def seats(self, reservation_id: str, news: SeatNews, announce: Announce) -> WantedChange:
        return WantedChange(reservation_id, lambda found: hear_seat_news(found, news, self.clock()), announce)

    def free_seats(self, flight_id: str, cabin: str, free: int, announce: Announce) -> list[WantedChange]:
        """Who waits for such seats asks for them; whether she is in time, flight-service knows.

        News that comes late tells of seats that somebody on the list has got since: whoever stands behind her would be
        sent after the seat of the next in line.
        """
        waiting = self.reservations.list_waitlisted(flight_id, cabin, limit=NEXT_IN_LINE)
        if not waiting:
            return []
        newest = self.availability.find([(flight_id, cabin)]).get((flight_id, cabin))
        free = min(free, newest.free) if newest else free
        return [WantedChange(one.id, self._try_again, announce) for one in choose_who_fits(waiting, free)]

    def news(self, news: FlightNews, announce: Announce) -> list[WantedChange]:
        concerned = self.reservations.list_active_on_flight(news.flight_id)
        return [WantedChange(one, lambda found: hear_news(found, news, self.clock()), announce) for one in concerned]

    def _try_again(self, found: Reservation) -> Change | None:
        return try_again(found, self.clock() + self.pending_lifetime)
