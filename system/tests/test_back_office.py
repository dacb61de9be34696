"""What staff do all day, through the gateway, over both transports: plan flights, watch them fill, repair what got stuck."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from airline_system.flight_numbers import take_flight_number
from airline_system.gateway_client import GatewayClient
from airline_system.ledger import Ledger
from airline_system.stack import Stack
from wire.bus import EventBus, open_event_bus
from wire.envelope import new_event
from wire.events import RESERVATION_CREATED

# Real flights begin or end in New York: nobody else flies here.
ROUTE = {"origin": "BOS", "destination": "SEA"}
PLAN = """
mutation P($input: CreateScheduleInput!) {
  createSchedule(input: $input) { existingDays created { id departsAtLocal } }
}
"""
OCCUPANCY = """
query O($origin: String!, $destination: String!, $from: Date!) {
  occupancy(origin: $origin, destination: $destination, fromDay: $from, days: 2) { flights capacity free held sold }
}
"""
OF_FLIGHT = """
query F($flight: ID!) {
  reservationsOfFlight(flightId: $flight) { totalCount edges { node { id status user { lastName } } } }
  staffActs(flightId: $flight) { action user { email } }
}
"""
OF_RESERVATION = """
query R($id: ID!) {
  reservationSaga(id: $id) { type direction eventId becauseOf }
  reservationAudit(target: $id) { edges { node { act user { email } } } }
}
"""
CANCEL = """
mutation C($id: ID!) { cancelReservation(id: $id, reason: "asked by telephone") { ... on Reservation { status } } }
"""
DEAD_LETTERS = "{ flightDeadLetters(first: 100) { id eventId eventType tries error } }"
REPLAY = "mutation R($id: ID!) { replayFlightDeadLetter(id: $id) }"


@pytest.fixture
def bus(stack: Stack) -> Iterator[EventBus]:
    """The system's own, as another publisher."""
    bus = open_event_bus(stack.environment("flights") | {"EVENT_BUS_DATABASE": "events"})
    yield bus
    bus.close()


def plan_two_days(staff: GatewayClient) -> tuple[str, list[str]]:
    """The first day, and the flights."""
    first = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=30)
    schedule = {
        **ROUTE,
        "airline": "B6",
        "flightNumber": take_flight_number(),
        "departsAtLocal": "09:15",
        "arrivesAtLocal": "12:45",
        "firstDay": first.isoformat(),
        "lastDay": (first + datetime.timedelta(days=1)).isoformat(),
        "weekdays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"],
        "cabins": [{"cabin": "ECONOMY", "capacity": 40, "fare": {"amount": "120.00", "currency": "USD"}}],
    }
    planned = staff.execute(PLAN, {"input": schedule})["createSchedule"]
    assert (planned["existingDays"], len(planned["created"])) == ([], 2)
    assert staff.execute(PLAN, {"input": schedule})["createSchedule"]["created"] == []
    return first.isoformat(), [flight["id"] for flight in planned["created"]]


def test_a_schedule_is_planned_and_its_flights_are_watched(client: GatewayClient, staff: GatewayClient) -> None:
    first_day, (flight_id, _) = plan_two_days(staff)
    client.register()
    reservation_id = client.reserve(flight_id, passengers=3)["id"]
    assert client.wait_until_settled(reservation_id)["status"] == "CONFIRMED"

    def occupancy() -> Any:
        return staff.execute(OCCUPANCY, {**ROUTE, "from": first_day})["occupancy"]

    empty = {"flights": 1, "capacity": 40, "free": 40, "held": 0, "sold": 0}
    staff.wait_for(lambda: occupancy() == [{**empty, "free": 37, "sold": 3}, empty])
    watched = staff.execute(OF_FLIGHT, {"flight": flight_id})
    assert watched["reservationsOfFlight"] == {
        "totalCount": 1,
        "edges": [{"node": {"id": reservation_id, "status": "CONFIRMED", "user": {"lastName": "Lovelace"}}}],
    }
    assert watched["staffActs"] == [{"action": "created", "user": {"email": "agent@airline.example"}}]

    assert staff.execute(CANCEL, {"id": reservation_id})["cancelReservation"]["status"] == "CANCELLED"
    staff.wait_for(lambda: occupancy() == [empty, empty])
    seen = staff.execute(OF_RESERVATION, {"id": reservation_id})
    said = [step for step in seen["reservationSaga"] if step["direction"] == "SAID"]
    heard = {step["eventId"] for step in seen["reservationSaga"] if step["direction"] == "HEARD"}
    assert [step["type"] for step in said] == [
        "reservation.created",
        "reservation.confirmed",
        "reservation.cancelled",
    ]
    assert said[1]["becauseOf"] in heard
    (act,) = seen["reservationAudit"]["edges"]
    assert act["node"] == {"act": "cancel reservation", "user": {"email": "agent@airline.example"}}


def test_a_message_that_cannot_be_handled_is_shown_and_replayed(
    staff: GatewayClient, bus: EventBus, ledger: Ledger
) -> None:
    poison = new_event(RESERVATION_CREATED, uuid.uuid4().hex, {"reservation_id": "x"})
    bus.publish(poison)

    def find_dead() -> list[dict[str, Any]]:
        letters = staff.execute(DEAD_LETTERS)["flightDeadLetters"]
        return [letter for letter in letters if letter["eventId"] == poison.id]

    staff.wait_for(lambda: len(find_dead()) == 1)
    (letter,) = find_dead()
    assert (letter["eventType"], letter["tries"]) == ("reservation.created", 1)
    assert staff.execute(REPLAY, {"id": letter["id"]}) == {"replayFlightDeadLetter": True}
    assert staff.execute(REPLAY, {"id": "nothing"}) == {"replayFlightDeadLetter": False}
    # No better the second time.
    staff.wait_for(lambda: len(find_dead()) == 1)
    ledger.bury([poison.id])
