"""Chosen seats with a price: they join the total while it waits for its payment, and nobody pays for them twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from wire.envelope import from_document
from wire.events import ChargedSeat, FlightUpdated, Money, SeatCharge, SeatMove, SeatsTakenBack

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
        "message": "The price is now $139.00; you were shown $100.00. Look again before you pay.",
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


TRIP = """query($id: ID!) { reservation(id: $id) {
    version total { amount } payment { status refund { amount } } notices { kind message } cancellationQuote { id }
    receipt { lines { kind seatNumber amount { amount } } total { amount } refunded { amount } } } }"""


@pytest.fixture
def paid(subgraph: Any, held: str) -> str:
    """100.00 for the flight, 39.00 for 10A and 12.00 for 4C."""
    choose(subgraph, held, "51.00", 5, **{"10A": "39.00", "4C": "12.00"})
    subgraph.execute(PAY, {"id": held, "token": "sandbox-approve"})
    return held


def swap_aircraft(
    subgraph: Any,
    reservation_id: str,
    stands: dict[str, str],
    revision: int = 9,
    flight_version: int = 2,
    *,
    is_sold: bool = True,
    **taken_back: Any,
) -> None:
    """Another aircraft: `stands` are the seats that are still paid for."""
    prices = {number: Money(amount=price, currency="USD") for number, price in stands.items()}
    charge = SeatCharge(
        reservation_id=reservation_id,
        cabin="ECONOMY",
        charge=Money(amount=str(sum(Decimal(one) for one in stands.values())), currency="USD"),
        revision=revision,
        seats=tuple(ChargedSeat(number=number, price=price) for number, price in prices.items()),
        is_sold=is_sold,
    )
    gone = SeatsTakenBack(reservation_id=reservation_id, cabin="ECONOMY", **{"seats": (), **taken_back})
    changed = {"change": "aircraft_changed", "taken_back": gone, "seat_charge": charge}
    subgraph.hear(FlightUpdated(flight_id="F1", flight_version=flight_version, **changed))


def find_trip(subgraph: Any, reservation_id: str) -> dict[str, Any]:
    found: dict[str, Any] = subgraph.execute(TRIP, {"id": reservation_id})["reservation"]
    return found


def test_a_paid_seat_that_another_aircraft_does_not_have_is_refunded_once(subgraph: Any, paid: str) -> None:
    for _ in range(2):
        swap_aircraft(subgraph, paid, {"4C": "12.00"}, seats=("10A",))
    trip = find_trip(subgraph, paid)
    assert (trip["total"]["amount"], trip["payment"]) == (
        "112.00",
        {"status": "REFUNDING", "refund": {"amount": "39.00"}},
    )
    (notice,) = trip["notices"]
    assert notice["message"] == (
        "Flight F1 has another aircraft, and your seat 10A is not on it; please choose again. You get back $39.00."
    )
    lines = [(one["kind"], one["seatNumber"], one["amount"]["amount"]) for one in trip["receipt"]["lines"]]
    assert lines == [("FLIGHT", None, "100.00"), ("SEAT", "4C", "12.00"), ("SEAT_REFUND", "10A", "39.00")]
    assert (trip["receipt"]["total"], trip["receipt"]["refunded"]) == ({"amount": "151.00"}, {"amount": "39.00"})
    assert refund_at_provider(subgraph, paid) == Decimal("39.00")
    assert find_trip(subgraph, paid)["payment"]["status"] == "CAPTURED"


def refund_at_provider(subgraph: Any, reservation_id: str) -> Decimal:
    from reservation_service.bootstrap import get_application

    get_application().settle_payments()
    document = subgraph.database["reservations"].find_one({"_id": reservation_id})
    book = subgraph.database["sandbox_payments"].find_one({"_id": document["payments"][0]["id"]})
    return sum((Decimal(amount) for amount in book["refunds"].values()), Decimal(0))


def test_a_seat_that_is_exchanged_for_one_as_good_is_told_and_costs_the_same(subgraph: Any, paid: str) -> None:
    moved = (SeatMove(before="10A", after="1A"),)
    swap_aircraft(subgraph, paid, {"1A": "39.00", "4C": "12.00"}, moved=moved)
    trip = find_trip(subgraph, paid)
    assert (trip["total"]["amount"], trip["payment"]["refund"]) == ("151.00", None)
    assert trip["notices"][0]["message"] == (
        "Flight F1 has another aircraft, and your seat 10A became 1A, as good as before."
    )
    assert {one["seatNumber"] for one in trip["receipt"]["lines"] if one["kind"] == "SEAT"} == {"1A", "4C"}


def test_a_seat_that_is_an_ordinary_one_now_is_kept_and_refunded(subgraph: Any, paid: str) -> None:
    swap_aircraft(subgraph, paid, {"10A": "39.00"}, ordinary=("4C",))
    trip = find_trip(subgraph, paid)
    assert trip["payment"]["refund"] == {"amount": "12.00"}
    assert trip["notices"][0]["message"] == (
        "Flight F1 has another aircraft, and your seat 4C is without what you paid for. You get back $12.00."
    )


def test_two_swaps_that_are_told_in_the_wrong_order_refund_each_seat_once(subgraph: Any, paid: str) -> None:
    swap_aircraft(subgraph, paid, {}, revision=12, flight_version=3, seats=("4C",))
    swap_aircraft(subgraph, paid, {"4C": "12.00"}, revision=9, flight_version=2, seats=("10A",))
    trip = find_trip(subgraph, paid)
    assert (trip["total"]["amount"], trip["payment"]["refund"]) == ("100.00", {"amount": "51.00"})
    assert refund_at_provider(subgraph, paid) == Decimal("51.00")


def test_an_older_word_and_one_of_more_than_was_paid_change_nothing(subgraph: Any, paid: str) -> None:
    swap_aircraft(subgraph, paid, {"4C": "12.00"}, revision=12, flight_version=3, seats=("10A",))
    for stands, revision in (({"10A": "39.00"}, 9), ({"4C": "12.00"}, 12), ({"1A": "39.00", "4C": "12.00"}, 15)):
        before = find_trip(subgraph, paid)["total"]
        swap_aircraft(subgraph, paid, stands, revision=revision, flight_version=2, seats=("11F",))
        trip = find_trip(subgraph, paid)
        assert (trip["total"], trip["payment"]["refund"]) == (before, {"amount": "39.00"}), revision
        if revision < 15:
            seats = [one["seatNumber"] for one in trip["receipt"]["lines"] if one["kind"] == "SEAT"]
            assert seats == ["4C"]
    assert before["amount"] == "112.00"


def test_what_was_quoted_with_the_seats_is_quoted_anew(subgraph: Any, paid: str) -> None:
    subgraph.execute("mutation($id: ID!) { quoteCancellation(id: $id) { __typename } }", {"id": paid})
    assert find_trip(subgraph, paid)["cancellationQuote"]
    swap_aircraft(subgraph, paid, {"4C": "12.00"}, seats=("10A",))
    assert find_trip(subgraph, paid)["cancellationQuote"] is None


def test_a_seat_that_is_lost_before_it_is_paid_for_is_not_charged(subgraph: Any, held: str) -> None:
    choose(subgraph, held, "51.00", 5, **{"10A": "39.00", "4C": "12.00"})
    swap_aircraft(subgraph, held, {"4C": "12.00"}, is_sold=False, seats=("10A",))
    assert read(subgraph, held) == ("112.00", "12.00")
    assert "You get back" not in find_trip(subgraph, held)["notices"][0]["message"]


@pytest.mark.parametrize(("answer", "total", "refund"), [("wrong", "112.00", None), ("123456", "112.00", "39.00")])
def test_a_seat_that_is_lost_while_it_is_paid_for_is_refunded_or_not_charged(
    subgraph: Any, held: str, answer: str, total: str, refund: str | None
) -> None:
    choose(subgraph, held, "51.00", 5, **{"10A": "39.00", "4C": "12.00"})
    subgraph.execute(PAY, {"id": held, "token": "sandbox-challenge"})
    swap_aircraft(subgraph, held, {"4C": "12.00"}, is_sold=False, seats=("10A",))
    assert find_trip(subgraph, held)["total"]["amount"] == "151.00"
    subgraph.execute(ANSWER, {"id": held, "a": answer})
    if refund:
        # Its sale finds less chosen than was paid for.
        stands = SeatCharge(
            reservation_id=held,
            cabin="ECONOMY",
            charge=Money(amount="12.00", currency="USD"),
            revision=11,
            seats=(ChargedSeat(number="4C", price=Money(amount="12.00", currency="USD")),),
            is_sold=True,
        )
        subgraph.hear(FlightUpdated(flight_id="F1", flight_version=2, change="seats_chosen", seat_charge=stands))
    trip = find_trip(subgraph, held)
    assert (trip["total"]["amount"], trip["payment"]["refund"]) == (total, refund and {"amount": refund})
    told = [one["message"] for one in trip["notices"] if one["kind"] == "SEATS_REFUNDED"]
    words = "You paid for seats on flight F1 that you do not have. You get back $39.00."
    assert told == ([words] if refund else [])


def test_the_letter_says_what_comes_back_and_its_receipt_shows_it(subgraph: Any, paid: str) -> None:
    from reservation_service.bootstrap import get_application
    from reservation_service.domain.notifications import collect_notifications
    from reservation_service.mail.writing import LetterWriter

    swap_aircraft(subgraph, paid, {"4C": "12.00"}, seats=("10A",))
    found = get_application().find_reservations.by_ids(subgraph.caller, [paid])[paid]
    (news,) = [one for one in collect_notifications([found]) if one.kind == "FLIGHT_AIRCRAFT_CHANGED"]
    letter = LetterWriter("Airline", "airline.example")(replace(found, contact_email="ada@example.com"), news)
    assert "You get back $39.00." in letter.text
    assert "seat 10A on F1, given back, 1 x $39.00: $39.00" in letter.text
    assert "Refunded: $39.00" in letter.text
