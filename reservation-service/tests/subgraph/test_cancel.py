from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

CANCEL = """
mutation($id: ID!, $reason: String) {
  cancelReservation(id: $id, reason: $reason) {
    __typename ... on Reservation { status version } ... on Refusal { code message }
    ... on NotCancellable { reservation { status } }
  }
}
"""


def test_a_confirmed_reservation_is_cancelled_with_its_reason(subgraph: Any) -> None:
    created = subgraph.create("F1")
    subgraph.hear_hold(created["id"], "F1")
    subgraph.execute(CANCEL, {"id": created["id"], "reason": "  Plans   changed. "})
    found = subgraph.reservation(created["id"])
    assert found["status"] == "CANCELLED"
    assert found["failure"] == {"code": "CANCELLED_BY_CUSTOMER", "message": "Plans changed."}
    assert found["history"][-1] == {"status": "CANCELLED", "reason": "Plans changed."}
    assert found["total"] == {"amount": "100.00", "currency": "USD"}
    assert subgraph.outbox(created["id"])[-1] == "reservation.cancelled"


def test_a_pending_reservation_can_be_cancelled(subgraph: Any) -> None:
    created = subgraph.create("F1")
    assert subgraph.execute(CANCEL, {"id": created["id"]})["cancelReservation"]["status"] == "CANCELLED"


def test_staff_cancel_for_the_traveller(subgraph: Any, staff: Any) -> None:
    created = subgraph.create("F1")
    staff.execute(CANCEL, {"id": created["id"]})
    assert subgraph.reservation(created["id"])["failure"]["code"] == "CANCELLED_BY_STAFF"


def test_a_stranger_cannot_cancel_and_is_not_told_that_it_exists(subgraph: Any, stranger: Any, anonymous: Any) -> None:
    created = subgraph.create("F1")
    assert stranger.error(CANCEL, {"id": created["id"]}) == stranger.error(CANCEL, {"id": "nothing"})
    assert stranger.error(CANCEL, {"id": created["id"]})["code"] == "NOT_FOUND"
    assert anonymous.error(CANCEL, {"id": created["id"]})["code"] == "UNAUTHENTICATED"
    assert subgraph.reservation(created["id"])["status"] == "PENDING"


def test_parallel_cancellations_give_the_seats_back_once(subgraph: Any) -> None:
    created = subgraph.create("F1")
    subgraph.hear_hold(created["id"], "F1")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: subgraph.execute(CANCEL, {"id": created["id"]}), range(8)))
    assert {answer["cancelReservation"]["status"] for answer in answers} == {"CANCELLED"}
    assert subgraph.outbox(created["id"]).count("reservation.cancelled") == 1


def test_a_failed_reservation_has_nothing_to_cancel(subgraph: Any) -> None:
    created = subgraph.create("F1")
    subgraph.hear_hold(created["id"], "F1", "refused")
    assert subgraph.execute(CANCEL, {"id": created["id"]})["cancelReservation"] == {
        "__typename": "NotCancellable",
        "code": "NOT_CANCELLABLE",
        "message": f"Reservation {created['recordLocator']} is FAILED; there is nothing to cancel.",
        "reservation": {"status": "FAILED"},
    }


def test_a_journey_that_has_begun_is_not_cancelled(subgraph: Any) -> None:
    created = subgraph.create("F1")
    subgraph.hear_hold(created["id"], "F1", departs_at=datetime.now(UTC) - timedelta(minutes=1))
    refused = subgraph.execute(CANCEL, {"id": created["id"]})["cancelReservation"]
    assert (refused["__typename"], refused["reservation"]) == ("NotCancellable", {"status": "CONFIRMED"})


def test_a_reason_is_short(subgraph: Any) -> None:
    created = subgraph.create("F1")
    assert subgraph.error(CANCEL, {"id": created["id"], "reason": "x" * 201})["field"] == "reason"
