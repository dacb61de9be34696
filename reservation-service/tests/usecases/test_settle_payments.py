"""Several payments of one reservation: what the provider does not take holds up no other, of the same reservation too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from reservation_service.domain.itinerary import Cabin, Segment
from reservation_service.domain.locator import RecordLocator
from reservation_service.domain.money import Money
from reservation_service.domain.passengers import Passenger, PassengerType
from reservation_service.domain.payment import Payment, PaymentRefund, PaymentStatus
from reservation_service.domain.ports import Attempt
from reservation_service.domain.reservation import Change, Reservation, ReservationStatus, open_reservation
from reservation_service.events.outgoing import announce_because_of
from reservation_service.storage.memory import InMemoryPaymentTroubles, InMemoryReservations
from reservation_service.usecases.settle_payments import SettlePayments

NOW = datetime(2026, 12, 1, tzinfo=UTC)
PRICE = Money(Decimal(100), "USD")


class AwayFor:
    """A provider that does not take the refund of one payment."""

    def __init__(self, payment_id: str) -> None:
        self.payment_id = payment_id

    def refund(self, payment_id: str, refund_id: str, amount: Money) -> None:
        if payment_id == self.payment_id:
            raise ConnectionError("the bank does not answer")


def build(*payment_ids: str) -> Reservation:
    opened = open_reservation(
        id="r1",
        locator=RecordLocator("ABC234"),
        user_id="ada",
        segments=(Segment(flight_id="F1", cabin=Cabin.ECONOMY),),
        passengers=(Passenger("Ada", "Lovelace", PassengerType.ADULT),),
        quoted_total=None,
        at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
    payments = tuple(
        Payment(
            id=one,
            amount=PRICE,
            status=PaymentStatus.REFUNDING,
            started_at=NOW,
            refunds=(PaymentRefund(id=f"{one}-1", amount=PRICE),),
        )
        for one in payment_ids
    )
    return replace(opened, status=ReservationStatus.CANCELLED, payments=payments)


def test_a_refund_that_fails_does_not_hold_up_another_of_the_same_reservation() -> None:
    reservations, troubles = InMemoryReservations(), InMemoryPaymentTroubles()
    reservations.add(build("first", "second"), Attempt("key", "fingerprint"), [])
    provider: Any = AwayFor("first")
    settle = SettlePayments(reservations, provider, lambda: NOW, announce_because_of(), troubles)
    settle()
    found = reservations.find("r1")
    assert found
    assert [one.status for one in found.payments] == [PaymentStatus.REFUNDING, PaymentStatus.REFUNDED]
    assert [one.tries for one in troubles.list(limit=9)] == [1]


def test_the_pause_of_one_payment_is_not_that_of_another() -> None:
    """A later refund is tried at once, however long an earlier one has been failing."""
    reservations, troubles = InMemoryReservations(), InMemoryPaymentTroubles()
    reservations.add(build("first"), Attempt("key", "fingerprint"), [])
    provider: Any = AwayFor("first")
    settle = SettlePayments(reservations, provider, lambda: NOW, announce_because_of(), troubles)
    settle()
    before = reservations.find("r1")
    assert before
    reservations.save(Change(replace(before, payments=build("first", "second").payments)), [])
    assert settle() == 1
    assert settle() == 0
    found = reservations.find("r1")
    assert found
    assert [one.status for one in found.payments] == [PaymentStatus.REFUNDING, PaymentStatus.REFUNDED]
    assert [(one.payment_id, one.tries) for one in troubles.list(limit=9)] == [("first", 1)]
