"""Offers over HTTP, for a real flight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flight_http import Service, days_ahead

OFFER = """
query ($segments: [OfferSegmentInput!]!, $passengers: PartyInput) {
  offer(segments: $segments, passengers: $passengers) {
    __typename
    ... on Offer {
      id expiresAt price { base { amount } taxes { code amount { amount } } total { amount currency } }
      segments { cabin fare { amount } flight { id designator } }
    }
    ... on NoOffer { code message flightId }
  }
}
"""


@pytest.fixture
def flight_id(service: Service) -> str:
    day = days_ahead(1).isoformat()
    flight = service.database["flights"].find_one({"day": day})
    assert flight
    found: str = flight["_id"]
    return found


def ask(service: Service, *ids: str, **passengers: int) -> dict[str, Any]:
    party = passengers or {"adults": 1}
    segments = [{"flightId": one} for one in ids]
    found: dict[str, Any] = service.data(OFFER, segments=segments, passengers=party)["offer"]
    return found


def test_an_offer_has_its_price_taken_apart_and_its_end(service: Service, flight_id: str) -> None:
    made = ask(service, flight_id, adults=2)
    assert made["__typename"] == "Offer"
    total = Decimal(made["price"]["total"]["amount"])
    assert total == 2 * Decimal(made["segments"][0]["fare"]["amount"])
    taxes = sum(Decimal(tax["amount"]["amount"]) for tax in made["price"]["taxes"])
    assert Decimal(made["price"]["base"]["amount"]) + taxes == total
    expires_in = datetime.fromisoformat(made["expiresAt"]) - datetime.now(UTC)
    assert timedelta(minutes=15) < expires_in <= timedelta(minutes=20)


def test_seats_that_are_gone_are_said_so_as_data(service: Service, flight_id: str) -> None:
    key = {"_id": f"{flight_id}:ECONOMY"}
    inventory = service.database["inventories"].find_one(key)
    assert inventory
    free = inventory["free"]
    service.database["inventories"].update_one(key, {"$inc": {"free": -free, "sold": free, "version": 1}})
    found = ask(service, flight_id)
    service.database["inventories"].update_one(key, {"$inc": {"free": free, "sold": -free, "version": 1}})
    assert (found["__typename"], found["code"], found["flightId"]) == ("NoOffer", "SOLD_OUT", flight_id)


def test_what_there_is_not_is_refused(service: Service, flight_id: str) -> None:
    nowhere = [{"flightId": "UA9999-20990101-JFK"}]
    assert service.refusal(OFFER, segments=nowhere)["code"] == "NOT_FOUND"
    assert service.refusal(OFFER, segments=[])["field"] == "segments"
    twice = [{"flightId": flight_id}] * 2
    assert service.refusal(OFFER, segments=twice)["field"] == "segments"
    party = {"adults": 0}
    assert service.refusal(OFFER, segments=[{"flightId": flight_id}], passengers=party)["field"] == "passengers"
