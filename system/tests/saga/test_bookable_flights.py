"""Only a flight that will fly can be booked, and what it cost is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from airline_system.crowd import Crowd, SubgraphDoor, Wish
from airline_system.subgraph_client import SubgraphClient
from wire.identity import Caller

UPDATE = "mutation($id: ID!, $status: FlightStatus!) { updateFlight(id: $id, input: {status: $status}) { status } }"
CANCEL_FLIGHT = "mutation($id: ID!) { cancelFlight(id: $id) { status } }"
RESERVATION = "query($id: ID!) { reservation(id: $id) { status failure { code } total { amount currency } } }"


@pytest.fixture
def airline(embedded_airline: Any) -> Any:
    return embedded_airline


def settle(airline: Any, flight_id: str, passengers: int = 1) -> dict[str, Any]:
    (outcome,) = Crowd(SubgraphDoor(airline.stack)).buy([Wish((flight_id,), passengers=passengers)])
    client = airline.client("reservations")
    found: dict[str, Any] = client.execute(RESERVATION, {"id": outcome.reservation_id})["reservation"]
    return found


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ([], None),
        (["DELAYED"], None),
        (["BOARDING"], "FLIGHT_DEPARTED"),
        (["BOARDING", "DEPARTED"], "FLIGHT_DEPARTED"),
        (["BOARDING", "DEPARTED", "ARRIVED"], "FLIGHT_DEPARTED"),
        (["CANCELLED"], "FLIGHT_CANCELLED"),
    ],
    ids=str,
)
def test_what_can_be_booked_in_each_state(airline: Any, path: list[str], code: str | None) -> None:
    flight_id = airline.open_flight(3)
    staff = airline.client("flights")
    for status in path:
        if status == "CANCELLED":
            staff.execute(CANCEL_FLIGHT, {"id": flight_id})
        else:
            staff.execute(UPDATE, {"id": flight_id, "status": status})
    found = settle(airline, flight_id)
    assert (found["failure"] or {}).get("code") == code
    assert found["status"] == ("FAILED" if code else "CONFIRMED")
    airline.ledger.wait_until_quiet([flight_id], 120)
    assert airline.ledger.seats(flight_id).sold == (0 if code else 1)


def test_a_flight_that_does_not_exist_is_refused(airline: Any) -> None:
    assert settle(airline, f"no-such-{uuid4().hex[:8]}")["failure"] == {"code": "UNKNOWN_FLIGHT"}


def test_the_price_is_kept_with_its_currency_whatever_the_fare_becomes(airline: Any) -> None:
    flight_id = airline.open_flight(9, fare="123.45")
    assert settle(airline, flight_id, passengers=3)["total"] == {"amount": "370.35", "currency": "USD"}


def test_parallel_cancellations_give_the_seats_back_once(airline: Any) -> None:
    flight_id = airline.open_flight(4)
    (outcome,) = Crowd(SubgraphDoor(airline.stack)).buy([Wish((flight_id,), passengers=2)])
    airline.ledger.wait_until_quiet([flight_id], 120)

    def cancel(_: int) -> str:
        client = SubgraphClient(airline.stack, "reservations", Caller("agent", frozenset({"AGENT"})))
        query = "mutation($id: ID!) { cancelReservation(id: $id) { ... on Reservation { status } } }"
        status: str = client.execute(query, {"id": outcome.reservation_id})["cancelReservation"]["status"]
        return status

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(cancel, range(6))) == {"CANCELLED"}
    airline.ledger.wait_until_quiet([flight_id], 120)
    assert airline.ledger.seats(flight_id).free == 4
    assert airline.ledger.contradictions([flight_id]) == []
