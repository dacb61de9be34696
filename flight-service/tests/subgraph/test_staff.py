"""Staff mutations through HTTP: who may, what changes, what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flight_http import Service

from wire.identity import Caller

CUSTOMER = Caller(user_id="customer-1", roles=frozenset({"CUSTOMER"}))
AGENT = Caller(user_id="agent-1", roles=frozenset({"AGENT"}))
ADMIN = Caller(user_id="admin-1", roles=frozenset({"ADMIN", "CUSTOMER"}))
ANONYMOUS = Caller()

CREATE = """mutation ($input: CreateFlightInput!) { createFlight(input: $input) {
    id designator status version origin { code } departsAt cabins { cabin capacity free fare { amount currency } }
} }"""
UPDATE = """mutation ($id: ID!, $input: UpdateFlightInput!) { updateFlight(id: $id, input: $input) {
    id status version departsAt arrivesAt cabins { cabin fare { amount currency } }
} }"""
CANCEL = "mutation ($id: ID!, $reason: String) { cancelFlight(id: $id, reason: $reason) { id status version } }"

_numbers = count(9000)


def flight_input(**changes: Any) -> dict[str, Any]:
    departs = (datetime.now(UTC) + timedelta(days=40)).replace(microsecond=0)
    return {
        "airline": "DL",
        "flightNumber": str(next(_numbers)),
        "origin": "JFK",
        "destination": "SFO",
        "departsAt": departs.isoformat(),
        "arrivesAt": (departs + timedelta(hours=6)).isoformat(),
        "aircraftType": "737-824",
        "cabins": [{"cabin": "ECONOMY", "capacity": 100, "fare": {"amount": "129.5", "currency": "USD"}}],
    } | changes


@pytest.fixture
def flight(service: Service) -> Any:
    return service.data(CREATE, AGENT, input=flight_input())["createFlight"]


def announced(service: Service, flight_id: str) -> list[str]:
    document = service.database["flights"].find_one({"_id": flight_id}) or {}
    return [entry["data"]["change"] for entry in document.get("outbox", [])]


def test_a_created_flight_can_be_found_and_booked_at_once(service: Service) -> None:
    wanted = flight_input()
    flight = service.data(CREATE, AGENT, input=wanted)["createFlight"]
    assert (flight["designator"], flight["status"], flight["version"]) == (
        f"DL{wanted['flightNumber']}",
        "SCHEDULED",
        1,
    )
    assert flight["cabins"] == [
        {"cabin": "ECONOMY", "capacity": 100, "free": 100, "fare": {"amount": "129.50", "currency": "USD"}}
    ]
    query = "query ($filter: FlightFilter) { flights(filter: $filter) { edges { node { id } } } }"
    found = service.data(query, filter={"designator": flight["designator"]})["flights"]["edges"]
    assert [edge["node"]["id"] for edge in found] == [flight["id"]]
    assert announced(service, flight["id"]) == ["created"]


def test_staff_change_times_status_and_fares_in_one_act(service: Service, flight: dict[str, Any]) -> None:
    departs = datetime.fromisoformat(flight["departsAt"]) + timedelta(hours=2)
    changes = {
        "departsAt": departs.isoformat(),
        "arrivesAt": (departs + timedelta(hours=6)).isoformat(),
        "status": "DELAYED",
        "fares": [{"cabin": "ECONOMY", "fare": {"amount": "99.00", "currency": "USD"}}],
        "expectedVersion": 1,
    }
    changed = service.data(UPDATE, ADMIN, id=flight["id"], input=changes)["updateFlight"]
    assert (changed["status"], changed["version"]) == ("DELAYED", 2)
    assert datetime.fromisoformat(changed["departsAt"]) == departs
    assert changed["cabins"] == [{"cabin": "ECONOMY", "fare": {"amount": "99.00", "currency": "USD"}}]
    assert announced(service, flight["id"]) == ["created", "rescheduled", "status_changed", "fare_changed"]


def test_every_act_is_on_record(service: Service, flight: dict[str, Any]) -> None:
    service.data(UPDATE, AGENT, id=flight["id"], input={"status": "DELAYED"})
    service.data(CANCEL, ADMIN, id=flight["id"], reason="fog")
    found = service.database["audit"].find({"flight_id": flight["id"]})
    assert {(one["version"], one["user_id"], one["action"]) for one in found} == {
        (1, "agent-1", "created"),
        (2, "agent-1", "status_changed"),
        (3, "admin-1", "cancelled"),
    }


def test_a_cancelled_flight_is_no_longer_found_by_travellers(service: Service, flight: dict[str, Any]) -> None:
    search = """query ($date: Date!) { searchFlights(origin: "JFK", destination: "SFO", date: $date) {
        edges { node { id } } } }"""
    document = service.database["flights"].find_one({"_id": flight["id"]})
    assert document
    before = service.data(search, date=document["day"])["searchFlights"]["edges"]
    assert flight["id"] in [edge["node"]["id"] for edge in before]

    assert service.data(CANCEL, AGENT, id=flight["id"])["cancelFlight"]["status"] == "CANCELLED"
    after = service.data(search, date=document["day"])["searchFlights"]["edges"]
    assert flight["id"] not in [edge["node"]["id"] for edge in after]


@pytest.mark.parametrize(
    ("caller", "refusal"),
    [
        (ANONYMOUS, {"code": "UNAUTHENTICATED", "http": {"status": 401}}),
        (CUSTOMER, {"code": "FORBIDDEN", "http": {"status": 403}}),
        (Caller(user_id="u", roles=frozenset({"agent"})), {"code": "FORBIDDEN", "http": {"status": 403}}),
        (Caller(roles=frozenset({"ADMIN"})), {"code": "UNAUTHENTICATED", "http": {"status": 401}}),
    ],
)
def test_only_staff_may_change_flights(
    service: Service, flight: dict[str, Any], caller: Caller, refusal: dict[str, Any]
) -> None:
    assert service.refusal(CREATE, caller, input=flight_input()) == refusal
    assert service.refusal(UPDATE, caller, id=flight["id"], input={"status": "DELAYED"}) == refusal
    assert service.refusal(CANCEL, caller, id=flight["id"]) == refusal
    assert announced(service, flight["id"]) == ["created"]


def test_a_version_that_has_passed_is_a_conflict(service: Service, flight: dict[str, Any]) -> None:
    service.data(UPDATE, AGENT, id=flight["id"], input={"status": "DELAYED", "expectedVersion": 1})
    stale = {"status": "BOARDING", "expectedVersion": 1}
    assert service.refusal(UPDATE, AGENT, id=flight["id"], input=stale) == {"code": "CONFLICT", "http": {"status": 409}}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"departsAt": "2020-01-01T00:00:00Z"}, "input.departsAt"),
        ({"departsAt": "2030-01-01T00:00:00"}, "input.departsAt"),
        ({"origin": "QQQ"}, "input.origin"),
        ({"flightNumber": "0x"}, "input.flightNumber"),
        ({"cabins": []}, "input.cabins"),
        ({"cabins": [{"cabin": "FIRST", "capacity": 1, "fare": {"amount": "-1", "currency": "USD"}}]}, "input.cabins"),
        ({"cabins": [{"cabin": "FIRST", "capacity": 1, "fare": {"amount": "1", "currency": "$"}}]}, "input.cabins"),
        (
            {"cabins": [{"cabin": "FIRST", "capacity": 1, "fare": {"amount": "1", "currency": "USD"}}] * 2},
            "input.cabins",
        ),
    ],
)
def test_an_impossible_flight_is_refused_by_its_field(service: Service, changes: dict[str, Any], field: str) -> None:
    refusal = service.refusal(CREATE, AGENT, input=flight_input(**changes))
    assert refusal == {"code": "BAD_USER_INPUT", "http": {"status": 400}, "field": field}


def test_an_unknown_flight_cannot_be_changed(service: Service) -> None:
    for flight_id in ("DL1-20300101-JFK", "nonsense", "$set"):
        assert service.refusal(CANCEL, AGENT, id=flight_id)["code"] == "NOT_FOUND"
        assert service.refusal(UPDATE, AGENT, id=flight_id, input={"status": "DELAYED"})["code"] == "NOT_FOUND"
