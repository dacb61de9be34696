"""flight-service has spoken: settle the reservation it answered, tell those that a flight's change concerns."""

from __future__ import annotations

from dataclasses import dataclass

from reservation_service.domain.hold_answers import HoldAnswer
from reservation_service.domain.lost_seats import LostSeats, hear_lost_seats
from reservation_service.domain.notices import FlightNews, hear_news
from reservation_service.domain.ports import Announce, Clock, Reservations
from reservation_service.domain.settlement import hear_answer
from reservation_service.usecases.change_reservation import change_reservation


@dataclass(frozen=True, slots=True)
class HearFlights:
    """Safe to repeat: an answer or news heard before changes nothing."""

    reservations: Reservations
    clock: Clock

    def answer(self, reservation_id: str, answer: HoldAnswer, announce: Announce) -> None:
        change_reservation(
            self.reservations, reservation_id, lambda found: hear_answer(found, answer, self.clock()), announce
        )

    def lost_seats(self, reservation_id: str, lost: LostSeats, announce: Announce) -> None:
        change_reservation(
            self.reservations, reservation_id, lambda found: hear_lost_seats(found, lost, self.clock()), announce
        )

    def news(self, news: FlightNews, announce: Announce) -> None:
        for reservation_id in self.reservations.list_active_on_flight(news.flight_id):
            change_reservation(
                self.reservations, reservation_id, lambda found: hear_news(found, news, self.clock()), announce
            )
