"""Chosen seats with a price: they join the total while it waits for its payment, and nobody pays for them twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wire.envelope import from_document
from wire.events import FlightUpdated, Money, SeatCharge, SeatsTakenBack

READ = """query($id: ID!) { reservation(id: $id) {
    status version total { amount } segments { seatCharge { amount currency } } payment { status } } }"""
PAY = """mutation($id: ID!, $token: String!) {
    payReservation(id: $id, paymentToken: $token, idempotencyKey: $token) {
        ... on Reservation { status payment { amount { amount } } } } }"""


@pytest.fixture
def held(subgraph: Any) -> str:
    """A reservation of 100.00 that waits for its payment."""
    created = subgraph.create("F1", holdForPayment=True)
    subgraph.hear_hold(created["id"], "F1", departs_at=datetime.now(UTC) + timedelta(days=30))
    reservation_id: str = created["id"]
    return reservation_id


def choose(subgraph: Any, reservation_id: str, amount: str, revision: int, currency: str = "USD") -> None:
    charge = SeatCharge(
        reservation_id=reservation_id,
        cabin="ECONOMY",
        charge=Money(amount=amount, currency=currency),
        revision=revision,
    )
    subgraph.hear(FlightUpdated(flight_id="F1", flight_version=1, change="seats_chosen", seat_charge=charge))


def read(subgraph: Any, reservation_id: str) -> tuple[str, str | None]:
    """The total, and what of it is for the seats."""
    found = subgraph.execute(READ, {"id": reservation_id})["reservation"]
    charge = found["segments"][0]["seatCharge"]
    return found["total"]["amount"], charge and charge["amount"]


def test_seats_join_the_total_and_leave_it_again(subgraph: Any, held: str) -> None:
    assert read(subgraph, held) == ("100.00", None)
    choose(subgraph, held, "39.00", 5)
    assert read(subgraph, held) == ("139.00", "39.00")
    choose(subgraph, held, "24.00", 7)
    assert read(subgraph, held) == ("124.00", "24.00")
    choose(subgraph, held, "0.00", 9)
    assert read(subgraph, held) == ("100.00", None)


def test_the_newest_choice_counts_however_they_come(subgraph: Any, held: str) -> None:
    for amount, revision in (("24.00", 7), ("39.00", 5), ("24.00", 7)):
        choose(subgraph, held, amount, revision)
    assert read(subgraph, held) == ("124.00", "24.00")


def test_what_is_paid_for_is_told_with_the_confirmation(subgraph: Any, held: str) -> None:
    choose(subgraph, held, "39.00", 5)
    paid = subgraph.execute(PAY, {"id": held, "token": "sandbox-approve"})["payReservation"]
    assert (paid["status"], paid["payment"]["amount"]) == ("CONFIRMED", {"amount": "139.00"})
    document = subgraph.database["reservations"].find_one({"_id": held})
    told = from_document(document["outbox"][-1])
    assert told.type == "reservation.confirmed"
    assert told.data["segments"][0]["seat_charge"] == {"amount": "39.00", "currency": "USD"}


@pytest.mark.parametrize("token", ["sandbox-approve", "sandbox-challenge"])
def test_a_choice_made_while_paying_or_after_is_not_charged(subgraph: Any, held: str, token: str) -> None:
    subgraph.execute(PAY, {"id": held, "token": token})
    choose(subgraph, held, "39.00", 5)
    assert read(subgraph, held) == ("100.00", None)


def test_other_money_is_not_added_up(subgraph: Any, held: str) -> None:
    choose(subgraph, held, "39.00", 5, currency="EUR")
    assert read(subgraph, held) == ("100.00", None)


def test_seats_that_were_not_paid_for_are_told_to_be_free_again(subgraph: Any, held: str) -> None:
    gone = SeatsTakenBack(reservation_id=held, cabin="ECONOMY", seats=("1A",))
    subgraph.hear(FlightUpdated(flight_id="F1", flight_version=1, change="seats_unpaid", taken_back=gone))
    (notice,) = subgraph.reservation(held)["notices"]
    assert notice["kind"] == "SEATS_UNPAID"
    assert notice["message"].startswith("Your seat 1A on flight F1 is not paid for")
