"""Another aircraft for a flight, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flight_http import Service

from wire.identity import Caller

AGENT = Caller(user_id="agent-1", roles=frozenset({"AGENT"}))
CUSTOMER = Caller(user_id="customer-1", roles=frozenset({"CUSTOMER"}))

# A flight number leaves an airport once a day.
NUMBERS = count(7001)

SWAP = """mutation ($id: ID!, $type: String!, $version: Int) {
    swapAircraft(flightId: $id, aircraftType: $type, expectedVersion: $version) { __typename
        ... on Flight { version aircraftType { code seats } cabins { cabin capacity free } }
        ... on AircraftSwapRefused { code cabins { cabin capacity taken missing } } } }"""
CREATE = """mutation ($input: CreateFlightInput!) { createFlight(input: $input) { id } }"""


@pytest.fixture
def flight_id(service: Service) -> str:
    departs_at = datetime.now(UTC) + timedelta(days=200)
    fare = {"amount": "99", "currency": "USD"}
    wanted = {
        "airline": "DL",
        "flightNumber": str(next(NUMBERS)),
        "origin": "JFK",
        "destination": "SEA",
        "departsAt": departs_at.isoformat(),
        "arrivesAt": (departs_at + timedelta(hours=6)).isoformat(),
        "cabins": [{"cabin": "ECONOMY", "capacity": 150, "fare": fare}],
    }
    created: str = service.data(CREATE, AGENT, input=wanted)["createFlight"]["id"]
    return created


def swap(service: Service, flight_id: str, aircraft_type: str, version: int | None = None) -> dict[str, Any]:
    variables = {"id": flight_id, "type": aircraft_type, "version": version}
    swapped: dict[str, Any] = service.data(SWAP, AGENT, **variables)["swapAircraft"]
    return swapped


def test_staff_put_a_flight_on_another_aircraft(service: Service, flight_id: str) -> None:
    swapped = swap(service, flight_id, "a320-232", 1)
    assert (swapped["__typename"], swapped["version"]) == ("Flight", 2)
    assert sum(one["capacity"] for one in swapped["cabins"]) == swapped["aircraftType"]["seats"]
    acts = service.data("query ($id: ID!) { staffActs(flightId: $id) { action userId } }", AGENT, id=flight_id)
    assert acts["staffActs"][-1] == {"action": "aircraft_changed", "userId": "agent-1"}


def test_a_refusal_is_data_and_says_where_seats_are_missing(service: Service, flight_id: str) -> None:
    key = {"_id": f"{flight_id}:ECONOMY"}
    service.database["inventories"].update_one(key, {"$inc": {"free": -60, "sold": 60, "version": 1}})
    assert swap(service, flight_id, "EMB-145LR", 7)["code"] == "CHANGED_MEANWHILE"
    refused = swap(service, flight_id, "EMB-145LR", 1)
    assert refused["code"] == "TOO_FEW_SEATS"
    (cabin,) = refused["cabins"]
    assert (cabin["cabin"], cabin["taken"], cabin["missing"]) == ("ECONOMY", 60, 60 - cabin["capacity"])


def test_only_staff_and_only_aircraft_there_are(service: Service, flight_id: str) -> None:
    assert service.refusal(SWAP, CUSTOMER, id=flight_id, type="A320-232")["code"] == "FORBIDDEN"
    assert service.refusal(SWAP, AGENT, id=flight_id, type="GLIDER")["field"] == "aircraftType"
    assert service.refusal(SWAP, AGENT, id="nonsense", type="A320-232")["code"] == "NOT_FOUND"
