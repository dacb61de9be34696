"""Change of a journey: request, offer, confirm with the difference; or everything stays as it was."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from wire.events import FareConditions, FlightUpdated, Money, SeatCharge

DEPARTURE = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
FIELDS = """
  id status version total { amount }
  segments { flight { id } status fare { amount } disruption { kind options } }
  payment { status amount { amount } refund { amount } challenge } tickets { number status } exchangedTickets { number status }
  change { id status failure { code } expiresAt segments { flight { id } status } givenUp { flight { id } }
    price { total { amount } difference { amount } fee { amount } due { amount } refund { amount } } }
"""
ANSWER = (
    f"__typename ... on Reservation {{ {FIELDS} }} ... on ReservationRefusal {{ code message reservation {{ id }} }}"
)
READ = f"query($id: ID!) {{ reservation(id: $id) {{ {FIELDS} }} }}"
PAY = """mutation($id: ID!, $t: String!) {
  payReservation(id: $id, paymentToken: $t, idempotencyKey: "k") { __typename }
}"""
REQUEST = f"mutation($id: ID!, $input: RequestChangeInput!) {{ requestChange(id: $id, input: $input) {{ {ANSWER} }} }}"
CONFIRM = f"""mutation($id: ID!, $change: ID!, $key: String!, $token: String) {{
  confirmChange(id: $id, changeId: $change, idempotencyKey: $key, paymentToken: $token) {{ {ANSWER} }}
}}"""
DECLINE = f"mutation($id: ID!, $change: ID!) {{ declineChange(id: $id, changeId: $change) {{ {ANSWER} }} }}"
ACCEPT = f"mutation($id: ID!, $flight: ID!) {{ acceptScheduleChange(id: $id, flightId: $flight) {{ {ANSWER} }} }}"
CANCEL = "mutation($id: ID!) { cancelReservation(id: $id) { __typename } }"
QUOTE = """mutation($id: ID!) {
  quoteCancellation(id: $id) { ... on Reservation { cancellationQuote { id refund { amount } } } }
}"""
RECEIPT = """query($id: ID!) { reservation(id: $id) { receipt {
  lines { kind flight { id } amount { amount } } total { amount } changes { amount } refunded { amount }
} } }"""
ANSWER_CHALLENGE = 'mutation($id: ID!) { answerPaymentChallenge(id: $id, answer: "123456") { __typename } }'


def book(subgraph: Any, *flights: str, paid: bool = True, fare: str = "100.00", **hold: Any) -> str:
    created = subgraph.create(*(flights or ("F1",)), holdForPayment=paid)
    reservation_id: str = created["id"]
    for number, flight in enumerate(flights or ("F1",)):
        departs_at = DEPARTURE + timedelta(days=number)
        arrives_at = departs_at + timedelta(hours=2)
        subgraph.hear_hold(reservation_id, flight, fare=fare, departs_at=departs_at, arrives_at=arrives_at, **hold)
    if paid:
        subgraph.execute(PAY, {"id": reservation_id, "t": "sandbox-approve"})
    assert read(subgraph, reservation_id)["status"] == "CONFIRMED"
    return reservation_id


def read(subgraph: Any, reservation_id: str) -> dict[str, Any]:
    found: dict[str, Any] = subgraph.execute(READ, {"id": reservation_id})["reservation"]
    return found


def request(subgraph: Any, reservation_id: str, *moves: tuple[str, str], **more: Any) -> dict[str, Any]:
    changes = [{"fromFlightId": old, "toFlightId": new, **more} for old, new in moves or (("F1", "F2"),)]
    variables = {"id": reservation_id, "input": {"changes": changes}}
    answer: dict[str, Any] = subgraph.execute(REQUEST, variables)["requestChange"]
    return answer


def hear(subgraph: Any, reservation_id: str, flight: str = "F2", outcome: str = "held", **more: Any) -> None:
    times = {"departs_at": DEPARTURE + timedelta(days=1), "arrives_at": DEPARTURE + timedelta(days=1, hours=2)}
    hold_id = more.pop("hold_id", f"{reservation_id}_1")
    subgraph.hear_hold(reservation_id, flight, outcome, hold_id=hold_id, **{**times, **more})


def confirm(subgraph: Any, reservation_id: str, token: str | None = None, key: str = "c") -> dict[str, Any]:
    change = read(subgraph, reservation_id)["change"]["id"]
    variables = {"id": reservation_id, "change": change, "key": key, "token": token}
    answer: dict[str, Any] = subgraph.execute(CONFIRM, variables)["confirmChange"]
    return answer


def flights(found: dict[str, Any]) -> list[str]:
    return [segment["flight"]["id"] for segment in found["segments"]]


def said(subgraph: Any, reservation_id: str) -> list[str]:
    types: list[str] = subgraph.outbox(reservation_id)[2:]
    return types


def refunded(subgraph: Any, reservation_id: str) -> list[str]:
    """What the provider has given back, payment by payment."""
    from reservation_service.bootstrap import get_application

    get_application().settle_payments()
    document = subgraph.database["reservations"].find_one({"_id": reservation_id})
    books = [subgraph.database["sandbox_payments"].find_one({"_id": one["id"]}) for one in document["payments"]]
    return [amount for book in books for amount in book["refunds"].values()]


def test_a_change_is_asked_for_offered_paid_and_swapped(subgraph: Any) -> None:
    reservation_id = book(subgraph)
    asked = request(subgraph, reservation_id)
    assert (asked["status"], asked["change"]["status"], flights(asked)) == ("CONFIRMED", "REQUESTED", ["F1"])
    hear(subgraph, reservation_id, fare="130.50")
    offered = read(subgraph, reservation_id)
    money = {name: value["amount"] for name, value in offered["change"]["price"].items()}
    assert money == {"total": "130.50", "difference": "30.50", "fee": "0.00", "due": "30.50", "refund": "0.00"}
    assert (offered["change"]["status"], flights(offered)) == ("OFFERED", ["F1"])

    done = confirm(subgraph, reservation_id, "sandbox-approve")
    assert (done["change"]["status"], flights(done), done["total"]) == ("DONE", ["F2"], {"amount": "130.50"})
    assert done["payment"] == {
        "status": "CAPTURED",
        "amount": {"amount": "30.50"},
        "refund": None,
        "challenge": None,
    }
    assert said(subgraph, reservation_id) == ["reservation.change_requested", "reservation.changed"]
    assert confirm(subgraph, reservation_id, "sandbox-approve") == done


def test_the_events_say_which_seats_are_taken_and_which_go_back(subgraph: Any) -> None:
    reservation_id = book(subgraph)
    request(subgraph, reservation_id, fareFamily="FLEX")
    hear(subgraph, reservation_id)
    confirm(subgraph, reservation_id)
    outbox = subgraph.database["reservations"].find_one({"_id": reservation_id})["outbox"]
    new = {"flight_id": "F2", "cabin": "ECONOMY", "fare_family": "FLEX", "hold_id": f"{reservation_id}_1"}
    assert outbox[2]["data"]["segments"] == [{**new, "replaces": "F1"}]
    assert outbox[3]["data"]["sold"] == [{**new, "replaces": "F1"}]
    assert outbox[3]["data"]["released"] == [{"flight_id": "F1", "cabin": "ECONOMY", "fare_family": "STANDARD"}]


def test_tickets_are_exchanged_for_others(subgraph: Any) -> None:
    reservation_id = book(subgraph)
    (before,) = read(subgraph, reservation_id)["tickets"]
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id)
    done = confirm(subgraph, reservation_id)
    (after,) = done["tickets"]
    assert after["number"] != before["number"]
    assert done["exchangedTickets"] == [{"number": before["number"], "status": "EXCHANGED"}]


def test_a_cheaper_flight_gives_the_difference_back_once(subgraph: Any) -> None:
    reservation_id = book(subgraph)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, fare="60.00")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: confirm(subgraph, reservation_id), range(4)))
    assert {one["change"]["status"] for one in answers} == {"DONE"}
    assert refunded(subgraph, reservation_id) == refunded(subgraph, reservation_id) == ["40.00"]
    assert read(subgraph, reservation_id)["payment"]["status"] == "CAPTURED"


@pytest.mark.parametrize(
    ("fare", "fee", "told", "sums"),
    [
        ("130.50", None, "You paid $30.50 for it.", ("130.50", None, None)),
        ("130.50", "20.00", "You paid $50.50 for it.", ("150.50", "20.00", None)),
        ("60.00", None, "You get back $40.00.", ("100.00", None, "40.00")),
    ],
)
def test_a_change_is_told_and_stands_on_the_receipt(
    subgraph: Any, fare: str, fee: str | None, told: str, sums: tuple[str | None, ...]
) -> None:
    change_fee = Money(amount=fee, currency="USD") if fee else None
    reservation_id = book(subgraph, conditions=FareConditions(changeable=True, refundable=True, change_fee=change_fee))
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, fare=fare)
    confirm(subgraph, reservation_id, "sandbox-approve")

    newest = subgraph.execute("{ myNotifications { items { kind message } } }")["myNotifications"]["items"][0]
    assert newest == {"kind": "CHANGED", "message": f"You fly with F2 instead of F1. {told}"}
    receipt = subgraph.execute(RECEIPT, {"id": reservation_id})["reservation"]["receipt"]
    assert receipt["lines"][0] == {"kind": "FLIGHT", "flight": {"id": "F2"}, "amount": {"amount": fare}}
    assert sum(Decimal(line["amount"]["amount"]) for line in receipt["lines"]) == Decimal(receipt["total"]["amount"])
    assert tuple(receipt[name] and receipt[name]["amount"] for name in ("total", "changes", "refunded")) == sums


def test_cancelling_after_a_change_gives_back_all_that_is_left(subgraph: Any) -> None:
    reservation_id = book(subgraph)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, fare="130.00")
    confirm(subgraph, reservation_id, "sandbox-approve")
    subgraph.execute(CANCEL, {"id": reservation_id})
    assert sorted(refunded(subgraph, reservation_id)) == ["100.00", "30.00"]


def test_a_fee_is_due_for_each_seat_as_the_fare_says(subgraph: Any) -> None:
    fee = FareConditions(changeable=True, refundable=False, change_fee=Money(amount="25.00", currency="USD"))
    reservation_id = book(subgraph, conditions=fee)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, fare="90.00")
    price = read(subgraph, reservation_id)["change"]["price"]
    assert (price["difference"]["amount"], price["fee"]["amount"], price["due"]["amount"]) == (
        "-10.00",
        "25.00",
        "15.00",
    )


def test_a_fare_without_changes_is_not_changed(subgraph: Any) -> None:
    reservation_id = book(subgraph, conditions=FareConditions(changeable=False, refundable=False))
    assert request(subgraph, reservation_id)["code"] == "NOT_CHANGEABLE"


def test_nothing_is_due_for_what_was_booked_without_a_payment(subgraph: Any) -> None:
    reservation_id = book(subgraph, paid=False)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, fare="130.00")
    done = confirm(subgraph, reservation_id)
    assert (done["change"]["status"], done["total"]["amount"], done["payment"]) == ("DONE", "130.00", None)


def test_sold_out_leaves_everything_as_it_was_and_one_may_ask_again(subgraph: Any) -> None:
    reservation_id = book(subgraph)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, outcome="refused")
    found = read(subgraph, reservation_id)
    assert (found["status"], flights(found)) == ("CONFIRMED", ["F1"])
    assert (found["change"]["status"], found["change"]["failure"]["code"]) == ("FAILED", "SOLD_OUT")
    assert said(subgraph, reservation_id) == ["reservation.change_requested", "reservation.change_failed"]
    assert request(subgraph, reservation_id)["change"]["status"] == "REQUESTED"
    hear(subgraph, reservation_id, hold_id=f"{reservation_id}_2")
    assert flights(confirm(subgraph, reservation_id)) == ["F2"]


def test_one_of_two_flights_is_replaced_by_a_connection(subgraph: Any) -> None:
    reservation_id = book(subgraph, "F1", "F9")
    request(subgraph, reservation_id, ("F1", "F2"), ("F1", "F3"))
    hear(subgraph, reservation_id, "F2", fare="60.00")
    assert read(subgraph, reservation_id)["change"]["status"] == "REQUESTED"
    hear(subgraph, reservation_id, "F3", fare="40.00")
    done = confirm(subgraph, reservation_id)
    assert (flights(done), done["total"]["amount"]) == (["F2", "F3", "F9"], "200.00")


def test_what_is_due_has_to_be_paid(subgraph: Any) -> None:
    reservation_id = book(subgraph)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, fare="130.00")
    variables = {"id": reservation_id, "change": read(subgraph, reservation_id)["change"]["id"], "key": "c"}
    assert subgraph.error(CONFIRM, variables)["field"] == "paymentToken"
    assert confirm(subgraph, reservation_id, "sandbox-decline")["code"] == "PAYMENT_DECLINED"
    assert flights(read(subgraph, reservation_id)) == ["F1"]
    assert flights(confirm(subgraph, reservation_id, "sandbox-approve", key="other")) == ["F2"]


def test_while_the_difference_is_paid_nothing_else_happens(subgraph: Any) -> None:
    reservation_id = book(subgraph)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, fare="130.00")
    challenged = confirm(subgraph, reservation_id, "sandbox-challenge")
    assert (challenged["change"]["status"], challenged["payment"]["status"]) == ("OFFERED", "CHALLENGED")
    variables = {"id": reservation_id, "change": challenged["change"]["id"]}
    assert subgraph.execute(DECLINE, variables)["declineChange"]["code"] == "PAYMENT_UNDER_WAY"
    assert subgraph.execute(CANCEL, {"id": reservation_id})["cancelReservation"]["__typename"] == "PaymentUnderWay"
    subgraph.execute(ANSWER_CHALLENGE, {"id": reservation_id})
    assert flights(read(subgraph, reservation_id)) == ["F2"]


@pytest.mark.parametrize("departed", ["F1", "F2"])
def test_nobody_confirms_a_change_of_or_to_a_flight_that_has_departed(subgraph: Any, departed: str) -> None:
    reservation_id = book(subgraph)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, fare="60.00")
    left = datetime.now(UTC) - timedelta(minutes=1)
    news = FlightUpdated(
        flight_id=departed, flight_version=2, change="status_changed", status="DEPARTED", departs_at=left
    )
    subgraph.hear(news)
    assert confirm(subgraph, reservation_id)["__typename"] == "ChangeExpired"
    assert (flights(read(subgraph, reservation_id)), refunded(subgraph, reservation_id)) == (["F1"], [])


def test_a_declined_offer_keeps_the_journey(subgraph: Any) -> None:
    reservation_id = book(subgraph)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id)
    variables = {"id": reservation_id, "change": read(subgraph, reservation_id)["change"]["id"]}
    for _ in range(2):
        declined = subgraph.execute(DECLINE, variables)["declineChange"]
        assert (declined["change"]["status"], flights(declined)) == ("FAILED", ["F1"])
    assert said(subgraph, reservation_id) == ["reservation.change_requested", "reservation.change_failed"]
    assert confirm(subgraph, reservation_id)["code"] == "CHANGE_NOT_OFFERED"


def test_one_change_at_a_time(subgraph: Any) -> None:
    reservation_id = book(subgraph)
    first = request(subgraph, reservation_id)["change"]["id"]
    assert request(subgraph, reservation_id)["change"]["id"] == first
    assert request(subgraph, reservation_id, ("F1", "F3"))["code"] == "CHANGE_UNDER_WAY"


def test_a_hundred_requests_at_once_are_one_change(subgraph: Any) -> None:
    reservation_id = book(subgraph)
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(lambda _: request(subgraph, reservation_id)["change"]["id"], range(100)))
    assert len(set(asked)) == 1
    assert said(subgraph, reservation_id) == ["reservation.change_requested"]


def test_cancelling_asks_back_what_was_held_for_the_change(subgraph: Any) -> None:
    reservation_id = book(subgraph)
    request(subgraph, reservation_id)
    subgraph.execute(CANCEL, {"id": reservation_id})
    cancelled = subgraph.database["reservations"].find_one({"_id": reservation_id})["outbox"][-1]
    assert cancelled["type"] == "reservation.cancelled"
    assert [one.get("hold_id") for one in cancelled["data"]["segments"]] == [None, f"{reservation_id}_1"]
    hear(subgraph, reservation_id)
    assert read(subgraph, reservation_id)["change"]["status"] == "FAILED"
    assert said(subgraph, reservation_id)[-1] == "reservation.change_failed"


@pytest.mark.parametrize(
    "moves",
    [(("F7", "F2"),), (("F1", "F1"),), (("F1", "F9"),), (("F1", "?"),), tuple(("F1", f"G{n}") for n in range(7))],
)
def test_what_cannot_be_meant_is_bad_input(subgraph: Any, moves: tuple[tuple[str, str], ...]) -> None:
    reservation_id = book(subgraph, "F1", "F9")
    changes = [{"fromFlightId": old, "toFlightId": new} for old, new in moves]
    error = subgraph.error(REQUEST, {"id": reservation_id, "input": {"changes": changes}})
    assert error["code"] == "BAD_USER_INPUT"


def test_only_the_owner_and_staff_change_a_journey(subgraph: Any, stranger: Any, staff: Any) -> None:
    reservation_id = book(subgraph)
    variables = {"id": reservation_id, "input": {"changes": [{"fromFlightId": "F1", "toFlightId": "F2"}]}}
    assert stranger.error(REQUEST, variables)["code"] == "NOT_FOUND"
    assert request(staff, reservation_id)["change"]["status"] == "REQUESTED"


def test_a_pending_reservation_has_no_journey_to_change(subgraph: Any) -> None:
    assert request(subgraph, subgraph.create("F1")["id"])["code"] == "NOT_CHANGEABLE"


def news(subgraph: Any, flight: str, change: str, *, version: int = 2, later: timedelta = timedelta(hours=3)) -> None:
    departs_at = DEPARTURE + later
    subgraph.hear(
        FlightUpdated(
            flight_id=flight,
            flight_version=version,
            change=change,
            status="CANCELLED" if change == "cancelled" else "DELAYED",
            departs_at=departs_at,
            arrives_at=departs_at + timedelta(hours=2),
        )
    )


def disruption(subgraph: Any, reservation_id: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = read(subgraph, reservation_id)["segments"][0]["disruption"]
    return found


def test_a_flight_that_moves_is_accepted(subgraph: Any) -> None:
    reservation_id = book(subgraph, "D1")
    news(subgraph, "D1", "rescheduled")
    expected = {"kind": "SCHEDULE_CHANGE", "options": ["ACCEPT", "REBOOK", "REFUND"]}
    assert disruption(subgraph, reservation_id) == expected
    accepted = subgraph.execute(ACCEPT, {"id": reservation_id, "flight": "D1"})["acceptScheduleChange"]
    assert accepted["segments"][0]["disruption"] is None
    again = subgraph.execute(ACCEPT, {"id": reservation_id, "flight": "D1"})["acceptScheduleChange"]
    assert again["code"] == "NOTHING_TO_ACCEPT"


def test_small_delays_add_up_to_a_disruption(subgraph: Any) -> None:
    reservation_id = book(subgraph, "D2")
    news(subgraph, "D2", "rescheduled", later=timedelta(minutes=20))
    assert disruption(subgraph, reservation_id) is None
    news(subgraph, "D2", "rescheduled", version=3, later=timedelta(minutes=40))
    assert disruption(subgraph, reservation_id) is not None
    news(subgraph, "D2", "rescheduled", version=4, later=timedelta(0))
    assert disruption(subgraph, reservation_id) is None


def test_a_cancelled_flight_is_rebooked_for_nothing_on_the_same_route(subgraph: Any) -> None:
    reservation_id = book(subgraph, "D3", conditions=FareConditions(changeable=False, refundable=False))
    news(subgraph, "D3", "cancelled", later=timedelta(0))
    assert disruption(subgraph, reservation_id) == {"kind": "CANCELLATION", "options": ["REBOOK", "REFUND"]}
    request(subgraph, reservation_id, ("D3", "F2"))
    hear(subgraph, reservation_id, fare="500.00", same_route=True)
    done = confirm(subgraph, reservation_id)
    assert (done["change"]["status"], done["total"]["amount"], flights(done)) == ("DONE", "100.00", ["F2"])
    assert disruption(subgraph, reservation_id) is None


@pytest.mark.parametrize(
    "more",
    [
        {"same_route": False},
        {"same_route": True, "departs_at": DEPARTURE + timedelta(days=4)},
    ],
)
def test_elsewhere_or_later_a_rebooking_has_its_price(subgraph: Any, more: dict[str, Any]) -> None:
    reservation_id = book(subgraph, "D4")
    news(subgraph, "D4", "cancelled", later=timedelta(0))
    request(subgraph, reservation_id, ("D4", "F2"))
    hear(subgraph, reservation_id, fare="500.00", **more)
    assert read(subgraph, reservation_id)["change"]["price"]["due"]["amount"] == "400.00"


@pytest.mark.parametrize("change_fee", [None, Money(amount="30.00", currency="USD")])
def test_an_offer_withholds_nothing_any_more_once_the_airline_gives_the_flight_up(
    subgraph: Any, change_fee: Money | None
) -> None:
    """What the fare would keep is written into the new flight's terms; not when it is the airline that does not fly."""
    keeps = FareConditions(
        changeable=True, change_fee=change_fee, refundable=True, refund_fee=Money(amount="25.00", currency="USD")
    )
    reservation_id = book(subgraph, "D8", conditions=keeps)
    long_ago = datetime.now(UTC) - timedelta(days=3)
    subgraph.database["reservations"].update_one({"_id": reservation_id}, {"$set": {"payments.0.settled_at": long_ago}})
    request(subgraph, reservation_id, ("D8", "F2"))
    hear(subgraph, reservation_id, fare="150.00", conditions=FareConditions(changeable=True, refundable=True))
    assert offered_refund_fee(subgraph, reservation_id) == {"amount": "25.00"}

    news(subgraph, "D8", "cancelled")
    assert offered_refund_fee(subgraph, reservation_id) is None
    confirm(subgraph, reservation_id, "sandbox-approve")
    quoted = subgraph.execute(QUOTE, {"id": reservation_id})["quoteCancellation"]["cancellationQuote"]
    assert quoted["refund"] == {"amount": "150.00"}


def offered_refund_fee(subgraph: Any, reservation_id: str) -> dict[str, str] | None:
    query = "query($id: ID!) { reservation(id: $id) { change { segments { conditions { refundFee { amount } } } } } }"
    (segment,) = subgraph.execute(query, {"id": reservation_id})["reservation"]["change"]["segments"]
    fee: dict[str, str] | None = segment["conditions"]["refundFee"]
    return fee


def test_who_was_let_down_gets_everything_back(subgraph: Any) -> None:
    reservation_id = book(subgraph, "D5")
    document = {"payments.0.settled_at": datetime.now(UTC) - timedelta(days=3)}
    subgraph.database["reservations"].update_one({"_id": reservation_id}, {"$set": document})
    quoted = subgraph.execute(QUOTE, {"id": reservation_id})["quoteCancellation"]["cancellationQuote"]
    assert quoted["refund"]["amount"] == "80.00"
    news(subgraph, "D5", "rescheduled")
    quoted = subgraph.execute(QUOTE, {"id": reservation_id})["quoteCancellation"]["cancellationQuote"]
    assert quoted["refund"]["amount"] == "100.00"


def test_who_was_let_down_after_the_quote_gets_everything_back(subgraph: Any) -> None:
    reservation_id = book(subgraph, "D9")
    document = {"payments.0.settled_at": datetime.now(UTC) - timedelta(days=3)}
    subgraph.database["reservations"].update_one({"_id": reservation_id}, {"$set": document})
    quoted = subgraph.execute(QUOTE, {"id": reservation_id})["quoteCancellation"]["cancellationQuote"]
    assert quoted["refund"]["amount"] == "80.00"
    news(subgraph, "D9", "cancelled", later=timedelta(0))
    confirmed = "mutation($id: ID!, $quote: ID!) { confirmCancellation(id: $id, quoteId: $quote) { __typename } }"
    subgraph.execute(confirmed, {"id": reservation_id, "quote": quoted["id"]})
    assert refunded(subgraph, reservation_id) == ["100.00"]


def test_a_flight_that_is_cancelled_is_not_changed_to(subgraph: Any) -> None:
    reservation_id = book(subgraph, "D6")
    request(subgraph, reservation_id, ("D6", "D7"))
    hear(subgraph, reservation_id, "D7")
    news(subgraph, "D7", "cancelled", later=timedelta(days=1))
    found = read(subgraph, reservation_id)
    assert (found["change"]["status"], found["change"]["failure"]["code"]) == ("FAILED", "FLIGHT_CANCELLED")
    assert flights(found) == ["D6"]


def test_seats_on_a_cancelled_flight_are_not_paid_for(subgraph: Any) -> None:
    held = subgraph.create("D8", holdForPayment=True)["id"]
    subgraph.hear_hold(held, "D8", departs_at=DEPARTURE)
    news(subgraph, "D8", "cancelled", later=timedelta(0))
    paid = subgraph.execute(PAY, {"id": held, "t": "sandbox-approve"})["payReservation"]
    assert paid == {"__typename": "NotPayable"}


SEATS = """query($id: ID!) { reservation(id: $id) { total { amount } segments { seatCharge { amount } }
  change { seatRefund { amount } seatCredit { amount } price { total { amount } due { amount } refund { amount } } } } }"""


def choose_seats(subgraph: Any, reservation_id: str, **more: Any) -> None:
    charge = SeatCharge(
        reservation_id=reservation_id, cabin="ECONOMY", **{"charge": Money(amount="39.00", currency="USD"), **more}
    )
    subgraph.hear(FlightUpdated(flight_id="F1", flight_version=1, change="seats_chosen", seat_charge=charge))


def book_with_seats(subgraph: Any) -> str:
    """100.00 and 39.00 for seats."""
    reservation_id: str = subgraph.create("F1", holdForPayment=True)["id"]
    choose_seats(subgraph, reservation_id, revision=5)
    subgraph.hear_hold(reservation_id, "F1", departs_at=DEPARTURE, arrives_at=DEPARTURE + timedelta(hours=2))
    subgraph.execute(PAY, {"id": reservation_id, "t": "sandbox-approve"})
    return reservation_id


def read_seats(subgraph: Any, reservation_id: str) -> tuple[str, Any, Any]:
    """What the journey costs, what of it for seats, and what would come back or came back for them."""
    found = subgraph.execute(SEATS, {"id": reservation_id})["reservation"]
    charges = [one["seatCharge"] and one["seatCharge"]["amount"] for one in found["segments"]]
    seat_refund = found["change"]["seatRefund"]
    return found["total"]["amount"], *charges, seat_refund and seat_refund["amount"]


def test_seats_on_a_flight_that_the_airline_does_not_fly_are_paid_back_when_it_is_left(subgraph: Any) -> None:
    reservation_id = book_with_seats(subgraph)
    subgraph.hear(FlightUpdated(flight_id="F1", flight_version=9, change="cancelled", status="CANCELLED"))
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, fare="130.00", same_route=True)
    assert read_seats(subgraph, reservation_id) == ("139.00", "39.00", "39.00")
    confirm(subgraph, reservation_id)
    assert read_seats(subgraph, reservation_id) == ("100.00", None, "39.00")
    assert refunded(subgraph, reservation_id) == ["39.00"]
    receipt = subgraph.execute(RECEIPT, {"id": reservation_id})["reservation"]["receipt"]
    assert [(one["kind"], one["flight"]["id"]) for one in receipt["lines"]] == [("FLIGHT", "F2"), ("SEAT_REFUND", "F1")]
    assert (receipt["total"]["amount"], receipt["refunded"]["amount"]) == ("139.00", "39.00")


def test_whoever_changes_by_her_own_wish_takes_the_money_for_seats_along(subgraph: Any) -> None:
    reservation_id = book_with_seats(subgraph)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id)
    offered = subgraph.execute(SEATS, {"id": reservation_id})["reservation"]["change"]
    assert (offered["seatCredit"], offered["seatRefund"]) == ({"amount": "39.00"}, None)
    confirm(subgraph, reservation_id)
    assert read_seats(subgraph, reservation_id) == ("139.00", "39.00", None)
    outbox = subgraph.database["reservations"].find_one({"_id": reservation_id})["outbox"]
    assert outbox[-1]["data"]["sold"][0]["seat_charge"] == {"amount": "39.00", "currency": "USD"}


def test_what_cannot_be_spent_on_the_flight_taken_instead_goes_back_once(subgraph: Any) -> None:
    reservation_id = book_with_seats(subgraph)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, seats_worth=Money(amount="12.00", currency="USD"))
    offered = subgraph.execute(SEATS, {"id": reservation_id})["reservation"]["change"]
    assert (offered["seatCredit"], offered["seatRefund"]) == ({"amount": "12.00"}, {"amount": "27.00"})
    confirm(subgraph, reservation_id)
    told = subgraph.execute(TOLD)["myNotifications"]["items"]
    assert told[0]["message"] == (
        "You fly with F2 instead of F1. Please choose seats on F2: $12.00 that you paid for seats came along."
    )
    outbox = subgraph.database["reservations"].find_one({"_id": reservation_id})["outbox"]
    (sold,) = outbox[-1]["data"]["sold"]
    stands = SeatCharge(
        reservation_id=reservation_id,
        cabin="ECONOMY",
        charge=Money(amount="12.00", currency="USD"),
        revision=3,
        is_sold=True,
        hold_id=sold["hold_id"],
    )
    for _ in range(2):
        said = FlightUpdated(flight_id="F2", flight_version=1, change="seats_chosen", seat_charge=stands)
        subgraph.hear(said)
    assert read_seats(subgraph, reservation_id) == ("112.00", "12.00", None)
    assert refunded(subgraph, reservation_id) == ["27.00"]


def test_seats_that_are_lost_while_a_change_waits_are_not_in_what_the_journey_costs_then(subgraph: Any) -> None:
    reservation_id = book_with_seats(subgraph)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, fare="130.00")
    nothing = Money(amount="0.00", currency="USD")
    choose_seats(subgraph, reservation_id, charge=nothing, revision=9, is_sold=True)
    found = subgraph.execute(SEATS, {"id": reservation_id})["reservation"]
    assert (found["total"]["amount"], found["change"]["price"]["total"]["amount"]) == ("100.00", "130.00")
    confirm(subgraph, reservation_id, "sandbox-approve")
    assert read_seats(subgraph, reservation_id) == ("130.00", None, None)
    assert refunded(subgraph, reservation_id) == ["39.00"]


TOLD = "{ myNotifications { items { kind message } } }"


def test_what_was_told_is_not_told_with_the_price_of_a_later_change(subgraph: Any) -> None:
    reservation_id = book_with_seats(subgraph)
    request(subgraph, reservation_id)
    hear(subgraph, reservation_id, fare="130.00")
    confirm(subgraph, reservation_id, "sandbox-approve")
    told = {one["kind"]: one["message"] for one in subgraph.execute(TOLD)["myNotifications"]["items"]}
    assert told == {
        "HELD": "They were kept for you until you paid, or the time was over.",
        "CONFIRMED": "1 passenger.",
        "CHANGED": "You fly with F2 instead of F1. You paid $30.00 for it."
        " Please choose seats on F2: $39.00 that you paid for seats came along.",
    }
