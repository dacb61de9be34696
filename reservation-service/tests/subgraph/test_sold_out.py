"""Who wants seats that are known to be gone is told at once; who might get one never is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from wire.envelope import new_event
from wire.events import CabinAvailability, FlightUpdated, Hold

CREATE = """
mutation($input: CreateReservationInput!, $key: String!) {
  createReservation(input: $input, idempotencyKey: $key) { id status }
}
"""
JOIN = """
mutation($flight: ID!) {
  joinWaitlist(idempotencyKey: "k", input: {flightId: $flight, passengers: [{firstName: "Ada", lastName: "Lovelace"}]}) {
    ... on Reservation { status }
  }
}
"""
ADA = {"firstName": "Ada", "lastName": "Lovelace", "type": "ADULT"}
INFANT = {"firstName": "Annabella", "lastName": "Lovelace", "type": "INFANT"}


@pytest.fixture
def flight() -> str:
    return f"F-{uuid4().hex[:12]}"


def left(flight_id: str, free: int, revision: int, change: str = "seats_sold", cabin: str = "ECONOMY") -> FlightUpdated:
    counts = CabinAvailability(capacity=100, free=free, held=0, sold=100 - free, revision=revision)
    return FlightUpdated(
        flight_id=flight_id, flight_version=1, change=change, status="SCHEDULED", availability={cabin: counts}
    )


def order(*flight_ids: str, passengers: Any = (ADA,), cabin: str = "ECONOMY", key: str = "") -> dict[str, Any]:
    segments = [{"flightId": one, "cabin": cabin} for one in flight_ids]
    return {"input": {"segments": segments, "passengers": list(passengers)}, "key": key or uuid4().hex}


def is_taken(subgraph: Any, *flight_ids: str, **more: Any) -> bool:
    """Whether it goes the normal way; what refuses it otherwise is the seats."""
    answer = subgraph.post(CREATE, order(*flight_ids, **more)).json()
    if "errors" not in answer:
        return bool(answer["data"]["createReservation"]["status"] == "PENDING")
    assert answer["errors"][0]["extensions"]["reason"] == "SOLD_OUT", answer
    return False


def count(subgraph: Any) -> int:
    found: int = subgraph.database["reservations"].count_documents({"user_id": subgraph.caller.user_id})
    return found


def test_seats_that_are_gone_are_refused_with_nothing_stored(subgraph: Any, flight: str) -> None:
    subgraph.hear(left(flight, 0, revision=7))
    error = subgraph.error(CREATE, order(flight))
    assert error == {
        "code": "CONFLICT",
        "http": {"status": 409},
        "reason": "SOLD_OUT",
        "flightId": flight,
        "cabin": "ECONOMY",
        "seatsLeft": 0,
    }
    assert count(subgraph) == 0


def test_a_party_is_refused_that_is_larger_than_what_is_left(subgraph: Any, flight: str) -> None:
    subgraph.hear(left(flight, 2, revision=7))
    assert not is_taken(subgraph, flight, passengers=[ADA] * 3)
    assert is_taken(subgraph, flight, passengers=[ADA, ADA, INFANT])  # an infant takes no seat


def test_seats_that_others_are_just_asking_for_are_nobody_elses(subgraph: Any, flight: str) -> None:
    subgraph.hear(left(flight, 2, revision=7))
    first = subgraph.execute(CREATE, order(flight))["createReservation"]["id"]
    assert not is_taken(subgraph, flight, passengers=[ADA] * 2)
    refused = Hold(reservation_id=first, cabin="ECONOMY", outcome="refused", seats=1)
    subgraph.hear(msgspec.structs.replace(left(flight, 2, revision=8, change="seats_refused"), hold=refused))
    assert is_taken(subgraph, flight, passengers=[ADA] * 2)


def test_what_was_refused_otherwise_takes_no_seat_from_others(subgraph: Any, flight: str) -> None:
    subgraph.hear(left(flight, 1, revision=7))
    subgraph.execute(CREATE, order(f"{flight}-other", key="used"))
    assert subgraph.error(CREATE, order(flight, key="used"))["code"] == "CONFLICT"
    assert is_taken(subgraph, flight)


def test_another_cabin_and_another_flight_are_not_concerned(subgraph: Any, flight: str) -> None:
    subgraph.hear(left(flight, 0, revision=7))
    assert is_taken(subgraph, flight, cabin="BUSINESS")
    assert is_taken(subgraph, f"{flight}-later")


def test_a_journey_is_refused_for_any_of_its_flights(subgraph: Any, flight: str) -> None:
    subgraph.hear(left(flight, 0, revision=7))
    assert not is_taken(subgraph, f"{flight}-before", flight)


def test_seats_that_come_free_are_known_by_the_event_that_frees_them(subgraph: Any, flight: str) -> None:
    subgraph.hear(left(flight, 0, revision=7))
    assert not is_taken(subgraph, flight)
    subgraph.hear(left(flight, 1, revision=8, change="seats_released"))
    assert is_taken(subgraph, flight)


def test_an_event_that_comes_late_takes_nothing_back(subgraph: Any, flight: str) -> None:
    subgraph.hear(left(flight, 1, revision=8, change="seats_released"))
    subgraph.hear(left(flight, 0, revision=7))
    assert is_taken(subgraph, flight)


def test_a_repeated_order_finds_its_reservation_though_the_flight_is_full_by_now(subgraph: Any, flight: str) -> None:
    created = subgraph.execute(CREATE, order(flight, key="mine"))["createReservation"]
    subgraph.hear(left(flight, 0, revision=7))
    assert subgraph.execute(CREATE, order(flight, key="mine"))["createReservation"] == created
    assert subgraph.error(CREATE, order(flight, cabin="FIRST", key="mine")).get("reason") is None


def test_the_key_of_a_refused_order_may_be_used_again(subgraph: Any, flight: str) -> None:
    subgraph.hear(left(flight, 0, revision=7))
    assert not is_taken(subgraph, flight, key="mine")
    subgraph.hear(left(flight, 1, revision=8, change="seats_released"))
    assert is_taken(subgraph, flight, key="mine")


def test_who_would_wait_is_let_in(subgraph: Any, flight: str) -> None:
    subgraph.hear(left(flight, 0, revision=7))
    assert subgraph.execute(JOIN, {"flight": flight})["joinWaitlist"] == {"status": "PENDING"}


def test_counts_without_a_revision_are_not_believed(subgraph: Any, flight: str) -> None:
    """An earlier flight-service does not say which of two is the newer."""
    counts = CabinAvailability(capacity=9, free=0, held=0, sold=9)
    subgraph.hear(FlightUpdated(flight_id=flight, flight_version=1, change="x", availability={"ECONOMY": counts}))
    assert is_taken(subgraph, flight)


@pytest.mark.parametrize("age", [timedelta(minutes=2), timedelta(minutes=-2)], ids=["long ago", "a clock ahead"])
def test_what_is_old_is_not_believed(subgraph: Any, flight: str, age: timedelta) -> None:
    from reservation_service.bootstrap import get_application
    from reservation_service.events.incoming import FlightEvents

    event = new_event("flight.updated", flight, left(flight, 0, revision=7))
    FlightEvents(get_application().hear_flights).handle([_at(event, datetime.now(UTC) - age)])
    assert is_taken(subgraph, flight)


def _at(event: Any, moment: datetime) -> Any:
    return msgspec.structs.replace(event, occurred_at=moment)


def test_what_is_known_may_be_lost(subgraph: Any, flight: str) -> None:
    subgraph.hear(left(flight, 0, revision=7))
    subgraph.database["availability"].delete_many({"flight_id": flight})
    assert is_taken(subgraph, flight)
