"""What flight-service's answers make of a reservation, in whatever order and however often they come."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from typing import Any

import pytest

from wire.events import FareConditions, Money

CANCEL = "mutation($id: ID!) { cancelReservation(id: $id) { __typename } }"


def states(subgraph: Any, reservation_id: str) -> tuple[str, list[str]]:
    found = subgraph.reservation(reservation_id)
    return found["status"], [segment["status"] for segment in found["segments"]]


def test_all_segments_held_is_confirmed_at_the_price_of_their_fares(subgraph: Any) -> None:
    created = subgraph.create("F1", "F2", passengers=[{"firstName": "A", "lastName": "B"}] * 2)
    subgraph.hear_hold(created["id"], "F1", fare="100.10")
    assert states(subgraph, created["id"]) == ("PENDING", ["HELD", "REQUESTED"])
    subgraph.hear_hold(created["id"], "F2", fare="49.95")
    found = subgraph.reservation(created["id"])
    assert (found["status"], found["total"]) == ("CONFIRMED", {"amount": "300.10", "currency": "USD"})
    assert found["segments"][0]["fare"] == {"amount": "100.10", "currency": "USD"}
    assert [one["status"] for one in found["history"]] == ["PENDING", "CONFIRMED"]
    assert found["expiresAt"] is None
    assert subgraph.outbox(created["id"]) == ["reservation.created", "reservation.confirmed"]


def test_one_refused_segment_fails_the_reservation_with_its_reason(subgraph: Any) -> None:
    created = subgraph.create("F1", "F2")
    subgraph.hear_hold(created["id"], "F1")
    subgraph.hear_hold(created["id"], "F2", "refused")
    found = subgraph.reservation(created["id"])
    assert (found["status"], found["total"]) == ("FAILED", None)
    assert found["failure"] == {"code": "SOLD_OUT", "message": "No seat is left."}
    assert subgraph.outbox(created["id"]) == ["reservation.created", "reservation.failed"]


@pytest.mark.parametrize("quoted", ["100.00", "100"])
def test_the_quoted_price_is_the_price(subgraph: Any, quoted: str) -> None:
    created = subgraph.create("F1", quotedTotal={"amount": quoted, "currency": "USD"})
    subgraph.hear_hold(created["id"], "F1", fare="100.00")
    assert states(subgraph, created["id"])[0] == "CONFIRMED"


@pytest.mark.parametrize(("amount", "currency", "told"), [("99.99", "USD", "$99.99"), ("100.00", "EUR", "€100.00")])
def test_another_price_than_quoted_fails_and_says_both(subgraph: Any, amount: str, currency: str, told: str) -> None:
    created = subgraph.create("F1", quotedTotal={"amount": amount, "currency": currency})
    subgraph.hear_hold(created["id"], "F1", fare="100.00")
    found = subgraph.reservation(created["id"])
    assert (found["status"], found["failure"]["code"]) == ("FAILED", "PRICE_CHANGED")
    assert found["failure"]["message"] == f"The price is now $100.00; you were quoted {told}."
    assert subgraph.outbox(created["id"])[-1] == "reservation.failed"


def test_fares_of_two_currencies_are_not_added(subgraph: Any) -> None:
    created = subgraph.create("F1", "F2")
    subgraph.hear_hold(created["id"], "F1")
    subgraph.hear_hold(created["id"], "F2", currency="EUR")
    assert subgraph.reservation(created["id"])["failure"]["code"] == "MIXED_CURRENCIES"


def test_answers_may_come_twice(subgraph: Any) -> None:
    created = subgraph.create("F1")
    for outcome in ("held", "held", "sold", "held", "sold"):
        subgraph.hear_hold(created["id"], "F1", outcome)
    assert states(subgraph, created["id"]) == ("CONFIRMED", ["SOLD"])
    assert subgraph.outbox(created["id"]) == ["reservation.created", "reservation.confirmed"]


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_the_order_of_the_answers_does_not_matter(subgraph: Any, order: tuple[int, ...]) -> None:
    """One segment was held, the other refused, and what was held was given back."""
    created = subgraph.create("F1", "F2", "F3")
    answers = [("F1", "held"), ("F1", "released"), ("F2", "refused"), ("F3", "released")]
    for index in order:
        subgraph.hear_hold(created["id"], *answers[index])
    assert states(subgraph, created["id"]) == ("FAILED", ["RELEASED", "REFUSED", "RELEASED"])
    assert subgraph.outbox(created["id"]).count("reservation.confirmed") == 0


def test_seats_held_after_the_reservation_was_given_up_are_asked_back_once(subgraph: Any) -> None:
    created = subgraph.create("F1")
    subgraph.execute(CANCEL, {"id": created["id"]})
    for _ in range(3):
        subgraph.hear_hold(created["id"], "F1")
    assert states(subgraph, created["id"]) == ("CANCELLED", ["HELD"])
    assert subgraph.outbox(created["id"]) == ["reservation.created", "reservation.cancelled", "reservation.cancelled"]
    subgraph.hear_hold(created["id"], "F1", "released")
    assert states(subgraph, created["id"]) == ("CANCELLED", ["RELEASED"])


def test_answers_to_nobody_are_passed_over(subgraph: Any) -> None:
    created = subgraph.create("F1")
    subgraph.hear_hold("no-such-reservation", "F1")
    subgraph.hear_hold(created["id"], "F9")
    subgraph.hear_hold(created["id"], "F1", cabin="FIRST")
    assert states(subgraph, created["id"]) == ("PENDING", ["REQUESTED"])


def test_an_answer_and_a_cancellation_at_once_leave_one_end(subgraph: Any) -> None:
    """Whichever comes first, the other sees it: never CONFIRMED with its seats given back, never both events."""
    for _ in range(10):
        created = subgraph.create("F1")
        with ThreadPoolExecutor(2) as pool:
            answer = pool.submit(subgraph.hear_hold, created["id"], "F1")
            cancelled = pool.submit(subgraph.execute, CANCEL, {"id": created["id"]})
            answer.result()
            cancelled.result()
        assert subgraph.reservation(created["id"])["status"] == "CANCELLED"
        assert subgraph.outbox(created["id"])[-1] == "reservation.cancelled"


def test_every_change_grows_the_version_by_one(subgraph: Any) -> None:
    created = subgraph.create("F1", "F2")
    versions = [created["version"]]
    for flight_id in ("F1", "F2", "F2"):
        subgraph.hear_hold(created["id"], flight_id)
        versions.append(subgraph.reservation(created["id"])["version"])
    assert versions == [1, 2, 3, 3]


def test_the_fare_family_is_asked_for_and_its_conditions_are_kept(subgraph: Any) -> None:
    segments = [{"flightId": "F1", "fareFamily": "FLEX"}, {"flightId": "F2"}]
    created = subgraph.create(segments=segments)
    (entry,) = subgraph.database["reservations"].find_one({"_id": created["id"]})["outbox"]
    assert [one["fare_family"] for one in entry["data"]["segments"]] == ["FLEX", "STANDARD"]
    conditions = FareConditions(changeable=True, refundable=True, refund_fee=Money(amount="25.00", currency="USD"))
    subgraph.hear_hold(created["id"], "F1", conditions=conditions, fare_class="Y")
    query = """query($id: ID!) { reservation(id: $id) { segments {
      fareFamily conditions { changeable changeFee { amount } refundable refundFee { amount } }
    } } }"""
    told = {"changeable": True, "changeFee": None, "refundable": True, "refundFee": {"amount": "25.00"}}
    assert subgraph.execute(query, {"id": created["id"]})["reservation"]["segments"] == [
        {"fareFamily": "FLEX", "conditions": told},
        {"fareFamily": "STANDARD", "conditions": None},
    ]
