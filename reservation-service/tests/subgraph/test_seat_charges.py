"""Chosen seats with a price: they join the total while it waits for its payment, and nobody pays for them twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wire.envelope import from_document
from wire.events import ChargedSeat, FlightUpdated, Money, SeatCharge, SeatsTakenBack

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


def choose(subgraph: Any, reservation_id: str, amount: str, revision: int, currency: str = "USD", **seats: str) -> None:
    charge = SeatCharge(
        reservation_id=reservation_id,
        cabin="ECONOMY",
        charge=Money(amount=amount, currency=currency),
        revision=revision,
        seats=tuple(
            ChargedSeat(number=one, price=Money(amount=price, currency=currency)) for one, price in seats.items()
        ),
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


def test_a_choice_that_is_heard_of_before_all_is_held_is_charged_then(subgraph: Any) -> None:
    created = subgraph.create("F1", "F2", holdForPayment=True)["id"]
    choose(subgraph, created, "39.00", 5)
    for flight in ("F1", "F2"):
        subgraph.hear_hold(created, flight, departs_at=datetime.now(UTC) + timedelta(days=30))
    assert read(subgraph, created) == ("239.00", "39.00")


ANSWER = "mutation($id: ID!, $a: String!) { answerPaymentChallenge(id: $id, answer: $a) { __typename } }"


@pytest.mark.parametrize(("answer", "total"), [("wrong", ("139.00", "39.00")), ("123456", ("100.00", None))])
def test_a_choice_made_while_paying_counts_if_the_payment_comes_to_nothing(
    subgraph: Any, held: str, answer: str, total: tuple[str, str | None]
) -> None:
    subgraph.execute(PAY, {"id": held, "token": "sandbox-challenge"})
    choose(subgraph, held, "24.00", 7)
    choose(subgraph, held, "39.00", 9)
    choose(subgraph, held, "12.00", 8)
    assert read(subgraph, held) == ("100.00", None)
    subgraph.execute(ANSWER, {"id": held, "a": answer})
    assert read(subgraph, held) == total


PAY_SHOWN = """mutation($id: ID!, $amount: MoneyInput) {
    payReservation(id: $id, paymentToken: "sandbox-approve", idempotencyKey: "k", amount: $amount) {
        ... on Reservation { status } ... on Refusal { code message } } }"""


def test_nobody_pays_for_seats_that_were_not_in_the_price_she_saw(subgraph: Any, held: str) -> None:
    choose(subgraph, held, "39.00", 5)
    shown = {"amount": "100.00", "currency": "USD"}
    assert subgraph.execute(PAY_SHOWN, {"id": held, "amount": shown})["payReservation"] == {
        "code": "NOT_PAYABLE",
        "message": "The price is now 139.00 USD; you were shown 100.00 USD. Look again before you pay.",
    }
    shown = {"amount": "139", "currency": "USD"}
    assert subgraph.execute(PAY_SHOWN, {"id": held, "amount": shown})["payReservation"] == {"status": "CONFIRMED"}
    assert subgraph.error(PAY_SHOWN, {"id": held, "amount": {"amount": "1e9", "currency": "USD"}})["field"] == "amount"


RECEIPT = """query($id: ID!) { reservation(id: $id) { receipt {
  lines { kind seatNumber seats fare { amount } amount { amount } } total { amount } } } }"""


@pytest.mark.parametrize(
    ("seats", "lines"),
    [
        ({"10A": "39.00", "4C": "12.00"}, [("10A", "39.00"), ("4C", "12.00")]),
        ({}, [(None, "51.00")]),
        ({"10A": "39.00"}, [(None, "51.00")]),
    ],
)
def test_each_charged_seat_stands_on_the_receipt(
    subgraph: Any, held: str, seats: dict[str, str], lines: list[tuple[str | None, str]]
) -> None:
    choose(subgraph, held, "51.00", 5, **seats)
    subgraph.execute(PAY, {"id": held, "token": "sandbox-approve"})
    receipt = subgraph.execute(RECEIPT, {"id": held})["reservation"]["receipt"]
    flight, *others = receipt["lines"]
    assert (flight["kind"], flight["amount"]["amount"]) == ("FLIGHT", "100.00")
    assert [(one["seatNumber"], one["amount"]["amount"]) for one in others] == lines
    assert {one["kind"] for one in others} == {"SEAT"}
    assert receipt["total"]["amount"] == "151.00"


def test_other_money_is_not_added_up(subgraph: Any, held: str) -> None:
    choose(subgraph, held, "39.00", 5, currency="EUR")
    assert read(subgraph, held) == ("100.00", None)


def test_seats_that_were_not_paid_for_are_told_to_be_free_again(subgraph: Any, held: str) -> None:
    gone = SeatsTakenBack(reservation_id=held, cabin="ECONOMY", seats=("1A",))
    subgraph.hear(FlightUpdated(flight_id="F1", flight_version=1, change="seats_unpaid", taken_back=gone))
    (notice,) = subgraph.reservation(held)["notices"]
    assert notice["kind"] == "SEATS_UNPAID"
    assert notice["message"].startswith("Your seat 1A on flight F1 is not paid for")
