"""`flight.updated` -> the answer to a hold, or news of a flight, for the use case that listens to it."""

from __future__ import annotations

from decimal import Decimal

from reservation_service.domain.hold_answers import HoldAnswer, HoldOutcome
from reservation_service.domain.itinerary import FareConditions
from reservation_service.domain.lost_seats import LostSeats
from reservation_service.domain.money import Money
from reservation_service.domain.notices import FlightNews
from reservation_service.domain.ports import Announce
from reservation_service.domain.reasons import Reason
from reservation_service.domain.seat_charges import SeatCharge
from reservation_service.events.outgoing import announce_because_of
from reservation_service.usecases.hear_flights import HearFlights
from wire import events
from wire.envelope import Envelope
from wire.events import FLIGHT_UPDATED, FlightUpdated, Hold, read

HEARD_TYPES = (FLIGHT_UPDATED,)
QUEUE = "reservations"
# By this name the inbox knows what has been handled.
CONSUMER = "reservations"

# A new fare concerns those who have not booked yet; those who have keep the one they were told.
NEWS = frozenset({"rescheduled", "status_changed", "cancelled"})


# Nobody who waits can get a seat by these.
SEATS_GONE = frozenset({"seats_held", "seats_refused", "seats_sold", "seats_chosen", "seats_unpaid"})


class FlightEvents:
    def __init__(self, hear: HearFlights) -> None:
        self._hear = hear

    def handle(self, event: Envelope) -> None:
        match read(event):
            case FlightUpdated() as updated:
                self._handle(updated, announce_because_of(event))

    def _handle(self, updated: FlightUpdated, announce: Announce) -> None:
        if updated.hold is not None:
            self._hear.answer(updated.hold.reservation_id, _to_answer(updated, updated.hold), announce)
        elif updated.taken_back is not None:
            lost = LostSeats(updated.flight_id, updated.change, updated.taken_back.seats)
            self._hear.lost_seats(updated.taken_back.reservation_id, lost, announce)
        elif updated.seat_charge is not None:
            charge = updated.seat_charge
            self._hear.seat_charge(charge.reservation_id, _to_seat_charge(updated.flight_id, charge), announce)
        elif updated.change in NEWS:
            self._hear.news(_to_news(updated), announce)
        if updated.change not in SEATS_GONE:
            for cabin, seats in updated.availability.items():
                if seats.free > 0:
                    self._hear.free_seats(updated.flight_id, cabin, seats.free, announce)


def _to_seat_charge(flight_id: str, value: events.SeatCharge) -> SeatCharge:
    return SeatCharge(
        flight_id=flight_id,
        cabin=value.cabin,
        hold_id=value.hold_id or "",
        charge=Money(Decimal(value.charge.amount), value.charge.currency),
        revision=value.revision,
    )


def _to_answer(updated: FlightUpdated, hold: Hold) -> HoldAnswer:
    return HoldAnswer(
        flight_id=updated.flight_id,
        cabin=hold.cabin,
        outcome=HoldOutcome(hold.outcome),
        hold_id=hold.hold_id if hold.hold_id and hold.hold_id != hold.reservation_id else "",
        fare=_to_money(hold.fare),
        fare_class=hold.fare_class,
        conditions=_to_conditions(hold.conditions) if hold.conditions else None,
        refusal=Reason(hold.refusal.code, hold.refusal.message) if hold.refusal else None,
        departs_at=updated.departs_at,
        arrives_at=updated.arrives_at,
        flight_version=updated.flight_version,
        same_route=hold.same_route,
    )


def _to_news(updated: FlightUpdated) -> FlightNews:
    return FlightNews(
        flight_id=updated.flight_id,
        flight_version=updated.flight_version,
        kind=updated.change,
        status=updated.status,
        departs_at=updated.departs_at,
        arrives_at=updated.arrives_at,
    )


def _to_conditions(value: events.FareConditions) -> FareConditions:
    return FareConditions(
        changeable=value.changeable,
        refundable=value.refundable,
        change_fee=_to_money(value.change_fee),
        refund_fee=_to_money(value.refund_fee),
    )


def _to_money(value: events.Money | None) -> Money | None:
    return Money(Decimal(value.amount), value.currency) if value else None
