"""Three hundred buyers come through the gateway for sixty seats."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable

import pytest

from airline_system.crowd import Crowd, GatewayDoor, Wish
from airline_system.flight_numbers import take_flight_number
from airline_system.gateway_client import GatewayClient
from airline_system.ledger import Ledger, Seats
from airline_system.stack import Stack

CREATE_FLIGHT = "mutation C($input: CreateFlightInput!) { createFlight(input: $input) { id } }"
SEATS, BUYERS = 60, 300


@pytest.fixture
def flight_id(stack: Stack, connect: Callable[..., GatewayClient]) -> str:
    staff = connect(stack)
    staff.log_in(*stack.demo_account("agent"))
    departure = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=11)
    flight = {
        "airline": "DL",
        "flightNumber": take_flight_number(),
        "origin": "JFK",
        "destination": "SFO",
        "departsAt": departure.isoformat(),
        "arrivesAt": (departure + datetime.timedelta(hours=6)).isoformat(),
        "cabins": [{"cabin": "ECONOMY", "capacity": SEATS, "fare": {"amount": "80.50", "currency": "USD"}}],
    }
    created: str = staff.execute(CREATE_FLIGHT, {"input": flight})["createFlight"]["id"]
    return created


def test_every_seat_is_sold_once_and_everybody_is_told(
    stack: Stack, client: GatewayClient, ledger: Ledger, flight_id: str
) -> None:
    client.register()
    assert client.token is not None
    outcomes = Crowd(GatewayDoor(stack, client.token), patience_seconds=240).buy([Wish((flight_id,))] * BUYERS)
    ledger.wait_until_quiet([flight_id], 120)
    assert Counter(one.has_lost for one in outcomes) == {False: SEATS, True: BUYERS - SEATS}
    assert sum(one.status == "CONFIRMED" for one in outcomes) == SEATS
    assert ledger.seats(flight_id) == Seats(capacity=SEATS, free=0, held=0, sold=SEATS)
    assert ledger.contradictions([flight_id]) == []
