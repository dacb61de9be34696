"""The first and the last day there is: asked for anywhere, they are bad input or nothing found, never a fault."""

from __future__ import annotations

from typing import Any

import pytest
from flight_http import Service

from wire.identity import Caller

AGENT = Caller(user_id="agent-1", roles=frozenset({"AGENT"}))
FARE = {"amount": "1", "currency": "USD"}
CABINS = [{"cabin": "ECONOMY", "capacity": 1, "fare": FARE}]
FLIGHT = {"airline": "DL", "flightNumber": "1", "origin": "NRT", "destination": "HNL", "cabins": CABINS}
SCHEDULE = {"departsAtLocal": "00:00", "arrivesAtLocal": "23:59", "weekdays": ["FRIDAY", "MONDAY"]}

OPERATIONS: list[tuple[str, Any]] = [
    (
        'query ($d: Date!) { searchFlights(origin: "NRT", destination: "HNL", date: $d) { totalCount } }',
        lambda day: {"d": day},
    ),
    (
        "query ($s: [SliceInput!]!) { searchJourneys(slices: $s) { slices { date } } }",
        lambda day: {"s": [{"origin": "NRT", "destination": "HNL", "date": day}]},
    ),
    (
        'query ($d: Date!) { cheapestDays(origin: "NRT", destination: "HNL", date: $d) { date } }',
        lambda day: {"d": day},
    ),
    ("query ($d: Date!) { flights(filter: {date: $d}) { edges { cursor } } }", lambda day: {"d": day}),
    (
        'query ($d: Date!) { occupancy(origin: "NRT", destination: "HNL", fromDay: $d) { date } }',
        lambda day: {"d": day},
    ),
    (
        "mutation ($i: CreateFlightInput!) { createFlight(input: $i) { id } }",
        lambda day: {"i": {**FLIGHT, "departsAt": f"{day}T00:00:00+14:00", "arrivesAt": f"{day}T23:59:59-12:00"}},
    ),
    (
        "mutation ($i: CreateScheduleInput!) { createSchedule(input: $i) { existingDays } }",
        lambda day: {"i": {**FLIGHT, **SCHEDULE, "firstDay": day, "lastDay": day}},
    ),
]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    ("query", "build"), OPERATIONS, ids=[query[query.index("{") + 2 :][:12] for query, _ in OPERATIONS]
)
def test_the_ends_of_time_are_no_fault(service: Service, query: str, build: Any, day: str) -> None:
    answer = service.ask(query, AGENT, **build(day))
    assert {error["extensions"]["code"] for error in answer.get("errors", [])} <= {"BAD_USER_INPUT"}, answer
