"""`flight.updated` -> the answer to a hold, or news of a flight, for the use case that listens to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reservation_service.domain.availability import CabinSeats
from reservation_service.domain.hold_answers import HoldAnswer, HoldOutcome
from reservation_service.domain.itinerary import ChargedSeat, FareConditions, Route, SeatChoice
from reservation_service.domain.lost_seats import LostSeats, SeatNews
from reservation_service.domain.money import Money
from reservation_service.domain.notices import FlightNews
from reservation_service.domain.ports import Announce
from reservation_service.domain.reasons import Reason
from reservation_service.domain.seat_charges import SeatCharge
from reservation_service.events.outgoing import announce_because_of
from reservation_service.usecases.change_many import WantedChange
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
SEATS_GONE = frozenset(
    {"seats_held", "seats_refused", "seats_sold", "seats_chosen", "seats_unpaid", "seats_blocked", "seats_moved"}
)


class FlightEvents:
    def __init__(self, hear: HearFlights) -> None:
        self._hear = hear

    def handle(self, events: Sequence[Envelope]) -> None:
        """What concerns one reservation each is changed together. Who concern many are looked for when all that was
        said before is saved: who was refused just now may be waiting already. How many seats are left is told to those
        who come next before those who came too late are, so that nobody who has heard of it asks in vain.
        """
        heard = [(event, updated) for event in events if isinstance(updated := read(event), FlightUpdated)]
        self._hear.note_seats([seats for event, updated in heard for seats in _to_seats(event, updated)])
        wanted: list[WantedChange] = []
        for event, updated in heard:
            announce = announce_because_of(event)
            wanted += self._find_concerned(updated, announce)
            if _concerns_many(updated):
                self._hear.change(wanted)
                wanted = self._find_many_concerned(updated, announce)
        self._hear.change(wanted)

    def _find_concerned(self, updated: FlightUpdated, announce: Announce) -> Iterator[WantedChange]:
        if (hold := updated.hold) is not None:
            yield self._hear.answer(hold.reservation_id, _to_answer(updated, hold), announce)
        elif (concerned := updated.taken_back or updated.seat_charge) is not None:
            yield self._hear.seats(concerned.reservation_id, _to_seat_news(updated), announce)

    def _find_many_concerned(self, updated: FlightUpdated, announce: Announce) -> list[WantedChange]:
        wanted = self._hear.news(_to_news(updated), announce) if _is_news(updated) else []
        if updated.change not in SEATS_GONE:
            for cabin, seats in updated.availability.items():
                if seats.free > 0:
                    wanted += self._hear.free_seats(updated.flight_id, cabin, seats.free, announce)
        return wanted


def _concerns_many(updated: FlightUpdated) -> bool:
    return _is_news(updated) or updated.change not in SEATS_GONE


def _is_news(updated: FlightUpdated) -> bool:
    concerns_one = updated.hold or updated.taken_back or updated.seat_charge
    return not concerns_one and updated.change in NEWS


def _to_seat_news(updated: FlightUpdated) -> SeatNews:
    taken_back, charge = updated.taken_back, updated.seat_charge
    lost = None
    if taken_back is not None:
        lost = LostSeats(
            updated.flight_id,
            updated.flight_version,
            updated.change,
            taken_back.seats,
            {one.before: one.after for one in taken_back.moved},
            taken_back.ordinary,
        )
    heard = _to_seat_charge(updated.flight_id, charge) if charge else None
    return SeatNews(updated.flight_id, lost=lost, charge=heard)


def _to_seats(event: Envelope, updated: FlightUpdated) -> Iterator[CabinSeats]:
    """Of each cabin whose counts can be told from older and newer ones."""
    for cabin, seats in updated.availability.items():
        if seats.revision is not None:
            yield CabinSeats(
                flight_id=updated.flight_id,
                cabin=cabin,
                free=seats.free,
                revision=seats.revision,
                at=event.occurred_at,
                answered=frozenset([updated.hold.reservation_id] if updated.hold else []),
            )


def _to_seat_charge(flight_id: str, value: events.SeatCharge) -> SeatCharge:
    choice = SeatChoice(
        charge=_get_money(value.charge),
        revision=value.revision,
        seats=tuple(ChargedSeat(one.number, _get_money(one.price)) for one in value.seats),
    )
    return SeatCharge(
        flight_id=flight_id, cabin=value.cabin, hold_id=value.hold_id or "", choice=choice, is_sold=value.is_sold
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
        route=_to_route(updated.route) if updated.route else None,
        same_route=hold.same_route,
        seats_worth=_to_money(hold.seats_worth),
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


def _to_route(value: events.Route) -> Route:
    return Route(
        designator=value.designator,
        origin=value.origin,
        destination=value.destination,
        origin_zone=value.origin_zone,
        destination_zone=value.destination_zone,
    )


def _to_conditions(value: events.FareConditions) -> FareConditions:
    return FareConditions(
        changeable=value.changeable,
        refundable=value.refundable,
        change_fee=_to_money(value.change_fee),
        refund_fee=_to_money(value.refund_fee),
    )


def _to_money(value: events.Money | None) -> Money | None:
    return _get_money(value) if value else None


def _get_money(value: events.Money) -> Money:
    return Money(Decimal(value.amount), value.currency)
