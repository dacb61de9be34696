"""Schedules, occupancy and the record of staff acts over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flight_http import Service, days_ahead

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
ACTS = "query ($id: ID!) { staffActs(flightId: $id) { userId user { id } action version details { name value } } }"
AUDIT = """query ($first: Int, $after: String, $user: ID) { flightAudit(first: $first, after: $after, userId: $user) {
    edges { node { subjectId action userId } } pageInfo { hasNextPage endCursor } } }"""
FIGURES = "query ($day: Date!) { dayInFigures(day: $day) { flights capacity held sold byStatus { status count } } }"
CLAIMS = """query ($claims: [SeatClaimInput!]!) { seatClaims(claims: $claims) { holdId state seats } }"""


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
    who = {"userId": "agent-1", "user": {"id": "agent-1"}}
    assert acts == [{**who, "action": "created", "version": 1, "details": []}]


def test_staff_read_all_acts_newest_first_and_one_persons(service: Service) -> None:
    other = Caller(user_id=f"agent-{uuid4().hex}", roles=frozenset({"AGENT"}))
    planned = service.data(PLAN, other, input=schedule(flightNumber="8801"))["createSchedule"]["created"]
    ids = {flight["id"] for flight in planned}
    page = service.data(AUDIT, AGENT, first=1, user=other.user_id)["flightAudit"]
    assert page["pageInfo"]["hasNextPage"] is True
    rest = service.data(AUDIT, AGENT, after=page["pageInfo"]["endCursor"], user=other.user_id)["flightAudit"]
    found = [edge["node"] for edge in page["edges"] + rest["edges"]]
    assert {one["subjectId"] for one in found} == ids
    assert {(one["action"], one["userId"]) for one in found} == {("created", other.user_id)}
    everybodys = service.data(AUDIT, AGENT, first=2)["flightAudit"]["edges"]
    assert {edge["node"]["subjectId"] for edge in everybodys} == ids
    assert service.refusal(AUDIT, AGENT, after="nonsense")["field"] == "after"


def test_staff_see_a_day_in_figures(service: Service) -> None:
    day = days_ahead(1).isoformat()
    figures = service.data(FIGURES, AGENT, day=day)["dayInFigures"]
    assert figures["flights"] == sum(one["count"] for one in figures["byStatus"]) > 100
    assert figures["capacity"] > figures["held"] + figures["sold"] >= 0
    assert service.refusal(FIGURES, AGENT, day="1900-01-01")["field"] == "day"


def test_the_inventory_tells_what_it_knows_of_a_hold(service: Service) -> None:
    flight = service.data(PLAN, AGENT, input=schedule(flightNumber="8802"))["createSchedule"]["created"][0]
    held = {"holds.r1": {"seats": 2, "user_id": "u", "numbers": []}, "closed": ["r2"]}
    service.database["inventories"].update_one({"flight_id": flight["id"]}, {"$set": held})
    claims = [{"reservationId": each, "flightId": flight["id"], "cabin": "ECONOMY"} for each in ("r1", "r2", "r3")]
    assert service.data(CLAIMS, AGENT, claims=claims)["seatClaims"] == [
        {"holdId": "r1", "state": "HELD", "seats": 2},
        {"holdId": "r2", "state": "CLOSED", "seats": 0},
        {"holdId": "r3", "state": "NONE", "seats": 0},
    ]
    assert service.refusal(CLAIMS, AGENT, claims=claims * 9)["field"] == "claims"


def test_staff_see_how_full_a_route_is(service: Service) -> None:
    tomorrow = days_ahead(1)
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
    assert service.refusal(AUDIT, caller)["code"] == code
    assert service.refusal(FIGURES, caller, day="2030-01-01")["code"] == code
    assert service.refusal(CLAIMS, caller, claims=[])["code"] == code


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

    query = "{ flightDeadLetters { id eventId eventType aggregateId tries error event } }"
    (found,) = service.data(query, AGENT)["flightDeadLetters"]
    assert "$plain word" in found.pop("event")
    assert found == {
        "id": dead["_id"],
        "eventId": event.id,
        "eventType": event.type,
        "aggregateId": "r1",
        "tries": 5,
        "error": "ValueError",
    }
    replay = "mutation ($id: ID!) { replayFlightDeadLetter(id: $id) }"
    assert service.refusal(replay, CUSTOMER, id=dead["_id"])["code"] == "FORBIDDEN"
    assert service.data(replay, AGENT, id=dead["_id"]) == {"replayFlightDeadLetter": True}
    assert service.data(replay, AGENT, id=dead["_id"]) == {"replayFlightDeadLetter": False}
    newest = service.data(AUDIT, AGENT, first=1)["flightAudit"]["edges"][0]["node"]
    assert newest == {"subjectId": dead["_id"], "action": "dead letter replayed", "userId": "agent-1"}
    assert service.data(query, AGENT)["flightDeadLetters"] == []
