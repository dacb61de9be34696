"""Hold, pay, ticket: through the subgraph, with the sandbox provider."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

FIELDS = """
  status version expiresAt canExtendHold total { amount } failure { code message }
  payment { status amount { amount currency } challenge note refund { amount } }
  tickets { number passenger { firstName } }
  cancellationQuote { id refund { amount } fee { amount } condition }
"""
READ = f"query($id: ID!) {{ reservation(id: $id) {{ {FIELDS} }} }}"
PAY = f"mutation($id: ID!, $t: String!, $k: String!) {{ payReservation(id: $id, paymentToken: $t, idempotencyKey: $k) {{ {FIELDS} }} }}"
ANSWER = f"mutation($id: ID!, $a: String!) {{ answerPaymentChallenge(id: $id, answer: $a) {{ {FIELDS} }} }}"
EXTEND = f"mutation($id: ID!) {{ extendHold(id: $id) {{ {FIELDS} }} }}"
CANCEL = f"mutation($id: ID!) {{ cancelReservation(id: $id) {{ {FIELDS} }} }}"
QUOTE = f"mutation($id: ID!) {{ quoteCancellation(id: $id) {{ {FIELDS} }} }}"
CONFIRM = f"mutation($id: ID!, $q: ID!) {{ confirmCancellation(id: $id, quoteId: $q) {{ {FIELDS} }} }}"


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
    refused = [answer["errors"][0]["extensions"]["code"] for answer in answers if "errors" in answer]
    assert refused == ["CONFLICT"] * 7
    document = subgraph.database["reservations"].find_one({"_id": reservation_id})
    captured = subgraph.database["sandbox_payments"].count_documents(
        {"_id": {"$in": [p["id"] for p in document["payments"]]}}
    )
    assert captured == 1


def test_a_declined_card_leaves_the_seats_held_for_another(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    declined = pay(subgraph, reservation_id, "sandbox-decline")
    assert (declined["status"], declined["payment"]["status"]) == ("HELD", "DECLINED")
    assert declined["payment"]["note"] == "The card was declined."
    assert pay(subgraph, reservation_id, key="another")["status"] == "CONFIRMED"


def test_cards_are_not_tried_for_ever(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    for number in range(6):
        pay(subgraph, reservation_id, "sandbox-decline", f"k{number}")
    assert subgraph.error(PAY, {"id": reservation_id, "t": "sandbox-approve", "k": "k7"})["code"] == "CONFLICT"


@pytest.mark.parametrize(
    ("answer", "status", "payment"), [("123456", "CONFIRMED", "CAPTURED"), ("1", "HELD", "DECLINED")]
)
def test_a_challenge_is_answered(subgraph: Any, answer: str, status: str, payment: str) -> None:
    reservation_id = hold(subgraph)
    challenged = pay(subgraph, reservation_id, "sandbox-challenge")
    assert (challenged["status"], challenged["payment"]["status"]) == ("HELD", "CHALLENGED")
    assert challenged["payment"]["challenge"] == "Enter the code your bank has sent you."
    answered = subgraph.execute(ANSWER, {"id": reservation_id, "a": answer})["answerPaymentChallenge"]
    assert (answered["status"], answered["payment"]["status"]) == (status, payment)
    assert subgraph.error(ANSWER, {"id": reservation_id, "a": answer})["code"] == "CONFLICT"


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
    assert subgraph.error(EXTEND, {"id": reservation_id})["code"] == "CONFLICT"


def test_only_what_is_held_is_paid_for(subgraph: Any, stranger: Any) -> None:
    pending = subgraph.create("F1")["id"]
    assert subgraph.error(PAY, {"id": pending, "t": "sandbox-approve", "k": "k"})["code"] == "CONFLICT"
    held = hold(subgraph)
    assert stranger.error(PAY, {"id": held, "t": "sandbox-approve", "k": "k"})["code"] == "NOT_FOUND"
    assert subgraph.error(PAY, {"id": held, "t": "", "k": "k"})["field"] == "paymentToken"
    assert subgraph.error(PAY, {"id": held, "t": "x", "k": ""})["field"] == "idempotencyKey"


def test_while_a_payment_is_under_way_nothing_is_cancelled(subgraph: Any) -> None:
    reservation_id = hold(subgraph)
    pay(subgraph, reservation_id, "sandbox-challenge")
    assert subgraph.error(CANCEL, {"id": reservation_id})["code"] == "CONFLICT"


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
    assert subgraph.error(CONFIRM, {"id": reservation_id, "q": first["id"]})["code"] == "CONFLICT"
    assert read(subgraph, reservation_id)["status"] == "CONFIRMED"


def test_what_was_not_paid_is_not_refunded(subgraph: Any) -> None:
    created = subgraph.create("F1")["id"]
    subgraph.hear_hold(created, "F1")
    quote = subgraph.execute(QUOTE, {"id": created})["quoteCancellation"]["cancellationQuote"]
    assert quote["refund"] == quote["fee"] == {"amount": "0.00"}
    cancelled = subgraph.execute(CONFIRM, {"id": created, "q": quote["id"]})["confirmCancellation"]
    assert (cancelled["status"], cancelled["payment"]) == ("CANCELLED", None)
