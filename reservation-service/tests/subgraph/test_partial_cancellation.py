"""Some flights of a journey are given up: what comes back, what stands, and what becomes of the tickets."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from wire.events import FareConditions, FlightUpdated, Money

NOW = datetime.now(UTC).replace(microsecond=0)
DEPARTURE = NOW + timedelta(days=30)
FIELDS = """
  status total { amount } segments { flight { id } }
  partialCancellations { segments { flight { id } } refund { amount } fee { amount } reason }
  payment { refund { amount } } tickets { number coupons { number status flight { id } } }
  change { status failure { code } }
  cancellationQuote { id refund { amount } fee { amount } flights { id } }
"""
ANSWER = f"__typename ... on Reservation {{ {FIELDS} }} ... on Refusal {{ code message }}"
READ = f"query($id: ID!) {{ reservation(id: $id) {{ {FIELDS} }} }}"
PAY = 'mutation($id: ID!) { payReservation(id: $id, paymentToken: "sandbox-approve", idempotencyKey: "k") { __typename } }'
QUOTE = f"mutation($id: ID!, $f: [ID!]) {{ quoteCancellation(id: $id, flightIds: $f) {{ {ANSWER} }} }}"
CONFIRM = f"mutation($id: ID!, $q: ID!) {{ confirmCancellation(id: $id, quoteId: $q) {{ {ANSWER} }} }}"
CANCEL = f"""mutation($id: ID!, $reason: String, $full: Boolean!) {{
  cancelReservation(id: $id, reason: $reason, refundInFull: $full) {{ {ANSWER} }} }}"""
STANDARD = FareConditions(changeable=True, refundable=True, refund_fee=Money(amount="25.00", currency="USD"))
FLEX = FareConditions(changeable=True, refundable=True)
LIGHT = FareConditions(changeable=False, refundable=False)


def book(
    subgraph: Any,
    *flights: str,
    begun: bool = False,
    paid_ago: timedelta = timedelta(days=3),
    conditions: FareConditions = STANDARD,
) -> str:
    """Paid for three days ago: flights of 100.00, of which 25.00 are kept; the first may have been flown already."""
    created = subgraph.create(*flights, holdForPayment=True)
    reservation_id: str = created["id"]
    for number, flight in enumerate(flights):
        subgraph.hear_hold(reservation_id, flight, departs_at=DEPARTURE + timedelta(days=number), conditions=conditions)
    subgraph.execute(PAY, {"id": reservation_id})
    document: dict[str, Any] = {"payments.0.settled_at": NOW - paid_ago}
    if begun:
        document["segments.0.departs_at"] = NOW - timedelta(hours=5)
    subgraph.database["reservations"].update_one({"_id": reservation_id}, {"$set": document})
    return reservation_id


def read(subgraph: Any, reservation_id: str) -> dict[str, Any]:
    found: dict[str, Any] = subgraph.execute(READ, {"id": reservation_id})["reservation"]
    return found


def quote(subgraph: Any, reservation_id: str, *flights: str) -> dict[str, Any]:
    variables = {"id": reservation_id, "f": list(flights)}
    answer: dict[str, Any] = subgraph.execute(QUOTE, variables)["quoteCancellation"]
    return answer


def confirm(subgraph: Any, reservation_id: str, quote_id: str) -> dict[str, Any]:
    variables = {"id": reservation_id, "q": quote_id}
    answer: dict[str, Any] = subgraph.execute(CONFIRM, variables)["confirmCancellation"]
    return answer


def give_up(subgraph: Any, reservation_id: str, *flights: str) -> dict[str, Any]:
    quoted = quote(subgraph, reservation_id, *flights)
    return confirm(subgraph, reservation_id, quoted["cancellationQuote"]["id"])


def flights(found: dict[str, Any]) -> list[str]:
    return [segment["flight"]["id"] for segment in found["segments"]]


def coupons(found: dict[str, Any]) -> list[tuple[str, str]]:
    (ticket,) = found["tickets"]
    assert [one["number"] for one in ticket["coupons"]] == list(range(1, len(ticket["coupons"]) + 1))
    return [(one["flight"]["id"], one["status"]) for one in ticket["coupons"]]


def last_event(subgraph: Any, reservation_id: str) -> dict[str, Any]:
    event: dict[str, Any] = subgraph.database["reservations"].find_one({"_id": reservation_id})["outbox"][-1]
    return event


def given_back(subgraph: Any, reservation_id: str) -> Decimal:
    from reservation_service.bootstrap import get_application

    get_application().settle_payments()
    document = subgraph.database["reservations"].find_one({"_id": reservation_id})
    books = [subgraph.database["sandbox_payments"].find_one({"_id": one["id"]}) for one in document["payments"]]
    return sum((Decimal(amount) for book in books for amount in book["refunds"].values()), Decimal(0))


def test_one_of_three_flights_is_given_up_and_the_others_stand(subgraph: Any) -> None:
    reservation_id = book(subgraph, "P1", "P2", "P3")
    quoted = quote(subgraph, reservation_id, "P2")["cancellationQuote"]
    assert (quoted["refund"]["amount"], quoted["fee"]["amount"], quoted["flights"]) == (
        "75.00",
        "25.00",
        [{"id": "P2"}],
    )

    done = confirm(subgraph, reservation_id, quoted["id"])
    assert (done["status"], done["total"]["amount"], flights(done)) == ("CONFIRMED", "200.00", ["P1", "P3"])
    assert done["partialCancellations"] == [
        {
            "segments": [{"flight": {"id": "P2"}}],
            "refund": {"amount": "75.00"},
            "fee": {"amount": "25.00"},
            "reason": "Cancelled by the traveller.",
        }
    ]
    assert coupons(done) == [("P1", "OPEN"), ("P2", "REFUNDED"), ("P3", "OPEN")]
    said = last_event(subgraph, reservation_id)
    assert (said["type"], said["data"]["sold"]) == ("reservation.changed", [])
    assert [one["flight_id"] for one in said["data"]["released"]] == ["P2"]
    assert given_back(subgraph, reservation_id) == Decimal("75.00")
    newest = subgraph.execute("{ myNotifications { items { kind message } } }")["myNotifications"]["items"][0]
    assert newest == {"kind": "CANCELLED_IN_PART", "message": "You do not fly with P2. You get back $75.00."}


def test_confirming_it_again_and_at_once_gives_up_and_refunds_once(subgraph: Any) -> None:
    reservation_id = book(subgraph, "P1", "P2")
    quote_id = quote(subgraph, reservation_id, "P2")["cancellationQuote"]["id"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: confirm(subgraph, reservation_id, quote_id), range(16)))
    assert {one["__typename"] for one in answers} == {"Reservation"}
    assert subgraph.outbox(reservation_id).count("reservation.changed") == 1
    assert given_back(subgraph, reservation_id) == Decimal("75.00")


def test_the_rest_of_a_journey_that_has_begun_comes_back_by_its_own_conditions(subgraph: Any) -> None:
    reservation_id = book(subgraph, "P1", "P2", begun=True)
    done = give_up(subgraph, reservation_id)
    assert (done["status"], flights(done), done["total"]["amount"]) == ("CONFIRMED", ["P1"], "100.00")
    assert coupons(done) == [("P1", "USED"), ("P2", "REFUNDED")]
    assert given_back(subgraph, reservation_id) == Decimal("75.00")


def test_cancelling_at_once_gives_up_the_rest_once(subgraph: Any) -> None:
    reservation_id = book(subgraph, "P1", "P2", begun=True)
    answers = [subgraph.execute(CANCEL, {"id": reservation_id, "full": False}) for _ in range(2)]
    assert answers[0]["cancelReservation"]["status"] == "CONFIRMED"
    assert answers[1] == answers[0]
    assert given_back(subgraph, reservation_id) == Decimal("75.00")


def test_a_flown_flight_is_not_given_up(subgraph: Any) -> None:
    reservation_id = book(subgraph, "P1", "P2", begun=True)
    refused = quote(subgraph, reservation_id, "P1", "P2")
    assert (refused["code"], refused["message"]) == ("NOT_CANCELLABLE", "Flight P1 has departed.")


def test_a_flight_that_departs_after_the_quote_is_not_refunded(subgraph: Any) -> None:
    reservation_id = book(subgraph, "P1", "P2")
    quote_id = quote(subgraph, reservation_id)["cancellationQuote"]["id"]
    departed = {"segments.0.departs_at": NOW - timedelta(minutes=1)}
    subgraph.database["reservations"].update_one({"_id": reservation_id}, {"$set": departed})
    assert confirm(subgraph, reservation_id, quote_id)["code"] == "NOT_CANCELLABLE"
    assert given_back(subgraph, reservation_id) == Decimal(0)


def test_what_an_earlier_part_kept_is_not_given_back_with_the_rest(subgraph: Any, staff: Any) -> None:
    reservation_id = book(subgraph, "P1", "P2", "P3")
    give_up(subgraph, reservation_id, "P2")
    variables = {"id": reservation_id, "reason": "The crew is on strike.", "full": True}
    assert staff.execute(CANCEL, variables)["cancelReservation"]["status"] == "CANCELLED"
    assert given_back(subgraph, reservation_id) == Decimal("275.00")


def test_a_quote_for_all_is_void_once_a_part_was_given_up(subgraph: Any) -> None:
    reservation_id = book(subgraph, "P1", "P2")
    quote_id = quote(subgraph, reservation_id)["cancellationQuote"]["id"]
    give_up(subgraph, reservation_id, "P2")
    assert confirm(subgraph, reservation_id, quote_id)["code"] == "QUOTE_EXPIRED"


def test_the_connection_of_a_flight_that_the_airline_cancelled_comes_back_whole(subgraph: Any) -> None:
    reservation_id = book(subgraph, "P1", "P2", "P3")
    news = FlightUpdated(flight_id="P1", flight_version=2, change="cancelled", status="CANCELLED", departs_at=DEPARTURE)
    subgraph.hear(news)
    assert quote(subgraph, reservation_id, "P1", "P2")["cancellationQuote"]["refund"]["amount"] == "200.00"


def test_a_disruption_of_what_was_flown_is_no_reason_any_more(subgraph: Any) -> None:
    reservation_id = book(subgraph, "P1", "P2", begun=True)
    document = {"segments.0.agreed_departs_at": NOW - timedelta(hours=9)}
    subgraph.database["reservations"].update_one({"_id": reservation_id}, {"$set": document})
    assert quote(subgraph, reservation_id)["cancellationQuote"]["refund"]["amount"] == "75.00"


def test_an_open_change_ends_when_a_part_is_given_up(subgraph: Any) -> None:
    reservation_id = book(subgraph, "P1", "P2")
    asked = {"id": reservation_id, "input": {"changes": [{"fromFlightId": "P2", "toFlightId": "P9"}]}}
    subgraph.execute(
        "mutation($id: ID!, $input: RequestChangeInput!) { requestChange(id: $id, input: $input) { __typename } }",
        asked,
    )
    done = give_up(subgraph, reservation_id, "P1")
    assert done["change"] == {"status": "FAILED", "failure": {"code": "CANCELLED"}}
    assert subgraph.outbox(reservation_id)[-2:] == ["reservation.change_failed", "reservation.changed"]


def test_flights_of_others_and_of_nobody_are_bad_input(subgraph: Any, stranger: Any) -> None:
    reservation_id = book(subgraph, "P1", "P2")
    assert subgraph.error(QUOTE, {"id": reservation_id, "f": ["P7"]})["field"] == "flightIds"
    assert subgraph.error(QUOTE, {"id": reservation_id, "f": [f"P{n}" for n in range(7)]})["field"] == "flightIds"
    assert stranger.error(QUOTE, {"id": reservation_id, "f": ["P1"]})["code"] == "NOT_FOUND"


def test_what_is_not_booked_yet_is_given_up_as_a_whole(subgraph: Any) -> None:
    pending = subgraph.create("P1", "P2")["id"]
    assert quote(subgraph, pending, "P1")["code"] == "NOT_CANCELLABLE"


def test_staff_refund_in_full_what_the_fare_does_not(subgraph: Any, staff: Any) -> None:
    reservation_id = book(subgraph, "P1")
    variables = {"id": reservation_id, "full": True}
    assert subgraph.error(CANCEL, {**variables, "reason": "I want it."})["code"] == "FORBIDDEN"
    assert staff.error(CANCEL, {**variables, "reason": "  "})["field"] == "reason"
    assert read(subgraph, reservation_id)["status"] == "CONFIRMED"

    staff.execute(CANCEL, {**variables, "reason": "A death in the family."})
    assert given_back(subgraph, reservation_id) == Decimal("100.00")
    entry = subgraph.database["audit"].find_one({"target": reservation_id})
    assert (entry["act"], entry["detail"]) == ("cancel reservation", "refund in full: A death in the family.")


def test_nobody_waives_the_fees_of_a_journey_of_ones_own(staff: Any) -> None:
    reservation_id = book(staff, "P1")
    variables = {"id": reservation_id, "full": True, "reason": "It is mine."}
    assert staff.error(CANCEL, variables)["code"] == "FORBIDDEN"
    assert read(staff, reservation_id)["status"] == "CONFIRMED"


def test_what_staff_pay_and_extend_is_on_record(subgraph: Any, staff: Any) -> None:
    held = subgraph.create("P1", holdForPayment=True)["id"]
    subgraph.hear_hold(held, "P1", departs_at=DEPARTURE)
    staff.execute("mutation($id: ID!) { extendHold(id: $id) { __typename } }", {"id": held})
    staff.execute(PAY, {"id": held})
    acts = [one["act"] for one in subgraph.database["audit"].find({"target": held}).sort("_id", 1)]
    assert acts == ["extend hold", "pay"]


REQUEST = """mutation($id: ID!, $input: RequestChangeInput!) { requestChange(id: $id, input: $input) { __typename } }"""
OFFER = """query($id: ID!) { reservation(id: $id) { change { id status
  price { fee { amount } due { amount } refund { amount } }
  segments { conditions { refundable refundFee { amount } } } } } }"""
TAKE = """mutation($id: ID!, $change: ID!, $t: String) {
  confirmChange(id: $id, changeId: $change, idempotencyKey: "c", paymentToken: $t) { __typename } }"""


def offer(subgraph: Any, reservation_id: str, *taken: tuple[str, str], conditions: FareConditions = FLEX) -> Any:
    """Instead of P1 these flights at these fares."""
    changes = [{"fromFlightId": "P1", "toFlightId": flight, "fareFamily": "FLEX"} for flight, _ in taken]
    subgraph.execute(REQUEST, {"id": reservation_id, "input": {"changes": changes}})
    hold_id = f"{reservation_id}_1"
    for flight, fare in taken:
        subgraph.hear_hold(
            reservation_id, flight, hold_id=hold_id, fare=fare, departs_at=DEPARTURE, conditions=conditions
        )
    return subgraph.execute(OFFER, {"id": reservation_id})["reservation"]["change"]


def take(subgraph: Any, reservation_id: str, change: Any, token: str | None = "sandbox-approve") -> str:
    variables = {"id": reservation_id, "change": change["id"], "t": token}
    taken: str = subgraph.execute(TAKE, variables)["confirmChange"]["__typename"]
    return taken


@pytest.mark.parametrize(
    ("taken", "kept", "fees"),
    [
        ([("P5", "130.00")], "25.00", ["25.00"]),
        ([("P5", "10.00")], "25.00", ["10.00"]),
        ([("P5", "10.00"), ("P6", "100.00")], "25.00", ["10.00", "15.00"]),
    ],
)
def test_who_changes_to_a_freer_or_cheaper_fare_does_not_escape_what_the_old_one_keeps(
    subgraph: Any, taken: list[tuple[str, str]], kept: str, fees: list[str]
) -> None:
    reservation_id = book(subgraph, "P1")
    offered = offer(subgraph, reservation_id, *taken)
    assert [one["conditions"]["refundFee"]["amount"] for one in offered["segments"]] == fees
    take(subgraph, reservation_id, offered)
    give_up(subgraph, reservation_id)
    document = subgraph.database["reservations"].find_one({"_id": reservation_id})
    paid = sum(Decimal(one["amount"]["amount"]) for one in document["payments"])
    assert paid - given_back(subgraph, reservation_id) == Decimal(kept)


def test_who_could_cancel_for_nothing_changes_to_a_freer_fare_for_good(subgraph: Any) -> None:
    reservation_id = book(subgraph, "P1", paid_ago=timedelta(hours=2))
    offered = offer(subgraph, reservation_id, ("P5", "130.00"))
    assert offered["segments"] == [{"conditions": {"refundable": True, "refundFee": None}}]


def cancel_flight(subgraph: Any, flight: str) -> None:
    subgraph.hear(
        FlightUpdated(flight_id=flight, flight_version=2, change="cancelled", status="CANCELLED", departs_at=DEPARTURE)
    )


def price(subgraph: Any, reservation_id: str) -> tuple[str, str, str]:
    found = subgraph.execute(OFFER, {"id": reservation_id})["reservation"]["change"]["price"]
    return found["fee"]["amount"], found["due"]["amount"], found["refund"]["amount"]


def test_what_a_change_has_cost_does_not_come_back_with_another_flight(subgraph: Any) -> None:
    """Not even when the airline is to blame for that one."""
    fee = FareConditions(changeable=True, refundable=True, change_fee=Money(amount="40.00", currency="USD"))
    reservation_id = book(subgraph, "P1", "P8", conditions=fee)
    assert take(subgraph, reservation_id, offer(subgraph, reservation_id, ("P5", "100.00"))) == "Reservation"
    cancel_flight(subgraph, "P8")
    assert give_up(subgraph, reservation_id, "P8")["partialCancellations"][0]["refund"]["amount"] == "100.00"
    assert given_back(subgraph, reservation_id) == Decimal("100.00")


@pytest.mark.parametrize("token", ["sandbox-approve", "sandbox-challenge"])
def test_the_fee_of_an_offer_falls_away_when_the_airline_cancels_what_it_would_give_up(
    subgraph: Any, token: str
) -> None:
    fee = FareConditions(changeable=True, refundable=True, change_fee=Money(amount="40.00", currency="USD"))
    flight = f"Q-{token}"
    created = subgraph.create(flight, holdForPayment=True)["id"]
    subgraph.hear_hold(created, flight, departs_at=DEPARTURE, arrives_at=DEPARTURE, conditions=fee)
    subgraph.execute(PAY, {"id": created})
    changes = [{"fromFlightId": flight, "toFlightId": "Q5"}]
    subgraph.execute(REQUEST, {"id": created, "input": {"changes": changes}})
    subgraph.hear_hold(created, "Q5", hold_id=f"{created}_1", fare="130.00", departs_at=DEPARTURE, conditions=fee)
    assert price(subgraph, created) == ("40.00", "70.00", "0.00")
    change = subgraph.execute(OFFER, {"id": created})["reservation"]["change"]
    if token == "sandbox-challenge":  # under way while the flight is cancelled
        take(subgraph, created, change, token)
    cancel_flight(subgraph, flight)
    assert price(subgraph, created) == ("0.00", "30.00", "0.00")
    if token == "sandbox-challenge":
        answer = 'mutation($id: ID!) { answerPaymentChallenge(id: $id, answer: "123456") { __typename } }'
        subgraph.execute(answer, {"id": created})
    else:
        take(subgraph, created, change, token)
    done = subgraph.execute(OFFER, {"id": created})["reservation"]["change"]
    assert done["status"] == "DONE"
    document = subgraph.database["reservations"].find_one({"_id": created})
    paid = sum(Decimal(one["amount"]["amount"]) for one in document["payments"])
    assert paid - given_back(subgraph, created) == Decimal("130.00")
