"""A booking from registration to cancellation, through the gateway alone, over both transports."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from airline_system.flight_numbers import take_flight_number
from airline_system.gateway_client import GatewayClient, GraphQLFailed

Connect: TypeAlias = Callable[..., GatewayClient]

SEARCH = """
query Search($date: Date!) {
  searchFlights(origin: "JFK", destination: "LAX", date: $date, passengers: 2) {
    edges { node { id designator origin { name } cabins { cabin free held sold capacity fare { amount currency } } } }
  }
}
"""
AVAILABILITY = "query F($id: ID!) { flight(id: $id) { cabins { cabin capacity free held sold } } }"
CREATE_FLIGHT = "mutation C($input: CreateFlightInput!) { createFlight(input: $input) { id } }"
CANCEL = "mutation C($id: ID!) { cancelReservation(id: $id) { ... on Reservation { status } } }"
ACROSS_ALL_SUBGRAPHS = """
{ me { email reservations { recordLocator status flights { designator origin { name } airline { name } } } } }
"""


def tomorrow() -> str:
    return (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)).isoformat()


def find_real_flight(client: GatewayClient) -> dict[str, Any]:
    edges = client.execute(SEARCH, {"date": tomorrow()})["searchFlights"]["edges"]
    assert edges, "no departure from JFK to LAX was loaded for tomorrow"
    flight: dict[str, Any] = edges[0]["node"]
    return flight


def seats(client: GatewayClient, flight_id: str, cabin: str = "ECONOMY") -> dict[str, int]:
    cabins = client.execute(AVAILABILITY, {"id": flight_id})["flight"]["cabins"]
    found: dict[str, int] = next(entry for entry in cabins if entry["cabin"] == cabin)
    assert found["free"] + found["held"] + found["sold"] == found["capacity"]
    return found


def create_flight(staff: GatewayClient, *, economy_seats: int) -> str:
    departure = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=2)
    flight = {
        "airline": "UA",
        "flightNumber": take_flight_number(),
        "origin": "JFK",
        "destination": "LAX",
        "departsAt": departure.isoformat(),
        "arrivesAt": (departure + datetime.timedelta(hours=6)).isoformat(),
        "cabins": [{"cabin": "ECONOMY", "capacity": economy_seats, "fare": {"amount": "199.00", "currency": "USD"}}],
    }
    created: str = staff.execute(CREATE_FLIGHT, {"input": flight})["createFlight"]["id"]
    return created


def test_traveller_registers_searches_books_and_is_confirmed(client: GatewayClient) -> None:
    email = client.register()
    client.log_in(email)
    flight = find_real_flight(client)
    before = seats(client, flight["id"])

    created = client.reserve(flight["id"], passengers=2)
    settled = client.wait_until_settled(created["id"])

    assert settled["status"] == "CONFIRMED"
    assert [change["status"] for change in settled["history"]] == ["PENDING", "CONFIRMED"]
    fare = next(cabin["fare"] for cabin in flight["cabins"] if cabin["cabin"] == "ECONOMY")
    assert float(settled["total"]["amount"]) == pytest.approx(2 * float(fare["amount"]))
    assert settled["total"]["currency"] == fare["currency"]
    assert seats(client, flight["id"])["free"] == before["free"] - 2


def test_one_request_crosses_all_three_subgraphs(client: GatewayClient) -> None:
    email = client.register()
    flight = find_real_flight(client)
    created = client.reserve(flight["id"])
    client.wait_until_settled(created["id"])

    me = client.execute(ACROSS_ALL_SUBGRAPHS)["me"]

    assert me["email"] == email
    (reservation,) = me["reservations"]
    assert reservation["recordLocator"] == created["recordLocator"]
    assert reservation["status"] == "CONFIRMED"
    (booked,) = reservation["flights"]
    assert booked["designator"] == flight["designator"]
    assert booked["origin"]["name"] == flight["origin"]["name"]
    assert booked["airline"]["name"]


def test_flight_with_too_few_seats_fails_the_reservation_with_a_reason(
    client: GatewayClient, staff: GatewayClient
) -> None:
    client.register()
    flight_id = create_flight(staff, economy_seats=2)
    # Nobody has asked for its seats yet: only flight-service knows how many there are.
    failed = client.wait_until_settled(client.reserve(flight_id, passengers=3)["id"])

    assert failed["status"] == "FAILED"
    assert failed["failure"]["code"] == "SOLD_OUT"
    assert failed["failure"]["message"]
    assert seats(client, flight_id)["free"] == 2


def test_flight_known_to_be_full_is_refused_at_once(client: GatewayClient, staff: GatewayClient) -> None:
    client.register()
    flight_id = create_flight(staff, economy_seats=2)
    first = client.wait_until_settled(client.reserve(flight_id, passengers=2)["id"])
    assert first["status"] == "CONFIRMED"

    with pytest.raises(GraphQLFailed) as refused:
        client.reserve(flight_id)

    (error,) = refused.value.errors
    assert (error["extensions"]["code"], error["extensions"]["reason"]) == ("CONFLICT", "SOLD_OUT")
    assert "No seats are left" in error["message"]
    client.execute(CANCEL, {"id": first["id"]})
    client.wait_for(lambda: seats(client, flight_id)["free"] == 2)
    client.wait_for(lambda: is_taken(client, flight_id))


def is_taken(client: GatewayClient, flight_id: str) -> bool:
    """Whether an order goes through; reservation-service hears of seats that came free a moment after flight-service."""
    try:
        settled = client.wait_until_settled(client.reserve(flight_id)["id"])
    except GraphQLFailed:
        return False
    return bool(settled["status"] == "CONFIRMED")


def test_cancelling_gives_the_seats_back(client: GatewayClient, staff: GatewayClient) -> None:
    client.register()
    flight_id = create_flight(staff, economy_seats=3)
    reservation = client.wait_until_settled(client.reserve(flight_id, passengers=3)["id"])
    assert seats(client, flight_id)["free"] == 0

    cancelled = client.execute(CANCEL, {"id": reservation["id"]})["cancelReservation"]

    assert cancelled["status"] == "CANCELLED"
    client.wait_for(lambda: seats(client, flight_id)["free"] == 3)


def test_refused_segment_releases_the_seats_of_the_others(client: GatewayClient, staff: GatewayClient) -> None:
    client.register()
    roomy = create_flight(staff, economy_seats=5)
    small = create_flight(staff, economy_seats=1)

    failed = client.wait_until_settled(client.reserve(roomy, small, passengers=2)["id"])

    assert failed["status"] == "FAILED"
    client.wait_for(
        lambda: seats(client, roomy) == {"cabin": "ECONOMY", "capacity": 5, "free": 5, "held": 0, "sold": 0}
    )


def test_same_idempotency_key_makes_one_reservation(client: GatewayClient) -> None:
    client.register()
    flight = find_real_flight(client)
    first = client.reserve(flight["id"], key="the same attempt")
    again = client.reserve(flight["id"], key="the same attempt")
    by_header = client.reserve(flight["id"], header="the same attempt")
    assert again["id"] == by_header["id"] == first["id"]

    with pytest.raises(GraphQLFailed) as conflict:
        client.reserve(flight["id"], passengers=2, key="the same attempt")
    assert conflict.value.codes == ["CONFLICT"]


def test_unchanged_answer_is_304(client: GatewayClient) -> None:
    client.register()
    reservation = client.wait_until_settled(client.reserve(find_real_flight(client)["id"])["id"])
    # Selling the held seats is the last change; it follows the confirmation.
    client.wait_for(lambda: client.reservation(reservation["id"])["segments"][0]["status"] == "SOLD")
    parameters = {"query": "query($id: ID!) { reservation(id: $id) { status version } }"}
    parameters["variables"] = '{"id": "' + reservation["id"] + '"}'
    headers = {"authorization": f"Bearer {client.token}", "apollo-require-preflight": "1"}
    first = client.http.get(f"{client.url}/graphql", params=parameters, headers=headers)
    assert first.json()["data"]["reservation"]["status"] == "CONFIRMED"

    headers["if-none-match"] = first.headers["etag"]
    second = client.http.get(f"{client.url}/graphql", params=parameters, headers=headers)

    assert second.status_code == 304
    assert second.content == b""


def test_long_poll_answers_when_the_reservation_changes(client: GatewayClient) -> None:
    client.register()
    created = client.reserve(find_real_flight(client)["id"])
    query = """
    query($id: ID!, $v: Int) {
      reservationStatus(id: $id, knownVersion: $v, waitSeconds: 20) { status version changed }
    }
    """

    update = client.execute(query, {"id": created["id"], "v": created["version"]})["reservationStatus"]

    assert update["changed"] is True
    assert update["version"] > created["version"]
