"""Answers that come many at a time: every reservation hears its own, whatever becomes of the others."""

from __future__ import annotations

from typing import Any

import pytest

from reservation_service.bootstrap import Application
from reservation_service.domain.hold_answers import HoldAnswer, HoldOutcome
from reservation_service.domain.itinerary import Cabin, Segment
from reservation_service.domain.money import Money
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.reservation import Reservation, ReservationStatus
from reservation_service.events.outgoing import announce_because_of
from reservation_service.storage.memory import InMemoryReservations
from reservation_service.usecases.change_many import WantedChange
from reservation_service.usecases.create_reservation import Wish
from wire.identity import Caller

CALLER = Caller("ada")
ADA = Passenger("Ada", "Lovelace", PassengerType.ADULT)
FARE = Money.parse("100.00", "USD")


@pytest.fixture
def application(build: Any) -> Application:
    application: Application = build()
    return application


def create(application: Application, number: int, *flight_ids: str) -> Reservation:
    segments = tuple(Segment(flight_id=one, cabin=Cabin.ECONOMY) for one in flight_ids or ("F1",))
    return application.create_reservation(CALLER, Wish(segments, (ADA,)), f"key {number}")


def answer(
    application: Application, reservation: Reservation, outcome: HoldOutcome, flight: str = "F1"
) -> WantedChange:
    fare = FARE if outcome is HoldOutcome.HELD else None
    said = HoldAnswer(flight_id=flight, cabin="ECONOMY", outcome=outcome, fare=fare)
    return application.hear_flights.answer(reservation.id, said, announce_because_of())


def status_of(application: Application, reservation: Reservation) -> ReservationStatus:
    return application.find_reservations.by_id(CALLER, reservation.id).status


def test_many_answers_are_read_once_and_written_once(
    application: Application, reservations: InMemoryReservations, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = [create(application, number) for number in range(20)]
    calls: list[str] = []

    def count(name: str) -> None:
        method = getattr(reservations, name)

        def call(*args: Any) -> Any:
            calls.append(name)
            return method(*args)

        monkeypatch.setattr(reservations, name, call)

    for name in ("find", "find_many", "save", "save_all"):
        count(name)
    outcomes = [HoldOutcome.HELD] * 5 + [HoldOutcome.REFUSED] * 15
    application.hear_flights.change([answer(application, *one) for one in zip(created, outcomes, strict=True)])
    assert [name for name in calls if name != "save"] == ["find_many", "save_all"]
    expected = [ReservationStatus.CONFIRMED] * 5 + [ReservationStatus.FAILED] * 15
    assert [status_of(application, one) for one in created] == expected


def test_a_reservation_hears_all_its_answers_in_their_order(application: Application) -> None:
    journey, other = create(application, 1, "F1", "F2"), create(application, 2)
    wanted = [
        answer(application, journey, HoldOutcome.HELD, "F1"),
        answer(application, other, HoldOutcome.REFUSED),
        answer(application, journey, HoldOutcome.HELD, "F2"),
        answer(application, journey, HoldOutcome.SOLD, "F1"),
    ]
    application.hear_flights.change(wanted)
    assert status_of(application, journey) is ReservationStatus.CONFIRMED
    assert status_of(application, other) is ReservationStatus.FAILED


def test_one_that_was_changed_meanwhile_costs_the_others_nothing(
    application: Application, reservations: InMemoryReservations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its owner cancels between the read and the write: that is what the answer then meets."""
    created = [create(application, number) for number in range(3)]
    save_all = reservations.save_all

    def cancel_then_save(savings: Any) -> bool:
        application.cancel_reservation(CALLER, created[1].id, None)
        return save_all(savings)

    monkeypatch.setattr(reservations, "save_all", cancel_then_save)
    application.hear_flights.change([answer(application, one, HoldOutcome.REFUSED) for one in created])
    statuses = [status_of(application, one) for one in created]
    assert statuses == [ReservationStatus.FAILED, ReservationStatus.CANCELLED, ReservationStatus.FAILED]
    told = [entry["type"] for entry in reservations.outbox if entry["type"] != "reservation.created"]
    assert sorted(told) == ["reservation.cancelled", "reservation.failed", "reservation.failed"]


def test_a_reservation_that_does_not_exist_is_passed_over(application: Application) -> None:
    known, unknown = create(application, 1), create(application, 2)
    wanted = [answer(application, one, HoldOutcome.REFUSED) for one in (known, unknown)]
    application.hear_flights.change([wanted[0], WantedChange("nobody", wanted[1].decide, wanted[1].announce)])
    assert status_of(application, known) is ReservationStatus.FAILED
