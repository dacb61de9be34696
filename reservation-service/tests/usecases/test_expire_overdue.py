from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from reservation_service.bootstrap import Application
from reservation_service.domain.hold_answers import HoldAnswer, HoldOutcome
from reservation_service.domain.itinerary import Cabin, Segment
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.reservation import Reservation, ReservationStatus
from reservation_service.events.outgoing import announce_because_of
from reservation_service.storage.memory import InMemoryReservations
from reservation_service.usecases.create_reservation import Wish
from wire.identity import Caller

CALLER = Caller("ada")
WISH = Wish((Segment(flight_id="F1", cabin=Cabin.ECONOMY),), (Passenger("Ada", "Lovelace", PassengerType.ADULT),))


@pytest.fixture
def application(build: Any) -> Application:
    application: Application = build()
    return application


def create(application: Application) -> Reservation:
    return application.create_reservation(CALLER, WISH, "key")


def find(application: Application, created: Reservation) -> Reservation:
    return application.find_reservations.by_id(CALLER, created.id)


def test_a_reservation_nobody_answered_expires_after_its_deadline_and_says_so(
    application: Application, clock: Any, reservations: InMemoryReservations
) -> None:
    created = create(application)
    clock.now = created.expires_at - timedelta(milliseconds=1)
    assert application.expire_overdue() == 0
    clock.now = created.expires_at
    assert application.expire_overdue() == 1
    expired = find(application, created)
    assert (expired.status, expired.failure and expired.failure.code) == (ReservationStatus.EXPIRED, "EXPIRED")
    assert [entry["type"] for entry in reservations.outbox] == ["reservation.created", "reservation.expired"]
    assert application.expire_overdue() == 0


def test_a_settled_reservation_never_expires(application: Application, clock: Any) -> None:
    created = create(application)
    held = HoldAnswer(flight_id="F1", cabin="ECONOMY", outcome=HoldOutcome.REFUSED)
    application.hear_flights.change([application.hear_flights.answer(created.id, held, announce_because_of())])
    clock.now += timedelta(days=1)
    assert application.expire_overdue() == 0
    assert find(application, created).status is ReservationStatus.FAILED


def test_seats_held_for_an_expired_reservation_are_asked_back(
    application: Application, clock: Any, reservations: InMemoryReservations
) -> None:
    created = create(application)
    clock.now += timedelta(minutes=10)
    application.expire_overdue()
    held = HoldAnswer(flight_id="F1", cabin="ECONOMY", outcome=HoldOutcome.HELD)
    application.hear_flights.change([application.hear_flights.answer(created.id, held, announce_because_of())])
    assert find(application, created).status is ReservationStatus.EXPIRED
    assert [entry["type"] for entry in reservations.outbox][1:] == ["reservation.expired", "reservation.expired"]
