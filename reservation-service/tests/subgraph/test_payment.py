"""Hold, pay, ticket: through the subgraph, with the sandbox provider."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wire.events import FareConditions, Money

FIELDS = """
  status version expiresAt canExtendHold total { amount } failure { code message }
  payment { status amount { amount currency } challenge note refund { amount } }
  tickets { number passenger { firstName } }
  cancellationQuote {
    id refund { amount } fee { amount } condition items { flight { id } paid { amount } fee { amount } condition }
  }
"""
READ = f"query($id: ID!) {{ reservation(id: $id) {{ {FIELDS} }} }}"
# What was asked for, or why it was refused.
ANSWERED = f"__typename ... on Reservation {{ {FIELDS} }} ... on Refusal {{ code message }}"
PAID = f"{ANSWERED} ... on PaymentDeclined {{ attemptsLeft reservation {{ {FIELDS} }} }}"
PAY = f"""
mutation($id: ID!, $t: String!, $k: String!) {{
  payReservation(id: $id, paymentToken: $t, idempotencyKey: $k) {{ {PAID} }}
}}
"""
ANSWER = f"mutation($id: ID!, $a: String!) {{ answerPaymentChallenge(id: $id, answer: $a) {{ {PAID} }} }}"
EXTEND = f"mutation($id: ID!) {{ extendHold(id: $id) {{ {ANSWERED} }} }}"
CANCEL = f"mutation($id: ID!) {{ cancelReservation(id: $id) {{ {ANSWERED} }} }}"
QUOTE = f"mutation($id: ID!) {{ quoteCancellation(id: $id) {{ {ANSWERED} }} }}"
CONFIRM = f"mutation($id: ID!, $q: ID!) {{ confirmCancellation(id: $id, quoteId: $q) {{ {ANSWERED} }} }}"


def hold(subgraph: Any, **more: Any) -> str:
    """A reservation that waits for its payment."""
    created = subgraph.create("F1", holdForPayment=True, **more)
    subgraph.hear_hold(created["id"], "F1", departs_at=datetime.now(UTC) + timedelta(days=30))
    reservation_id: str = created["id"]
    return reservation_id


def read(subgraph: Any, reservation_id: str) -> dict[str, Any]:
    found: dict[str, Any] = subgraph.execute(READ, {"id": reservation_id})["reservation"]
    return found


def pay(subgraph: Any, reservation_id: str, token: str = "sandbox-approve", key: str = "k") -> dict[str, Any]:
    paid: dict[str, Any] = subgraph.execute(PAY, {"id": reservation_id, "t": token, "k": key})["payReservation"]
    return paid


def settle_payments() -> None:
    from reservation_service.bootstrap import get_application

    get_application().settle_payments()


def test_a_held_reservation_waits_for_its_payment(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    found = read(subgraph, reservation_id)
    assert (found["status"], found["total"], found["payment"], found["tickets"]) == (
        "HELD",
        {"amount": "100.00"},
        None,
        [],
    )
    left = datetime.fromisoformat(found["expiresAt"]) - datetime.now(UTC)
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    assert subgraph.outbox(reservation_id) == ["reservation.created"]


def test_paying_confirms_and_issues_a_ticket_for_each_passenger(subgraph: Any) -> None:
    party = [{"firstName": name, "lastName": "Lovelace"} for name in ("Ada", "Eve")]
    reservation_id = hold(subgraph, passengers=party)
    paid = pay(subgraph, reservation_id)
    assert (paid["status"], paid["payment"]["status"]) == ("CONFIRMED", "CAPTURED")
    assert paid["payment"]["amount"] == {"amount": "200.00", "currency": "USD"}
    assert [ticket["passenger"]["firstName"] for ticket in paid["tickets"]] == ["Ada", "Eve"]
    numbers = [ticket["number"] for ticket in paid["tickets"]]
    assert len(set(numbers)) == 2
    assert all(len(number) == 13 and number.startswith("999") and number.isdigit() for number in numbers)
    assert subgraph.outbox(reservation_id) == ["reservation.created", "reservation.confirmed"]


def test_the_same_key_pays_once(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: pay(subgraph, reservation_id), range(16)))
    assert read(subgraph, reservation_id)["status"] == "CONFIRMED"
    document = subgraph.database["reservations"].find_one({"_id": reservation_id})
    assert len(document["payments"]) == 1
    assert subgraph.outbox(reservation_id).count("reservation.confirmed") == 1


def test_different_keys_at_once_pay_once(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    variables = [{"id": reservation_id, "t": "sandbox-approve", "k": f"k{number}"} for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: subgraph.post(PAY, one).json(), variables))
    types = Counter(answer["data"]["payReservation"]["__typename"] for answer in answers)
    assert types["Reservation"] == 1
    # Whoever comes while the first is under way, and whoever comes after it.
    assert types["PaymentUnderWay"] + types["NotPayable"] == 7
    document = subgraph.database["reservations"].find_one({"_id": reservation_id})
    captured = subgraph.database["sandbox_payments"].count_documents(
        {"_id": {"$in": [p["id"] for p in document["payments"]]}}
    )
    assert captured == 1


def test_a_declined_card_leaves_the_seats_held_for_another(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    declined = pay(subgraph, reservation_id, "sandbox-decline")
    assert (declined["__typename"], declined["code"], declined["message"]) == (
        "PaymentDeclined",
        "PAYMENT_DECLINED",
        "The card was declined.",
    )
    assert (declined["reservation"]["status"], declined["attemptsLeft"]) == ("HELD", 5)
    assert pay(subgraph, reservation_id, "sandbox-approve") == declined  # the same key: the same payment
    assert pay(subgraph, reservation_id, key="another")["status"] == "CONFIRMED"


def test_cards_are_not_tried_for_ever(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    for number in range(6):
        declined = pay(subgraph, reservation_id, "sandbox-decline", f"k{number}")
    assert declined["attemptsLeft"] == 0
    assert pay(subgraph, reservation_id, key="k7")["__typename"] == "NotPayable"


@pytest.mark.parametrize(
    ("answer", "answered_with", "payment"),
    [("123456", "Reservation", "CAPTURED"), ("1", "PaymentDeclined", "DECLINED")],
)
def test_a_challenge_is_answered(subgraph: Any, answer: str, answered_with: str, payment: str) -> None:
    reservation_id = hold(subgraph)
    challenged = pay(subgraph, reservation_id, "sandbox-challenge")
    assert (challenged["status"], challenged["payment"]["status"]) == ("HELD", "CHALLENGED")
    assert challenged["payment"]["challenge"] == "Enter the code your bank has sent you."
    answered = subgraph.execute(ANSWER, {"id": reservation_id, "a": answer})["answerPaymentChallenge"]
    assert answered["__typename"] == answered_with
    assert read(subgraph, reservation_id)["payment"]["status"] == payment
    again = subgraph.execute(ANSWER, {"id": reservation_id, "a": answer})["answerPaymentChallenge"]
    assert (again["__typename"], again["code"]) == ("NotChallenged", "NOT_CHALLENGED")


def test_a_slow_payment_is_finished_by_the_worker(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    assert pay(subgraph, reservation_id, "sandbox-delay")["payment"]["status"] == "PROCESSING"
    settle_payments()
    assert read(subgraph, reservation_id)["status"] == "HELD"
    subgraph.database["sandbox_payments"].update_many({}, {"$set": {"ready_at": datetime.now(UTC)}})
    settle_payments()
    assert read(subgraph, reservation_id)["status"] == "CONFIRMED"


def test_the_hold_is_extended_once(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    before = read(subgraph, reservation_id)
    after = subgraph.execute(EXTEND, {"id": reservation_id})["extendHold"]
    longer = datetime.fromisoformat(after["expiresAt"]) - datetime.fromisoformat(before["expiresAt"])
    assert (longer, before["canExtendHold"], after["canExtendHold"]) == (timedelta(minutes=15), True, False)
    again = subgraph.execute(EXTEND, {"id": reservation_id})["extendHold"]
    assert (again["__typename"], again["code"]) == ("NotExtendable", "NOT_EXTENDABLE")


def test_a_hold_that_has_run_out_is_neither_paid_for_nor_extended(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    subgraph.database["reservations"].update_one(
        {"_id": reservation_id}, {"$set": {"expires_at": datetime.now(UTC) - timedelta(seconds=1)}}
    )
    assert pay(subgraph, reservation_id)["__typename"] == "HoldExpired"
    extended = subgraph.execute(EXTEND, {"id": reservation_id})["extendHold"]
    assert (extended["__typename"], extended["code"]) == ("HoldExpired", "HOLD_EXPIRED")


def test_a_journey_that_began_while_it_was_held_is_not_paid_for(subgraph: Any) -> None:
    """It could not be cancelled any more, either."""
    created = subgraph.create("F1", holdForPayment=True)["id"]
    subgraph.hear_hold(created, "F1", departs_at=datetime.now(UTC) - timedelta(minutes=1))
    assert read(subgraph, created)["status"] == "HELD"
    assert pay(subgraph, created)["__typename"] == "NotPayable"


def test_only_what_is_held_is_paid_for(subgraph: Any, stranger: Any) -> None:
    pending = subgraph.create("F1")["id"]
    assert pay(subgraph, pending)["message"].endswith("is PENDING; it is not waiting for a payment.")
    held = hold(subgraph)
    assert stranger.error(PAY, {"id": held, "t": "sandbox-approve", "k": "k"})["code"] == "NOT_FOUND"
    assert subgraph.error(PAY, {"id": held, "t": "", "k": "k"})["field"] == "paymentToken"
    assert subgraph.error(PAY, {"id": held, "t": "x", "k": ""})["field"] == "idempotencyKey"


def test_while_a_payment_is_under_way_nothing_is_cancelled(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    pay(subgraph, reservation_id, "sandbox-challenge")
    for mutation, field in ((CANCEL, "cancelReservation"), (QUOTE, "quoteCancellation")):
        assert subgraph.execute(mutation, {"id": reservation_id})[field]["__typename"] == "PaymentUnderWay"


def test_a_cancelled_reservation_is_refunded_once_as_quoted(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    pay(subgraph, reservation_id)
    quote = subgraph.execute(QUOTE, {"id": reservation_id})["quoteCancellation"]["cancellationQuote"]
    assert (quote["refund"], quote["fee"]) == ({"amount": "100.00"}, {"amount": "0.00"})
    variables = {"id": reservation_id, "q": quote["id"]}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: subgraph.execute(CONFIRM, variables)["confirmCancellation"], range(4)))
    assert {(one["status"], one["payment"]["status"]) for one in answers} == {("CANCELLED", "REFUNDING")}
    for _ in range(3):
        settle_payments()
    found = read(subgraph, reservation_id)
    assert (found["payment"]["status"], found["payment"]["refund"]) == ("REFUNDED", {"amount": "100.00"})
    assert found["tickets"] == []
    document = subgraph.database["reservations"].find_one({"_id": reservation_id})
    books = subgraph.database["sandbox_payments"].find_one({"_id": document["payments"][0]["id"]})
    assert list(books["refunds"].values()) == ["100.00"]
    assert subgraph.outbox(reservation_id).count("reservation.cancelled") == 1


def test_an_old_quote_is_not_confirmed(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    pay(subgraph, reservation_id)
    first = subgraph.execute(QUOTE, {"id": reservation_id})["quoteCancellation"]["cancellationQuote"]
    subgraph.execute(QUOTE, {"id": reservation_id})
    refused = subgraph.execute(CONFIRM, {"id": reservation_id, "q": first["id"]})["confirmCancellation"]
    assert (refused["__typename"], refused["code"]) == ("QuoteExpired", "QUOTE_EXPIRED")
    assert read(subgraph, reservation_id)["status"] == "CONFIRMED"


def test_what_was_not_paid_is_not_refunded(subgraph: Any) -> None:
    created = subgraph.create("F1")["id"]
    subgraph.hear_hold(created, "F1")
    quote = subgraph.execute(QUOTE, {"id": created})["quoteCancellation"]["cancellationQuote"]
    assert quote["refund"] == quote["fee"] == {"amount": "0.00"}
    cancelled = subgraph.execute(CONFIRM, {"id": created, "q": quote["id"]})["confirmCancellation"]
    assert (cancelled["status"], cancelled["payment"]) == ("CANCELLED", None)


def test_a_refund_follows_the_conditions_of_each_fare(subgraph: Any) -> None:
    created = subgraph.create("F1", "F2", holdForPayment=True)["id"]
    terms = {
        "F1": FareConditions(changeable=True, refundable=True, refund_fee=Money(amount="25.00", currency="USD")),
        "F2": FareConditions(changeable=False, refundable=False),
    }
    for flight_id, conditions in terms.items():
        later = datetime.now(UTC) + timedelta(days=30)
        subgraph.hear_hold(created, flight_id, conditions=conditions, departs_at=later)
    pay(subgraph, created)
    two_days_ago = datetime.now(UTC) - timedelta(days=2)
    subgraph.database["reservations"].update_one({"_id": created}, {"$set": {"payments.0.settled_at": two_days_ago}})

    quote = subgraph.execute(QUOTE, {"id": created})["quoteCancellation"]["cancellationQuote"]

    assert (quote["refund"], quote["fee"]) == ({"amount": "75.00"}, {"amount": "125.00"})
    assert quote["items"] == [
        {
            "flight": {"id": "F1"},
            "paid": {"amount": "100.00"},
            "fee": {"amount": "25.00"},
            "condition": "This fare is refunded for $25.00 a seat.",
        },
        {
            "flight": {"id": "F2"},
            "paid": {"amount": "100.00"},
            "fee": {"amount": "100.00"},
            "condition": "This fare is not refunded.",
        },
    ]
    subgraph.execute(CONFIRM, {"id": created, "q": quote["id"]})
    assert read(subgraph, created)["payment"]["refund"] == {"amount": "75.00"}


ABANDON = f"mutation($id: ID!) {{ abandonPaymentChallenge(id: $id) {{ {ANSWERED} }} }}"


def test_whoever_does_not_answer_her_bank_pays_in_another_way(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    assert pay(subgraph, reservation_id, "sandbox-challenge", "one")["payment"]["status"] == "CHALLENGED"
    abandoned = subgraph.execute(ABANDON, {"id": reservation_id})["abandonPaymentChallenge"]
    assert (abandoned["status"], abandoned["payment"]["status"]) == ("HELD", "VOIDED")
    # The answer that comes late, and the key that comes again, buy nothing.
    late = subgraph.execute(ANSWER, {"id": reservation_id, "a": "123456"})["answerPaymentChallenge"]
    assert late["__typename"] == "NotChallenged"
    again = pay(subgraph, reservation_id, "sandbox-challenge", "one")
    assert (again["__typename"], again["message"]) == (
        "PaymentDeclined",
        "This payment was given up; nothing was charged.",
    )
    assert pay(subgraph, reservation_id, "sandbox-approve", "two")["status"] == "CONFIRMED"
    assert subgraph.execute(ABANDON, {"id": reservation_id})["abandonPaymentChallenge"]["code"] == "NOT_CHALLENGED"


def test_only_her_own_challenge_is_anybodys_to_abandon(subgraph: Any, stranger: Any) -> None:
    reservation_id = hold(subgraph)
    pay(subgraph, reservation_id, "sandbox-challenge")
    assert stranger.error(ABANDON, {"id": reservation_id})["code"] == "NOT_FOUND"
    assert read(subgraph, reservation_id)["payment"]["status"] == "CHALLENGED"
