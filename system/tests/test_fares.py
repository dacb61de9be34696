"""Fares and aircraft as staff change them, and what travellers notice, through the gateway, over both transports."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from airline_system.flight_numbers import take_flight_number
from airline_system.gateway_client import CREATE_RESERVATION, GatewayClient

CREATE_FLIGHT = "mutation C($input: CreateFlightInput!) { createFlight(input: $input) { id departsAtLocal } }"
SAVE_RULE = "mutation R($input: PriceRuleInput!) { savePriceRule(input: $input) { ... on PriceRule { id } } }"
REMOVE_RULE = "mutation R($id: ID!) { removePriceRule(id: $id) { __typename } }"
OFFER = """
query O($flight: ID!, $family: FareFamily!) {
  flight(id: $flight) { fareFamilies(cabin: ECONOMY) { family fare { amount } } }
  offer(segments: [{flightId: $flight, fareFamily: $family}]) {
    ... on Offer { id price { total { amount currency } } }
  }
}
"""
READ = """
query R($id: ID!) {
  reservation(id: $id) {
    status total { amount } notices { kind }
    segments { fareFamily fare { amount } conditions { changeable changeFee { amount } refundable } }
  }
}
"""
CHOOSE = """
mutation S($id: ID!, $flight: ID!) {
  chooseSeats(reservationId: $id, flightId: $flight, cabin: ECONOMY, seats: ["25A"]) { numbers }
}
"""
SWAP = """
mutation S($flight: ID!, $type: String!) {
  swapAircraft(flightId: $flight, aircraftType: $type) { __typename ... on Flight { cabins { capacity sold } } }
}
"""


@pytest.fixture
def flight(staff: GatewayClient) -> dict[str, str]:
    departure = datetime.datetime.now(ZoneInfo("America/New_York")).replace(microsecond=0) + datetime.timedelta(days=20)
    wanted = {
        "airline": "B6",
        "flightNumber": take_flight_number(),
        "origin": "JFK",
        "destination": "SLC",
        "departsAt": departure.isoformat(),
        "arrivesAt": (departure + datetime.timedelta(hours=5)).isoformat(),
        "cabins": [{"cabin": "ECONOMY", "capacity": 100, "fare": {"amount": "200", "currency": "USD"}}],
    }
    created: dict[str, str] = staff.execute(CREATE_FLIGHT, {"input": wanted})["createFlight"]
    return created


@pytest.fixture
def dearer_day(staff: GatewayClient, flight: dict[str, str]) -> Iterator[None]:
    """Ten per cent more on the day of the flight, and on no other."""
    day = flight["departsAtLocal"][:10]
    rule = {"name": "A busy day", "percent": "10", "airline": "B6", "origin": "JFK", "destination": "SLC"}
    days = {"firstDay": day, "lastDay": day}
    saved = staff.execute(SAVE_RULE, {"input": {**rule, **days}})["savePriceRule"]
    yield
    staff.execute(REMOVE_RULE, {"id": saved["id"]})


def book(traveller: GatewayClient, flight_id: str, family: str = "STANDARD", **wishes: Any) -> str:
    segments = [{"flightId": flight_id, "fareFamily": family}]
    wish = {"segments": segments, "passengers": [{"firstName": "Ada", "lastName": "Lovelace"}], **wishes}
    created = traveller.execute(CREATE_RESERVATION, {"input": wish, "key": uuid.uuid4().hex})["createReservation"]
    traveller.wait_until_settled(created["id"])
    reservation_id: str = created["id"]
    return reservation_id


def read(client: GatewayClient, reservation_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.execute(READ, {"id": reservation_id})["reservation"]
    return found


@pytest.mark.usefixtures("dearer_day")
def test_a_fare_family_is_booked_as_offered_under_the_price_rules_of_the_day(
    client: GatewayClient, flight: dict[str, str]
) -> None:
    client.register()
    found = client.execute(OFFER, {"flight": flight["id"], "family": "FLEX"})
    fares = {one["family"]: one["fare"]["amount"] for one in found["flight"]["fareFamilies"]}
    assert fares == {"LIGHT": "187.00", "STANDARD": "220.00", "FLEX": "286.00"}
    offer = found["offer"]

    booked = read(client, book(client, flight["id"], "FLEX", offerId=offer["id"], quotedTotal=offer["price"]["total"]))
    assert (booked["status"], booked["total"]) == ("CONFIRMED", {"amount": "286.00"})
    (segment,) = booked["segments"]
    assert (segment["fareFamily"], segment["fare"]) == ("FLEX", {"amount": "286.00"})
    assert segment["conditions"] == {"changeable": True, "changeFee": None, "refundable": True}


def test_who_sat_where_the_other_aircraft_has_no_seat_is_told(
    client: GatewayClient, staff: GatewayClient, flight: dict[str, str]
) -> None:
    client.register()
    reservation_id = book(client, flight["id"])
    client.execute(CHOOSE, {"id": reservation_id, "flight": flight["id"]})

    swapped = staff.execute(SWAP, {"flight": flight["id"], "type": "EMB-145LR"})["swapAircraft"]

    assert (swapped["__typename"], len(swapped["cabins"])) == ("Flight", 1)
    client.wait_for(lambda: read(client, reservation_id)["notices"] == [{"kind": "AIRCRAFT_CHANGED"}])
    assert read(client, reservation_id)["status"] == "CONFIRMED"
