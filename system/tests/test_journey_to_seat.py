"""A return journey from its search to the seats on board, through the gateway alone, over both transports."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest

from airline_system.gateway_client import CREATE_RESERVATION, GatewayClient, GraphQLFailed
from airline_system.stack import Stack

Connect: TypeAlias = Callable[..., GatewayClient]

JOURNEY = """
query Journey($slices: [SliceInput!]!, $passengers: PartyInput) {
  searchJourneys(slices: $slices, passengers: $passengers) { slices { itineraries(first: 5) { edges { node {
    price { total { amount } } segments { connectionMinutes flight { id departsAt arrivesAt } }
  } } } } }
}
"""
OFFER = """
query Offer($segments: [OfferSegmentInput!]!, $passengers: PartyInput) {
  offer(segments: $segments, passengers: $passengers) {
    __typename
    ... on Offer { id expiresAt price { base { amount } taxes { amount { amount } } total { amount currency } } }
    ... on NoOffer { code }
  }
}
"""
SEAT_MAP = "query Map($id: ID!) { flight(id: $id) { seatMap(cabin: ECONOMY) { rows { seats { number isFree } } } } }"
CHOOSE = """
mutation Choose($rid: ID!, $flight: ID!, $seats: [String!]!) {
  chooseSeats(reservationId: $rid, flightId: $flight, cabin: ECONOMY, seats: $seats) { numbers }
}
"""
RAISE_FARE = """
mutation Raise($id: ID!) {
  updateFlight(id: $id, input: {fares: [{cabin: ECONOMY, fare: {amount: "2999.00", currency: "USD"}}]}) { version }
}
"""
CANCEL = "mutation Cancel($id: ID!) { cancelReservation(id: $id) { __typename } }"
PARTY = {"adults": 2, "children": 0, "infants": 0}


def cheapest_return(client: GatewayClient) -> list[str]:
    """The flights of the cheapest way from Boston to San Francisco and back: each with a change in New York."""
    today = datetime.datetime.now(ZoneInfo("America/New_York")).date()
    slices = [
        {"origin": origin, "destination": destination, "date": (today + datetime.timedelta(days=days)).isoformat()}
        for origin, destination, days in (("BOS", "SFO", 1), ("SFO", "BOS", 2))
    ]
    found = client.execute(JOURNEY, {"slices": slices, "passengers": PARTY})["searchJourneys"]["slices"]
    segments = [part["itineraries"]["edges"][0]["node"]["segments"] for part in found]
    assert [len(of_slice) for of_slice in segments] == [2, 2]
    return [segment["flight"]["id"] for of_slice in segments for segment in of_slice]


def get_offer(client: GatewayClient, flights: list[str]) -> dict[str, Any]:
    variables = {"segments": [{"flightId": one} for one in flights], "passengers": PARTY}
    offer: dict[str, Any] = client.execute(OFFER, variables)["offer"]
    assert offer["__typename"] == "Offer"
    return offer


def book(client: GatewayClient, flights: list[str], **wishes: Any) -> dict[str, Any]:
    names = [{"firstName": "Ada", "lastName": "Lovelace"}, {"firstName": "Grace", "lastName": "Hopper"}]
    wish = {"segments": [{"flightId": one} for one in flights], "passengers": names, **wishes}
    created = client.execute(CREATE_RESERVATION, {"input": wish, "key": uuid.uuid4().hex})["createReservation"]
    return client.wait_until_settled(created["id"])


def free_seats(client: GatewayClient, flight_id: str) -> list[str]:
    rows = client.execute(SEAT_MAP, {"id": flight_id})["flight"]["seatMap"]["rows"]
    return [seat["number"] for row in rows for seat in row["seats"] if seat["isFree"]]


def test_a_journey_is_booked_at_the_price_it_was_offered(client: GatewayClient, staff: GatewayClient) -> None:
    client.register()
    flights = cheapest_return(client)
    offer = get_offer(client, flights)
    total = offer["price"]["total"]
    staff.execute(RAISE_FARE, {"id": flights[0]})

    dearer = book(client, flights, quotedTotal=total)
    assert (dearer["status"], dearer["failure"]["code"]) == ("FAILED", "PRICE_CHANGED")

    kept = book(client, flights, quotedTotal=total, offerId=offer["id"])
    assert (kept["status"], kept["total"]) == ("CONFIRMED", total)
    assert [segment["flight"]["id"] for segment in kept["segments"]] == flights


def test_a_party_chooses_its_seats_and_leaves_them_with_its_reservation(stack: Stack, connect: Connect) -> None:
    client, stranger = connect(stack), connect(stack)
    client.register()
    stranger.register()
    (flight, *_) = cheapest_return(client)
    reservation = book(client, [flight])
    seats = free_seats(client, flight)[-2:]
    choice = {"rid": reservation["id"], "flight": flight, "seats": seats}

    with pytest.raises(GraphQLFailed) as refused:
        stranger.execute(CHOOSE, choice)
    assert refused.value.codes == ["NOT_FOUND"]
    assert client.execute(CHOOSE, choice)["chooseSeats"]["numbers"] == seats
    assert not set(seats) & set(free_seats(stranger, flight))

    other = book(stranger, [flight])
    with pytest.raises(GraphQLFailed) as taken:
        stranger.execute(CHOOSE, {**choice, "rid": other["id"]})
    assert taken.value.codes == ["CONFLICT"]

    client.execute(CANCEL, {"id": reservation["id"]})
    client.wait_for(lambda: set(seats) <= set(free_seats(client, flight)))
    assert stranger.execute(CHOOSE, {**choice, "rid": other["id"]})["chooseSeats"]["numbers"] == seats
