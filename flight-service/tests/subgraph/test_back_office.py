"""Schedules, occupancy and the record of staff acts over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flight_http import Service

from flight_service.events.reservations import CONSUMER
from wire.envelope import new_event, to_document
from wire.identity import Caller

AGENT = Caller(user_id="agent-1", roles=frozenset({"AGENT"}))
CUSTOMER = Caller(user_id="customer-1", roles=frozenset({"CUSTOMER"}))

PLAN = """mutation ($input: CreateScheduleInput!) { createSchedule(input: $input) {
    created { id departsAtLocal arrivesAtLocal cabins { free } } existingDays } }"""
OCCUPANCY = """query ($origin: String!, $from: Date!, $days: Int! = 2) {
    occupancy(origin: $origin, destination: "LAX", fromDay: $from, days: $days) {
        date flights capacity free held sold loadFactor } }"""
ACTS = "query ($id: ID!) { staffActs(flightId: $id) { userId action version details { name value } } }"


def schedule(**changes: Any) -> dict[str, Any]:
    first = datetime.now(UTC).date() + timedelta(days=100)
    return {
        "airline": "DL",
        "flightNumber": "8800",
        "origin": "JFK",
        "destination": "SEA",
        "departsAtLocal": "18:00",
        "arrivesAtLocal": "21:15",
        "firstDay": first.isoformat(),
        "lastDay": (first + timedelta(days=6)).isoformat(),
        "weekdays": ["MONDAY", "SATURDAY"],
        "cabins": [{"cabin": "ECONOMY", "capacity": 100, "fare": {"amount": "199", "currency": "USD"}}],
    } | changes


def test_staff_plan_a_week_and_see_who_did_it(service: Service) -> None:
    planned = service.data(PLAN, AGENT, input=schedule())["createSchedule"]
    assert [flight["departsAtLocal"][11:16] for flight in planned["created"]] == ["18:00", "18:00"]
    assert [flight["cabins"] for flight in planned["created"]] == [[{"free": 100}]] * 2
    again = service.data(PLAN, AGENT, input=schedule())["createSchedule"]
    assert (again["created"], len(again["existingDays"])) == ([], 2)
    acts = service.data(ACTS, AGENT, id=planned["created"][0]["id"])["staffActs"]
    assert acts == [{"userId": "agent-1", "action": "created", "version": 1, "details": []}]


def test_staff_see_how_full_a_route_is(service: Service) -> None:
    tomorrow = datetime.now(ZoneInfo("America/New_York")).date() + timedelta(days=1)
    days = service.data(OCCUPANCY, AGENT, origin="JFK", **{"from": tomorrow.isoformat()})["occupancy"]
    assert [one["date"] for one in days] == [tomorrow.isoformat(), (tomorrow + timedelta(days=1)).isoformat()]
    for one in days:
        assert one["flights"] > 10
        assert one["free"] + one["held"] + one["sold"] == one["capacity"]
        assert 0 <= one["loadFactor"] < 1


@pytest.mark.parametrize(("caller", "code"), [(Caller(), "UNAUTHENTICATED"), (CUSTOMER, "FORBIDDEN")])
def test_the_back_office_is_for_staff(service: Service, caller: Caller, code: str) -> None:
    assert service.refusal(PLAN, caller, input=schedule())["code"] == code
    assert service.refusal(OCCUPANCY, caller, origin="JFK", **{"from": "2030-01-01"})["code"] == code
    assert service.refusal(ACTS, caller, id="DL1-20300101-JFK")["code"] == code


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"departsAtLocal": "noon"}, "input.departsAtLocal"),
        ({"weekdays": []}, "input.weekdays"),
        ({"lastDay": "2020-01-01"}, "input.lastDay"),
        ({"flightNumber": "x"}, "input.flightNumber"),
    ],
)
def test_an_impossible_schedule_is_refused_by_its_field(service: Service, changes: dict[str, Any], field: str) -> None:
    assert service.refusal(PLAN, AGENT, input=schedule(**changes))["field"] == field


def test_a_flight_nobody_touched_has_no_acts(service: Service) -> None:
    assert service.data(ACTS, AGENT, id="nonsense") == {"staffActs": []}


def test_staff_see_dead_letters_and_replay_them(service: Service) -> None:
    event = new_event("reservation.created", "r1", {"reservation_id": "not. a $plain word"})
    dead: dict[str, Any] = {"_id": f"{CONSUMER}:{event.id}", "consumer": CONSUMER, "state": "dead", "tries": 5}
    dead |= {"type": event.type, "aggregate_id": "r1", "error": "ValueError", "failed_at": datetime.now(UTC)}
    service.database["inbox"].insert_one({**dead, "event": to_document(event)})

    query = "{ flightDeadLetters { id eventType aggregateId tries error } }"
    assert service.data(query, AGENT)["flightDeadLetters"] == [
        {"id": dead["_id"], "eventType": event.type, "aggregateId": "r1", "tries": 5, "error": "ValueError"}
    ]
    replay = "mutation ($id: ID!) { replayFlightDeadLetter(id: $id) }"
    assert service.refusal(replay, CUSTOMER, id=dead["_id"])["code"] == "FORBIDDEN"
    assert service.data(replay, AGENT, id=dead["_id"]) == {"replayFlightDeadLetter": True}
    assert service.data(replay, AGENT, id=dead["_id"]) == {"replayFlightDeadLetter": False}
    assert service.data(query, AGENT)["flightDeadLetters"] == []
