"""A payment and the end of the hold at the same moment: one of them wins, never both, whoever dies in between."""

from __future__ import annotations

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pymongo.database import Database

from reservation_service.bootstrap import Application
from reservation_service.domain.hold_answers import HoldAnswer, HoldOutcome
from reservation_service.domain.itinerary import Cabin, Segment
from reservation_service.domain.money import Money
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.payment import Captured, PaymentAnswer, PaymentStatus
from reservation_service.domain.refused import HoldExpired, NotChallenged, Refused
from reservation_service.domain.reservation import Reservation, ReservationStatus
from reservation_service.events.outgoing import announce_because_of
from reservation_service.payments.sandbox import APPROVE, CHALLENGE, DELAY, RIGHT_ANSWER, SandboxPayments
from reservation_service.storage.memory import InMemoryReservations
from reservation_service.usecases.create_reservation import Wish
from wire.database import Document
from wire.figures import CountFigures
from wire.identity import Caller

CALLER = Caller("ada")
WISH = Wish(
    (Segment(flight_id="F1", cabin=Cabin.ECONOMY),), (Passenger("Ada", "Lovelace", PassengerType.ADULT),), None, True
)


@dataclass
class Shop:
    clock: Any
    reservations: InMemoryReservations
    payments: SandboxPayments
    application: Application

    def hold(self, key: str = "key") -> Reservation:
        created = self.application.create_reservation(CALLER, WISH, key)
        fare = Money(Decimal(100), "USD")
        held = HoldAnswer(flight_id="F1", cabin="ECONOMY", outcome=HoldOutcome.HELD, fare=fare)
        hear = self.application.hear_flights
        hear.change([hear.answer(created.id, held, announce_because_of())])
        return self.find(created.id)

    def find(self, reservation_id: str) -> Reservation:
        return self.application.find_reservations.by_id(CALLER, reservation_id)

    def sweep(self) -> None:
        self.application.expire_overdue()
        self.application.settle_payments()
        self.application.expire_overdue()

    def is_money_ours(self, reservation: Reservation) -> bool:
        return any(isinstance(self.payments.find(one.id), Captured) for one in reservation.payments)


@pytest.fixture
def shop(database: Database[Document], clock: Any, reservations: InMemoryReservations, build: Any) -> Shop:
    payments = SandboxPayments(database, clock)
    return Shop(clock, reservations, payments, build(payments))


def pay(shop: Shop, reservation: Reservation, token: str = APPROVE) -> Reservation | Refused:
    return shop.application.pay(CALLER, reservation.id, token, "key")


def test_an_unpaid_hold_ends_at_its_deadline(shop: Shop) -> None:
    held = shop.hold()
    shop.clock.now = held.expires_at
    assert isinstance(pay(shop, held), HoldExpired)
    shop.sweep()
    assert shop.find(held.id).status is ReservationStatus.EXPIRED
    assert [entry["type"] for entry in shop.reservations.outbox] == ["reservation.created", "reservation.expired"]


def test_a_challenge_nobody_answers_is_voided_at_the_deadline(shop: Shop) -> None:
    held = shop.hold()
    pay(shop, held, CHALLENGE)
    shop.clock.now = held.expires_at
    shop.sweep()
    ended = shop.find(held.id)
    assert (ended.status, ended.payment and ended.payment.status) == (ReservationStatus.EXPIRED, PaymentStatus.VOIDED)
    answered = shop.application.pay.answer_challenge(CALLER, held.id, RIGHT_ANSWER)
    assert isinstance(answered, NotChallenged)
    assert not shop.is_money_ours(ended)


def test_money_captured_before_the_deadline_buys_the_seats_after_it(shop: Shop) -> None:
    """The worker learns of a slow capture only when the hold has run out; the seats were kept for it."""
    held = shop.hold()
    pay(shop, held, DELAY)
    shop.clock.now = held.expires_at + timedelta(minutes=5)
    shop.sweep()
    path = [ReservationStatus.PENDING, ReservationStatus.HELD, ReservationStatus.CONFIRMED]
    assert [change.status for change in shop.find(held.id).history] == path


class DyingPayments:
    """Takes the money, or does not get that far, and then the whole process is gone."""

    def __init__(self, payments: SandboxPayments, *, is_captured: bool) -> None:
        self._payments = payments
        self._is_captured = is_captured

    def capture(self, payment_id: str, amount: Money, token: str) -> PaymentAnswer:
        if self._is_captured:
            self._payments.capture(payment_id, amount, token)
        raise SystemExit


class SilentPayments(DyingPayments):
    """Takes the money, or does not get that far, and its answer is lost on the way."""

    def capture(self, payment_id: str, amount: Money, token: str) -> PaymentAnswer:
        try:
            return super().capture(payment_id, amount, token)
        except SystemExit:
            raise TimeoutError from None


@pytest.mark.parametrize("is_captured", [True, False])
def test_whoever_gets_no_answer_is_told_to_wait_and_the_worker_finds_out(
    shop: Shop, build: Any, is_captured: bool
) -> None:
    held = shop.hold()
    silent = build(SilentPayments(shop.payments, is_captured=is_captured))
    answer = silent.pay(CALLER, held.id, APPROVE, "key")
    assert (answer.status, answer.payment.status) == (ReservationStatus.HELD, PaymentStatus.PROCESSING)
    shop.clock.now += timedelta(seconds=31)
    shop.sweep()
    found = shop.find(held.id)
    assert found.status is (ReservationStatus.CONFIRMED if is_captured else ReservationStatus.HELD)
    assert shop.is_money_ours(found) is is_captured


@pytest.mark.parametrize("is_captured", [True, False])
def test_a_process_that_dies_while_paying_is_finished_by_the_worker(shop: Shop, build: Any, is_captured: bool) -> None:
    held = shop.hold()
    dying = build(DyingPayments(shop.payments, is_captured=is_captured))
    with pytest.raises(SystemExit):
        dying.pay(CALLER, held.id, APPROVE, "key")
    shop.clock.now += timedelta(seconds=31)
    shop.sweep()
    found = shop.find(held.id)
    assert found.status is (ReservationStatus.CONFIRMED if is_captured else ReservationStatus.HELD)
    assert shop.is_money_ours(found) is is_captured


def test_a_capture_that_comes_after_it_was_voided_takes_nothing(shop: Shop) -> None:
    shop.payments.void("p")
    shop.payments.capture("p", Money(Decimal(1), "USD"), APPROVE)
    assert not isinstance(shop.payments.find("p"), Captured)


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(25 if os.environ.get("CHAOS") == "long" else 4))
def test_paying_and_expiring_at_once_never_do_both(shop: Shop, seed: int, count_figures: CountFigures) -> None:
    chance = random.Random(seed)
    reservations = [shop.hold(f"key {number}") for number in range(40)]
    tokens = [chance.choice((APPROVE, CHALLENGE, DELAY)) for _ in reservations]

    def buy(index: int) -> None:
        paid = pay(shop, reservations[index], tokens[index])
        if isinstance(paid, Reservation) and paid.payment and paid.payment.status is PaymentStatus.CHALLENGED:
            shop.application.pay.answer_challenge(CALLER, paid.id, RIGHT_ANSWER)

    def pass_time(_: int) -> None:
        shop.clock.now += timedelta(minutes=1)
        shop.sweep()

    with ThreadPoolExecutor(8) as pool:
        work = [(buy, index) for index in range(40)] + [(pass_time, 0)] * 20
        chance.shuffle(work)
        for future in [pool.submit(task, argument) for task, argument in work]:
            future.result()
    shop.clock.now += timedelta(hours=1)
    shop.sweep()
    for reservation in reservations:
        found = shop.find(reservation.id)
        is_sold = found.status is ReservationStatus.CONFIRMED
        assert found.status in (ReservationStatus.CONFIRMED, ReservationStatus.EXPIRED)
        assert shop.is_money_ours(found) is is_sold
    ends = Counter(shop.find(one.id).status.lower() for one in reservations)
    count_figures(payments_against_the_deadline=len(reservations), **ends)
    told = [(entry["aggregate_id"], entry["type"]) for entry in shop.reservations.outbox]
    assert len(told) == len(set(told)) == 80
