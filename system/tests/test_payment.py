"""Hold, pay, ticket, refund, and what staff and traveller see of it, through the gateway, over both transports."""

from __future__ import annotations

import datetime
import email
import uuid
from typing import Any

import pytest

from airline_system.flight_numbers import take_flight_number
from airline_system.gateway_client import GatewayClient, GraphQLFailed
from airline_system.stack import Stack

CREATE_FLIGHT = "mutation C($input: CreateFlightInput!) { createFlight(input: $input) { id } }"
SEATS = "query F($id: ID!) { flight(id: $id) { cabins { capacity free held sold } } }"
CHOOSE = """
mutation S($id: ID!, $flight: ID!) {
  chooseSeats(reservationId: $id, flightId: $flight, cabin: ECONOMY, seats: ["1A"]) { numbers charge { amount } }
}
"""
SEATED = """
query S($id: ID!, $flight: ID!) {
  seatAssignment(reservationId: $id, flightId: $flight, cabin: ECONOMY) { numbers charge { amount } }
}
"""
HOLD = """
mutation H($flight: ID!, $key: String!, $email: String) {
  createReservation(idempotencyKey: $key, input: {
    holdForPayment: true, contactEmail: $email, segments: [{flightId: $flight}],
    passengers: [{firstName: "Ada", lastName: "Lovelace"}, {firstName: "Baby", lastName: "Lovelace", type: INFANT}]
  }) { id }
}
"""
FIELDS = """
  status total { amount currency } expiresAt canExtendHold payment { status challenge refund { amount } }
  tickets { number passenger { firstName } } cancellationQuote { id refund { amount } }
"""
# What was asked for, or why it was refused.
ANSWERED = f"__typename ... on Reservation {{ {FIELDS} }} ... on Refusal {{ code message }}"
PAID = f"{ANSWERED} ... on PaymentDeclined {{ attemptsLeft reservation {{ {FIELDS} }} }}"
READ = f"query R($id: ID!) {{ reservation(id: $id) {{ {FIELDS} }} }}"
PAY = f"""
mutation P($id: ID!, $token: String!) {{
  payReservation(id: $id, paymentToken: $token, idempotencyKey: $token) {{ {PAID} }}
}}
"""
ANSWER = f'mutation A($id: ID!) {{ answerPaymentChallenge(id: $id, answer: "123456") {{ {PAID} }} }}'
QUOTE = f"mutation Q($id: ID!) {{ quoteCancellation(id: $id) {{ {ANSWERED} }} }}"
CONFIRM = f"mutation C($id: ID!, $quote: ID!) {{ confirmCancellation(id: $id, quoteId: $quote) {{ {ANSWERED} }} }}"
NOTIFICATIONS = "{ myNotifications { unread items { kind title } } }"
SAGA = "query S($id: ID!) { reservationSaga(id: $id) { type direction } }"


@pytest.fixture
def flight_id(staff: GatewayClient) -> str:
    departure = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=9)
    flight = {
        "airline": "B6",
        "flightNumber": take_flight_number(),
        "origin": "JFK",
        "destination": "BOS",
        "departsAt": departure.isoformat(),
        "arrivesAt": (departure + datetime.timedelta(hours=1)).isoformat(),
        "cabins": [
            {
                "cabin": "ECONOMY",
                "capacity": 4,
                "fare": {"amount": "80.50", "currency": "USD"},
                "seatPrices": {"extraLegroom": "39", "front": "12"},
            }
        ],
    }
    created: str = staff.execute(CREATE_FLIGHT, {"input": flight})["createFlight"]["id"]
    return created


@pytest.fixture
def traveller(client: GatewayClient) -> GatewayClient:
    client.register()
    return client


def hold(traveller: GatewayClient, flight_id: str, address: str | None = None) -> str:
    variables = {"flight": flight_id, "key": uuid.uuid4().hex, "email": address}
    reservation_id: str = traveller.execute(HOLD, variables)["createReservation"]["id"]
    traveller.wait_for(lambda: read(traveller, reservation_id)["status"] == "HELD")
    return reservation_id


def read(client: GatewayClient, reservation_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.execute(READ, {"id": reservation_id})["reservation"]
    return found


def seats(client: GatewayClient, flight_id: str) -> dict[str, int]:
    found: dict[str, int] = client.execute(SEATS, {"id": flight_id})["flight"]["cabins"][0]
    return found


def test_seats_are_held_paid_for_ticketed_and_refunded(
    traveller: GatewayClient, staff: GatewayClient, flight_id: str
) -> None:
    reservation_id = hold(traveller, flight_id)
    assert seats(traveller, flight_id) == {"capacity": 4, "free": 3, "held": 1, "sold": 0}

    paid = traveller.execute(PAY, {"id": reservation_id, "token": "sandbox-approve"})["payReservation"]
    assert (paid["status"], paid["total"]) == ("CONFIRMED", {"amount": "80.50", "currency": "USD"})
    assert len({ticket["number"] for ticket in paid["tickets"]}) == 2
    traveller.wait_for(lambda: seats(traveller, flight_id) == {"capacity": 4, "free": 3, "held": 0, "sold": 1})

    quote = traveller.execute(QUOTE, {"id": reservation_id})["quoteCancellation"]["cancellationQuote"]
    assert quote["refund"] == {"amount": "80.50"}
    traveller.execute(CONFIRM, {"id": reservation_id, "quote": quote["id"]})
    traveller.wait_for(lambda: read(traveller, reservation_id)["payment"]["status"] == "REFUNDED")
    traveller.wait_for(lambda: seats(traveller, flight_id) == {"capacity": 4, "free": 4, "held": 0, "sold": 0})

    told = traveller.execute(NOTIFICATIONS)["myNotifications"]
    assert [one["kind"] for one in told["items"]] == ["CANCELLED", "CONFIRMED", "HELD"]
    steps = staff.execute(SAGA, {"id": reservation_id})["reservationSaga"]
    said = [step["type"] for step in steps if step["direction"] == "SAID"]
    assert said == ["reservation.created", "reservation.confirmed", "reservation.cancelled"]


def test_a_traveller_is_written_to_once_about_each_thing(
    stack: Stack, traveller: GatewayClient, flight_id: str
) -> None:
    address = f"{uuid.uuid4().hex}@traveller.example"
    reservation_id = hold(traveller, flight_id, address)
    traveller.wait_for(lambda: subjects(stack, address) == ["Your seats are held"])
    traveller.execute(PAY, {"id": reservation_id, "token": "sandbox-approve"})
    traveller.wait_for(lambda: len(subjects(stack, address)) == 2)
    quote = traveller.execute(QUOTE, {"id": reservation_id})["quoteCancellation"]["cancellationQuote"]
    traveller.execute(CONFIRM, {"id": reservation_id, "quote": quote["id"]})
    traveller.wait_for(lambda: len(subjects(stack, address)) == 3)
    traveller.wait_for(lambda: read(traveller, reservation_id)["payment"]["status"] == "REFUNDED")
    assert subjects(stack, address) == ["You are booked", "Your reservation is cancelled", "Your seats are held"]


def subjects(stack: Stack, address: str) -> list[str]:
    """Of the letters to this address, in the order of the alphabet."""
    letters = [email.message_from_bytes(file.read_bytes()) for file in stack.mail_directory.glob("*.eml")]
    return sorted(letter["subject"].partition(":")[0] for letter in letters if letter["to"] == address)


def test_a_seat_with_a_price_is_paid_for_with_the_journey(traveller: GatewayClient, flight_id: str) -> None:
    reservation_id = hold(traveller, flight_id)
    seat = {"id": reservation_id, "flight": flight_id}
    assert traveller.execute(CHOOSE, seat)["chooseSeats"] == {"numbers": ["1A"], "charge": {"amount": "39.00"}}
    traveller.wait_for(lambda: read(traveller, reservation_id)["total"]["amount"] == "119.50")

    paid = traveller.execute(PAY, {"id": reservation_id, "token": "sandbox-approve"})["payReservation"]
    assert (paid["status"], paid["total"]["amount"]) == ("CONFIRMED", "119.50")
    traveller.wait_for(lambda: seats(traveller, flight_id)["sold"] == 1)
    kept = traveller.execute(SEATED, seat)["seatAssignment"]
    assert kept == {"numbers": ["1A"], "charge": {"amount": "39.00"}}


def test_a_challenged_payment_is_answered(traveller: GatewayClient, flight_id: str) -> None:
    reservation_id = hold(traveller, flight_id)
    challenged = traveller.execute(PAY, {"id": reservation_id, "token": "sandbox-challenge"})["payReservation"]
    assert challenged["payment"]["status"] == "CHALLENGED"
    answered = traveller.execute(ANSWER, {"id": reservation_id})["answerPaymentChallenge"]
    assert (answered["status"], answered["payment"]["status"]) == ("CONFIRMED", "CAPTURED")


def test_a_slow_payment_is_finished_by_the_worker(traveller: GatewayClient, flight_id: str) -> None:
    reservation_id = hold(traveller, flight_id)
    slow = traveller.execute(PAY, {"id": reservation_id, "token": "sandbox-delay"})["payReservation"]
    assert slow["payment"]["status"] == "PROCESSING"
    traveller.wait_for(lambda: read(traveller, reservation_id)["status"] == "CONFIRMED")


def test_a_declined_payment_leaves_the_seats_held(traveller: GatewayClient, flight_id: str) -> None:
    reservation_id = hold(traveller, flight_id)
    declined = traveller.execute(PAY, {"id": reservation_id, "token": "sandbox-decline"})["payReservation"]
    assert (declined["__typename"], declined["code"]) == ("PaymentDeclined", "PAYMENT_DECLINED")
    assert declined["reservation"]["status"] == "HELD"
    paid = traveller.execute(PAY, {"id": reservation_id, "token": "sandbox-approve"})["payReservation"]
    assert paid["status"] == "CONFIRMED"


def test_the_back_office_is_closed_to_travellers(traveller: GatewayClient, flight_id: str) -> None:
    reservation_id = hold(traveller, flight_id)
    with pytest.raises(GraphQLFailed) as refused:
        traveller.execute(SAGA, {"id": reservation_id})
    assert refused.value.codes == ["FORBIDDEN"]


PARTY = """
mutation H($input: CreateReservationInput!, $key: String!) {
  createReservation(idempotencyKey: $key, input: $input) { id }
}
"""
CHOOSE_ALL = """
mutation S($id: ID!, $flight: ID!, $seats: [String!]!) {
  chooseSeats(reservationId: $id, flightId: $flight, cabin: ECONOMY, seats: $seats) { charge { amount } }
}
"""
SWAP = 'mutation W($flight: ID!) { swapAircraft(flightId: $flight, aircraftType: "EMB-145LR") { __typename } }'
TRIP = """
query R($id: ID!) { reservation(id: $id) {
  total { amount } payment { status refund { amount } } notices { kind message }
  receipt { lines { kind amount { amount } } total { amount } refunded { amount } }
} }
"""


def test_a_paid_seat_that_another_aircraft_has_not_is_exchanged_or_refunded(
    traveller: GatewayClient, staff: GatewayClient
) -> None:
    """Twelve seats with legroom become eight: of nine that were paid for, one is an ordinary one now."""
    departure = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=9)
    cabin = {"cabin": "ECONOMY", "capacity": 124, "fare": {"amount": "80.50", "currency": "USD"}}
    flight = {
        "airline": "B6",
        "flightNumber": take_flight_number(),
        "origin": "JFK",
        "destination": "BOS",
        "departsAt": departure.isoformat(),
        "arrivesAt": (departure + datetime.timedelta(hours=1)).isoformat(),
        "cabins": [cabin | {"seatPrices": {"extraLegroom": "39", "front": "12"}}],
    }
    flight_id = staff.execute(CREATE_FLIGHT, {"input": flight})["createFlight"]["id"]
    party = [{"firstName": "Ada", "lastName": "Lovelace"}] * 9
    wanted = {"segments": [{"flightId": flight_id}], "passengers": party, "holdForPayment": True}
    reserved = traveller.execute(PARTY, {"input": wanted, "key": uuid.uuid4().hex})["createReservation"]["id"]
    traveller.wait_for(lambda: read(traveller, reserved)["status"] == "HELD")
    legroom = ["1A", "1B", "1C", "1D", "1E", "1F", "11A", "11B", "11C"]
    chosen = traveller.execute(CHOOSE_ALL, {"id": reserved, "flight": flight_id, "seats": legroom})["chooseSeats"]
    assert chosen["charge"] == {"amount": "351.00"}
    traveller.wait_for(lambda: read(traveller, reserved)["total"]["amount"] == "1075.50")
    traveller.execute(PAY, {"id": reserved, "token": "sandbox-approve"})
    traveller.wait_for(lambda: seats(traveller, flight_id)["sold"] == 9)

    assert staff.execute(SWAP, {"flight": flight_id})["swapAircraft"] == {"__typename": "Flight"}

    def trip() -> dict[str, Any]:
        found: dict[str, Any] = traveller.execute(TRIP, {"id": reserved})["reservation"]
        return found

    traveller.wait_for(lambda: trip()["payment"] == {"status": "CAPTURED", "refund": {"amount": "39.00"}})
    told = trip()
    assert told["total"] == {"amount": "1036.50"}
    (notice,) = [one["message"] for one in told["notices"] if one["kind"] == "AIRCRAFT_CHANGED"]
    assert "as good as before; your seat 11C is without what you paid for. You get back $39.00." in notice
    assert (told["receipt"]["total"], told["receipt"]["refunded"]) == ({"amount": "1075.50"}, {"amount": "39.00"})
    assert [one["kind"] for one in told["receipt"]["lines"]].count("SEAT") == 8
    assert {"kind": "SEAT_REFUND", "amount": {"amount": "39.00"}} in told["receipt"]["lines"]
