"""Schedules over HTTP: planned, found, opened, withdrawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flight_http import Service

from wire.identity import Caller

AGENT = Caller(user_id="agent-1", roles=frozenset({"AGENT"}))
CUSTOMER = Caller(user_id="customer-1", roles=frozenset({"CUSTOMER"}))

CREATE = "mutation ($input: CreateScheduleInput!) { createSchedule(input: $input) { schedule { id } created { id } } }"
LIST = """query ($filter: FlightScheduleFilter) { flightSchedules(filter: $filter) {
    pageInfo { hasNextPage } edges { node {
        id designator departsAt weekdays state cabins { cabin capacity fare { amount } } } } } }"""
OPEN = """query ($id: ID!) { flightSchedule(id: $id) { state acts { action details { name value } }
    planned { missingDays flights { differences flight { id status } } } } }"""
PREVIEW = """query ($id: ID!, $day: Date!) {
    previewScheduleWithdrawal(id: $id, fromDay: $day) { flightId seats departsAt } }"""
WITHDRAW = """mutation ($id: ID!, $day: Date!, $ids: [ID!]!, $reason: String!) {
    withdrawSchedule(id: $id, fromDay: $day, flightIds: $ids, reason: $reason) {
        schedule { state } cancelled refused { flightId message } } }"""

EXPORT = """query ($airline: String!, $day: Date!, $format: ScheduleFileFormat!) {
    exportSchedule(airline: $airline, firstDay: $day, lastDay: $day, format: $format) { text lines leftOut } }"""


def plan(service: Service, number: str) -> tuple[str, str, str]:
    """Far enough ahead that it is not yesterday anywhere, whenever this runs. With its day and its only flight."""
    day = (datetime.now(UTC) + timedelta(days=200)).date()
    money = {"amount": "120", "currency": "USD"}
    wish: dict[str, Any] = {
        "airline": "DL",
        "flightNumber": number,
        "origin": "JFK",
        "destination": "SEA",
        "departsAtLocal": "18:00",
        "arrivesAtLocal": "21:15",
        "firstDay": day.isoformat(),
        "lastDay": day.isoformat(),
        "weekdays": [f"{day:%A}".upper()],
        "cabins": [{"cabin": "ECONOMY", "capacity": 150, "fare": money}],
    }
    created = service.data(CREATE, AGENT, input=wish)["createSchedule"]
    return created["schedule"]["id"], day.isoformat(), created["created"][0]["id"]


def test_a_schedule_is_found_opened_and_withdrawn(service: Service) -> None:
    schedule_id, day, flight_id = plan(service, "8830")
    found = service.data(LIST, AGENT, filter={"designator": "dl8830", "firstDay": day})["flightSchedules"]
    (node,) = (edge["node"] for edge in found["edges"])
    assert (node["id"], node["departsAt"], node["state"]) == (schedule_id, "18:00", "ACTIVE")
    assert node["cabins"] == [{"cabin": "ECONOMY", "capacity": 150, "fare": {"amount": "120.00"}}]
    seen = service.data(PREVIEW, AGENT, id=schedule_id, day=day)["previewScheduleWithdrawal"]
    assert [(one["flightId"], one["seats"]) for one in seen] == [(flight_id, 0)]
    wish = {"id": schedule_id, "day": day, "ids": [flight_id]}
    assert service.refusal(WITHDRAW, AGENT, **wish, reason=" ")["field"] == "reason"
    done = service.data(WITHDRAW, AGENT, **wish, reason="no crew")["withdrawSchedule"]
    assert done == {"schedule": {"state": "WITHDRAWN"}, "cancelled": [flight_id], "refused": []}
    opened = service.data(OPEN, AGENT, id=schedule_id)["flightSchedule"]
    assert [one["flight"]["status"] for one in opened["planned"]["flights"]] == ["CANCELLED"]
    assert [act["action"] for act in opened["acts"]] == ["schedule_created", "schedule_withdrawn"]


def test_a_schedule_is_exported_as_a_file(service: Service) -> None:
    _, day, flight_id = plan(service, "8831")
    wish = {"airline": "dl", "day": day, "format": "CSV"}
    exported = service.data(EXPORT, AGENT, **wish)["exportSchedule"]
    assert f"DL,8831,JFK,SEA,18:00,21:15,{day},{day}," in exported["text"]
    # Other tests plan flights of that day too.
    assert flight_id not in exported["leftOut"]
    assert service.refusal(EXPORT, CUSTOMER, **wish)["code"] == "FORBIDDEN"


def test_only_staff_see_or_withdraw_schedules(service: Service) -> None:
    assert service.refusal(LIST, CUSTOMER)["code"] == "FORBIDDEN"
    assert service.refusal(OPEN, CUSTOMER, id="s")["code"] == "FORBIDDEN"
    assert service.refusal(PREVIEW, CUSTOMER, id="s", day="2030-01-01")["code"] == "FORBIDDEN"
    refused = service.refusal(WITHDRAW, CUSTOMER, id="s", day="2030-01-01", ids=[], reason="x")
    assert refused["code"] == "FORBIDDEN"


def test_a_schedule_that_is_not_there_is_said_so(service: Service) -> None:
    answer = service.ask(OPEN, AGENT, id="none")
    assert answer["data"] == {"flightSchedule": None}
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
