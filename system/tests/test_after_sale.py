"""After the sale, through the gateway, over both transports: changing, correcting, being disrupted, waiting for a seat."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from airline_system.flight_numbers import take_flight_number
from airline_system.gateway_client import GatewayClient
from airline_system.stack import Stack

CREATE_FLIGHT = "mutation C($input: CreateFlightInput!) { createFlight(input: $input) { id } }"
CANCEL_FLIGHT = 'mutation C($id: ID!) { cancelFlight(id: $id, reason: "fog") { id } }'
SEATS = "query F($id: ID!) { flight(id: $id) { cabins { capacity free held sold } } }"
HOLD = """
mutation H($segments: [SegmentInput!]!, $key: String!) {
  createReservation(idempotencyKey: $key, input: {
    holdForPayment: true, segments: $segments, passengers: [{firstName: "Ada", lastName: "Lovelace"}]
  }) { id }
}
"""
JOIN = """
mutation J($flight: ID!, $key: String!) {
  joinWaitlist(idempotencyKey: $key, input: {flightId: $flight, passengers: [{firstName: "Ada", lastName: "Lovelace"}]}) {
    ... on Reservation { id }
  }
}
"""
FIELDS = """
  status total { amount } payment { status } tickets { number } exchangedTickets { number } waitlistPosition
  segments { flight { id origin { code } } disruption { kind options } }
  change { id status price { difference { amount } fee { amount } due { amount } refund { amount } } }
"""
READ = f"query R($id: ID!) {{ reservation(id: $id) {{ {FIELDS} }} }}"
PAY = """mutation P($id: ID!) {
  payReservation(id: $id, paymentToken: "sandbox-approve", idempotencyKey: "pay") { __typename }
}"""
REQUEST = """mutation R($id: ID!, $old: ID!, $new: ID!) {
  requestChange(id: $id, input: {changes: [{fromFlightId: $old, toFlightId: $new}]}) { __typename }
}"""
CONFIRM = f"""mutation C($id: ID!, $change: ID!) {{
  confirmChange(id: $id, changeId: $change, idempotencyKey: "change", paymentToken: "sandbox-approve") {{
    __typename ... on Reservation {{ {FIELDS} }}
  }}
}}"""
MOVE_FLIGHT = "mutation M($id: ID!, $input: UpdateFlightInput!) { updateFlight(id: $id, input: $input) { departsAt } }"
TIMES = "query T($id: ID!) { flight(id: $id) { departsAt arrivesAt } }"
ACCEPT = f"""mutation A($id: ID!, $flight: ID!) {{
  acceptScheduleChange(id: $id, flightId: $flight) {{ __typename ... on Reservation {{ {FIELDS} }} }}
}}"""
CORRECT = """mutation N($id: ID!, $first: String!, $last: String!) {
  correctPassengerName(id: $id, passenger: 1, firstName: $first, lastName: $last) {
    __typename ... on Reservation { passengers { firstName lastName } tickets { passenger { lastName } } }
  }
}"""
QUOTE = """mutation Q($id: ID!, $flights: [ID!]!) {
  quoteCancellation(id: $id, flightIds: $flights) {
    ... on Reservation { cancellationQuote { id refund { amount } flights { id destination { code } } } }
  }
}"""
CANCEL_AS_QUOTED = """mutation C($id: ID!, $quote: ID!) {
  confirmCancellation(id: $id, quoteId: $quote) {
    ... on Reservation {
      status total { amount } segments { flight { id } } tickets { coupons { flight { id } status } }
      partialCancellations { segments { flight { id } } refund { amount } }
    }
  }
}"""
BY_LOCATOR = "query L($l: String!, $n: String!) { reservationByLocator(locator: $l, lastName: $n) { id } }"
LOCATOR = "query R($id: ID!) { reservation(id: $id) { recordLocator } }"
CANCEL = "mutation C($id: ID!) { cancelReservation(id: $id) { __typename } }"


@pytest.fixture
def traveller(client: GatewayClient) -> GatewayClient:
    client.register()
    return client


def open_flight(staff: GatewayClient, fare: str, *, seats: int = 4, days: int = 9) -> str:
    departure = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=days)
    flight = {
        "airline": "B6",
        "flightNumber": take_flight_number(),
        "origin": "JFK",
        "destination": "BOS",
        "departsAt": departure.isoformat(),
        "arrivesAt": (departure + datetime.timedelta(hours=1)).isoformat(),
        "cabins": [{"cabin": "ECONOMY", "capacity": seats, "fare": {"amount": fare, "currency": "USD"}}],
    }
    created: str = staff.execute(CREATE_FLIGHT, {"input": flight})["createFlight"]["id"]
    return created


def buy(traveller: GatewayClient, *flight_ids: str) -> str:
    variables = {"segments": [{"flightId": one} for one in flight_ids], "key": uuid.uuid4().hex}
    reservation_id: str = traveller.execute(HOLD, variables)["createReservation"]["id"]
    wait_for(traveller, reservation_id, lambda found: found["status"] == "HELD")
    assert traveller.execute(PAY, {"id": reservation_id})["payReservation"]["__typename"] == "Reservation"
    return reservation_id


def read(client: GatewayClient, reservation_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.execute(READ, {"id": reservation_id})["reservation"]
    return found


def wait_for(client: GatewayClient, reservation_id: str, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    client.wait_for(lambda: is_so(read(client, reservation_id)))
    return read(client, reservation_id)


def change(traveller: GatewayClient, reservation_id: str, old: str, new: str) -> dict[str, Any]:
    """Request, wait for the offer, confirm: the offer that was confirmed."""
    traveller.execute(REQUEST, {"id": reservation_id, "old": old, "new": new})
    offered = wait_for(traveller, reservation_id, lambda found: found["change"]["status"] != "REQUESTED")["change"]
    assert offered["status"] == "OFFERED"
    done = traveller.execute(CONFIRM, {"id": reservation_id, "change": offered["id"]})["confirmChange"]
    assert (done["__typename"], done["change"]["status"]) == ("Reservation", "DONE")
    return {name: value["amount"] for name, value in offered["price"].items()}


def seats(client: GatewayClient, flight_id: str) -> tuple[int, int, int]:
    found = client.execute(SEATS, {"id": flight_id})["flight"]["cabins"][0]
    return found["free"], found["held"], found["sold"]


def test_a_journey_is_changed_for_the_difference(traveller: GatewayClient, staff: GatewayClient) -> None:
    old, new = open_flight(staff, "80.00"), open_flight(staff, "110.00", days=10)
    reservation_id = buy(traveller, old)
    (first,) = read(traveller, reservation_id)["tickets"]
    price = change(traveller, reservation_id, old, new)
    assert price["difference"] == "30.00"
    assert Decimal(price["due"]) == Decimal("30.00") + Decimal(price["fee"])
    found = read(traveller, reservation_id)
    assert (found["status"], found["total"]["amount"]) == ("CONFIRMED", "110.00")
    assert found["exchangedTickets"] == [first]
    assert [one["flight"] for one in found["segments"]] == [{"id": new, "origin": {"code": "JFK"}}]
    traveller.wait_for(lambda: (seats(traveller, old), seats(traveller, new)) == ((4, 0, 0), (3, 0, 1)))


def test_one_of_two_flights_is_given_up_and_its_seat_is_free_again(
    traveller: GatewayClient, staff: GatewayClient
) -> None:
    out, back = open_flight(staff, "80.00"), open_flight(staff, "110.00", days=12)
    reservation_id = buy(traveller, out, back)
    quoted = traveller.execute(QUOTE, {"id": reservation_id, "flights": [back]})["quoteCancellation"]
    quote = quoted["cancellationQuote"]
    assert (quote["refund"]["amount"], quote["flights"]) == ("110.00", [{"id": back, "destination": {"code": "BOS"}}])

    variables = {"id": reservation_id, "quote": quote["id"]}
    assert traveller.execute(CANCEL_AS_QUOTED, variables)["confirmCancellation"] == {
        "status": "CONFIRMED",
        "total": {"amount": "80.00"},
        "segments": [{"flight": {"id": out}}],
        "tickets": [
            {"coupons": [{"flight": {"id": out}, "status": "OPEN"}, {"flight": {"id": back}, "status": "REFUNDED"}]}
        ],
        "partialCancellations": [{"segments": [{"flight": {"id": back}}], "refund": {"amount": "110.00"}}],
    }
    traveller.wait_for(lambda: (seats(traveller, out), seats(traveller, back)) == ((3, 0, 1), (4, 0, 0)))


def test_a_cancelled_flight_is_rebooked_for_nothing(traveller: GatewayClient, staff: GatewayClient) -> None:
    old, new = open_flight(staff, "80.00"), open_flight(staff, "300.00", days=11)
    reservation_id = buy(traveller, old)
    # The seats are on record before the flight is given up.
    traveller.wait_for(lambda: seats(traveller, old) == (3, 0, 1))
    staff.execute(CANCEL_FLIGHT, {"id": old})
    found = wait_for(traveller, reservation_id, lambda found: found["segments"][0]["disruption"] is not None)
    assert found["segments"][0]["disruption"] == {"kind": "CANCELLATION", "options": ["REBOOK", "REFUND"]}
    price = change(traveller, reservation_id, old, new)
    assert (price["difference"], price["fee"], price["due"]) == ("0.00", "0.00", "0.00")
    found = read(traveller, reservation_id)
    assert (found["total"]["amount"], found["segments"][0]["disruption"]) == ("80.00", None)


def test_a_flight_that_leaves_later_is_accepted(traveller: GatewayClient, staff: GatewayClient) -> None:
    flight_id = open_flight(staff, "80.00")
    reservation_id = buy(traveller, flight_id)
    times = {
        name: (datetime.datetime.fromisoformat(at) + datetime.timedelta(hours=2)).isoformat()
        for name, at in staff.execute(TIMES, {"id": flight_id})["flight"].items()
    }
    staff.execute(MOVE_FLIGHT, {"id": flight_id, "input": times})
    found = wait_for(traveller, reservation_id, lambda found: found["segments"][0]["disruption"] is not None)
    assert found["segments"][0]["disruption"]["kind"] == "SCHEDULE_CHANGE"
    accepted = traveller.execute(ACCEPT, {"id": reservation_id, "flight": flight_id})["acceptScheduleChange"]
    assert (accepted["status"], accepted["segments"][0]["disruption"]) == ("CONFIRMED", None)


def test_a_misspelt_name_is_corrected_on_the_ticket_too(traveller: GatewayClient, staff: GatewayClient) -> None:
    reservation_id = buy(traveller, open_flight(staff, "80.00"))
    slip = {"id": reservation_id, "first": "Ada", "last": "Lovelass"}
    corrected = traveller.execute(CORRECT, slip)["correctPassengerName"]
    assert corrected == {
        "__typename": "Reservation",
        "passengers": [{"firstName": "Ada", "lastName": "Lovelass"}],
        "tickets": [{"passenger": {"lastName": "Lovelass"}}],
    }
    locator = traveller.execute(LOCATOR, {"id": reservation_id})["reservation"]["recordLocator"]
    retrieved = traveller.execute(BY_LOCATOR, {"l": locator, "n": "lovelass"})["reservationByLocator"]
    assert retrieved == {"id": reservation_id}
    other = {"id": reservation_id, "first": "Charles", "last": "Babbage"}
    assert traveller.execute(CORRECT, other)["correctPassengerName"] == {"__typename": "NameTooDifferent"}


def test_who_waits_gets_the_seat_that_comes_free(
    traveller: GatewayClient, staff: GatewayClient, stack: Stack, connect: Callable[..., GatewayClient]
) -> None:
    flight_id = open_flight(staff, "80.00", seats=1)
    reservation_id = buy(traveller, flight_id)
    other = connect(stack)
    other.register()
    joined = other.execute(JOIN, {"flight": flight_id, "key": uuid.uuid4().hex})["joinWaitlist"]["id"]
    waiting = wait_for(other, joined, lambda found: found["status"] == "WAITLISTED")
    assert waiting["waitlistPosition"] == 1
    traveller.execute(CANCEL, {"id": reservation_id})
    held = wait_for(other, joined, lambda found: found["status"] == "HELD")
    assert held["total"] == {"amount": "80.00"}
    assert other.execute(PAY, {"id": joined})["payReservation"]["__typename"] == "Reservation"
    other.wait_for(lambda: seats(other, flight_id) == (0, 0, 1))
