from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reservation_service.bootstrap import Application, Parts, build_application
from reservation_service.domain.itinerary import Cabin, Segment
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.reservation import Reservation, ReservationStatus
from reservation_service.domain.settlement import HoldAnswer, HoldOutcome
from reservation_service.events.outgoing import announce_because_of
from reservation_service.storage.memory import InMemoryReservations
from reservation_service.usecases.create_reservation import Wish
from wire.identity import Caller

CALLER = Caller("ada")
WISH = Wish((Segment(flight_id="F1", cabin=Cabin.ECONOMY),), (Passenger("Ada", "Lovelace", PassengerType.ADULT),))


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 12, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class NoThrottle:
    def hit(self, key: str, *, limit: int, window_seconds: int) -> int | None:
        return None


class NoWaiting:
    def wait(self, reservation_id: str, known_version: int, seconds: float) -> None:
        return None


class NoPayments:
    """Nobody pays here."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reservations() -> InMemoryReservations:
    return InMemoryReservations()


@pytest.fixture
def application(clock: Clock, reservations: InMemoryReservations) -> Application:
    parts = Parts(reservations, NoThrottle(), NoWaiting(), NoPayments(), clock)  # type: ignore[arg-type]  # nobody pays here
    return build_application(parts, pending_lifetime=timedelta(minutes=10))


def create(application: Application) -> Reservation:
    return application.create_reservation(CALLER, WISH, "key")


def find(application: Application, created: Reservation) -> Reservation:
    return application.find_reservations.by_id(CALLER, created.id)


def test_a_reservation_nobody_answered_expires_after_its_deadline_and_says_so(
    application: Application, clock: Clock, reservations: InMemoryReservations
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


def test_a_settled_reservation_never_expires(application: Application, clock: Clock) -> None:
    created = create(application)
    held = HoldAnswer(flight_id="F1", cabin="ECONOMY", outcome=HoldOutcome.REFUSED)
    application.hear_flights.answer(created.id, held, announce_because_of())
    clock.now += timedelta(days=1)
    assert application.expire_overdue() == 0
    assert find(application, created).status is ReservationStatus.FAILED


def test_seats_held_for_an_expired_reservation_are_asked_back(
    application: Application, clock: Clock, reservations: InMemoryReservations
) -> None:
    created = create(application)
    clock.now += timedelta(minutes=10)
    application.expire_overdue()
    held = HoldAnswer(flight_id="F1", cabin="ECONOMY", outcome=HoldOutcome.HELD)
    application.hear_flights.answer(created.id, held, announce_because_of())
    assert find(application, created).status is ReservationStatus.EXPIRED
    assert [entry["type"] for entry in reservations.outbox][1:] == ["reservation.expired", "reservation.expired"]
