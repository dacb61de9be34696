"""Searching and listing real flights, as a traveller and as staff do."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flight_http import NEW_YORK, Service, days_ahead

SEARCH = """
query ($origin: String!, $destination: String!, $date: Date!, $passengers: Int! = 1, $cabin: Cabin! = ECONOMY,
       $sort: FlightSort! = DEPARTURE, $first: Int, $after: String) {
  searchFlights(origin: $origin, destination: $destination, date: $date, passengers: $passengers, cabin: $cabin,
                sort: $sort, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node {
      id designator flightNumber airline { code name } origin { code city timeZone } destination { code }
      departsAt arrivesAt departsAtLocal arrivesAtLocal durationMinutes status version aircraftType { code seats }
      cabins { cabin capacity free held sold fare { amount currency } }
    } }
  }
}
"""


@pytest.fixture
def tomorrow() -> str:
    return days_ahead(1).isoformat()


def search(service: Service, date: str, **wanted: Any) -> dict[str, Any]:
    found: dict[str, Any] = service.data(SEARCH, origin="JFK", destination="LAX", date=date, **wanted)["searchFlights"]
    return found


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]


def test_a_search_finds_the_route_and_day_in_order_of_departure(service: Service, tomorrow: str) -> None:
    found = nodes(search(service, tomorrow, first=100))
    assert len(found) > 10
    assert {(flight["origin"]["code"], flight["destination"]["code"]) for flight in found} == {("JFK", "LAX")}
    assert {flight["departsAtLocal"][:10] for flight in found} == {tomorrow}
    assert [flight["departsAt"] for flight in found] == sorted(flight["departsAt"] for flight in found)


def test_local_times_are_those_of_the_airports(service: Service, tomorrow: str) -> None:
    for flight in nodes(search(service, tomorrow)):
        departs, arrives = (datetime.fromisoformat(flight[name]) for name in ("departsAtLocal", "arrivesAtLocal"))
        assert departs == datetime.fromisoformat(flight["departsAt"])
        assert departs.utcoffset() == departs.astimezone(NEW_YORK).utcoffset()
        assert arrives.utcoffset() == arrives.astimezone(ZoneInfo("America/Los_Angeles")).utcoffset()
        assert (arrives - departs) == timedelta(minutes=flight["durationMinutes"])
        assert timedelta(hours=5) < arrives - departs < timedelta(hours=7)


def test_cabins_share_the_seats_of_the_aircraft(service: Service, tomorrow: str) -> None:
    for flight in nodes(search(service, tomorrow)):
        assert sum(cabin["capacity"] for cabin in flight["cabins"]) == flight["aircraftType"]["seats"]
        for cabin in flight["cabins"]:
            assert cabin["free"] + cabin["held"] + cabin["sold"] == cabin["capacity"]


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("PRICE", lambda flight: float(flight["cabins"][0]["fare"]["amount"])),
        ("DURATION", lambda flight: flight["durationMinutes"]),
    ],
)
def test_a_search_is_sorted_as_asked(service: Service, tomorrow: str, sort: str, key: Any) -> None:
    keys = [key(flight) for flight in nodes(search(service, tomorrow, sort=sort, first=100))]
    assert keys == sorted(keys)
    assert len(set(keys)) > 1


def test_pages_together_are_the_whole_list(service: Service, tomorrow: str) -> None:
    whole = search(service, tomorrow, sort="PRICE", first=100)
    paged = list(_pages(service, tomorrow))
    assert [flight["id"] for page in paged for flight in nodes(page)] == [flight["id"] for flight in nodes(whole)]
    assert [page["pageInfo"]["hasPreviousPage"] for page in paged][:2] == [False, True]
    assert {page["totalCount"] for page in paged} == {len(nodes(whole))}


def _pages(service: Service, date: str) -> Iterator[dict[str, Any]]:
    after: str | None = None
    while True:
        page = search(service, date, sort="PRICE", first=7, after=after)
        yield page
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def test_a_return_flight_can_be_searched(service: Service, tomorrow: str) -> None:
    found = service.data(SEARCH, origin="LAX", destination="JFK", date=tomorrow)["searchFlights"]
    assert found["totalCount"] > 5


def test_codes_may_be_written_in_small_letters(service: Service, tomorrow: str) -> None:
    assert service.data(SEARCH, origin="jfk", destination=" lax ", date=tomorrow)["searchFlights"]["edges"]


def test_only_cabins_with_enough_free_seats_are_found(service: Service, tomorrow: str) -> None:
    before = nodes(search(service, tomorrow, cabin="BUSINESS", first=100))
    assert before
    full = before[0]["id"]
    key = {"_id": f"{full}:BUSINESS"}
    seats = next(cabin["free"] for cabin in before[0]["cabins"] if cabin["cabin"] == "BUSINESS")
    service.database["inventories"].update_one(key, {"$inc": {"free": 3 - seats, "sold": seats - 3}})
    for passengers, present in ((3, True), (4, False)):
        found = nodes(search(service, tomorrow, cabin="BUSINESS", passengers=passengers, first=100))
        assert (full in [flight["id"] for flight in found]) is present
    service.database["inventories"].update_one(key, {"$inc": {"free": seats - 3, "sold": 3 - seats}})


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"origin": "QQQ"}, "origin"),
        ({"destination": "QQQ"}, "destination"),
        ({"destination": "JFK"}, "destination"),
        ({"origin": "not a code at all, but a long text in place of one"}, "origin"),
        ({"origin": ""}, "origin"),
        ({"date": "2020-01-01"}, "date"),
        ({"passengers": 0}, "passengers"),
        ({"passengers": 50}, "passengers"),
        ({"first": 0}, "first"),
        ({"first": 101}, "first"),
        ({"after": "nonsense"}, "after"),
        ({"after": "W10"}, "after"),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_field(
    service: Service, tomorrow: str, wanted: dict[str, Any], field: str
) -> None:
    variables = {"origin": "JFK", "destination": "LAX", "date": tomorrow} | wanted
    assert service.refusal(SEARCH, **variables) == {"code": "BAD_USER_INPUT", "http": {"status": 400}, "field": field}


def test_a_cursor_of_another_order_is_refused(service: Service, tomorrow: str) -> None:
    cursor = search(service, tomorrow, first=1)["pageInfo"]["endCursor"]
    variables = {"origin": "JFK", "destination": "LAX", "date": tomorrow, "sort": "PRICE", "after": cursor}
    assert service.refusal(SEARCH, **variables)["field"] == "after"


def test_values_of_the_wrong_type_are_bad_input(service: Service) -> None:
    for bad in ("tomorrow", 7, None):
        variables = {"origin": "JFK", "destination": "LAX", "date": bad}
        assert service.refusal(SEARCH, **variables) == {"code": "BAD_USER_INPUT", "http": {"status": 400}}


LIST = """
query ($filter: FlightFilter, $first: Int, $after: String) {
  flights(filter: $filter, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor } edges { node { id designator status departsAtLocal airline { code } } }
  }
}
"""


def test_the_list_walks_through_the_days(service: Service) -> None:
    """The last of one day and the first of the next are neighbours; a page without any says where to go on."""
    found: list[dict[str, Any]] = []
    after, has_next = None, True
    while has_next:
        page = service.data(LIST, filter={"airline": "VX"}, first=100 if found else 1, after=after)["flights"]
        found += nodes(page)
        after, has_next = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert {flight["airline"]["code"] for flight in found} == {"VX"}
    assert len({flight["departsAtLocal"][:10] for flight in found}) >= 3
    assert len({flight["id"] for flight in found}) == len(found)


def test_the_list_is_narrowed_by_its_filter(service: Service, tomorrow: str) -> None:
    wanted = {"origin": "JFK", "destination": "LAX", "date": tomorrow, "airline": "B6", "status": "SCHEDULED"}
    found = nodes(service.data(LIST, filter=wanted)["flights"])
    assert found
    designator = found[0]["designator"]
    named = nodes(service.data(LIST, filter={"designator": designator})["flights"])
    assert found[0]["id"] in [flight["id"] for flight in named]
    assert {flight["designator"] for flight in named} == {designator}
    assert nodes(service.data(LIST, filter={"date": tomorrow, "status": "CANCELLED"})["flights"]) == []


@pytest.mark.parametrize("position", [["x", "", ""], ["2026-13-40", "", ""], ["", "", ""], [1, 2, 3], ["2026-12-01"]])
def test_a_forged_cursor_of_the_list_is_refused(service: Service, position: list[Any]) -> None:
    forged = urlsafe_b64encode(json.dumps(["flights", *position]).encode()).decode()
    assert service.refusal(LIST, after=forged) == {"code": "BAD_USER_INPUT", "http": {"status": 400}, "field": "after"}


def test_a_flight_is_found_by_its_id(service: Service, tomorrow: str) -> None:
    flight = nodes(search(service, tomorrow, first=1))[0]
    assert service.data("query ($id: ID!) { flight(id: $id) { designator } }", id=flight["id"]) == {
        "flight": {"designator": flight["designator"]}
    }


@pytest.mark.parametrize("flight_id", ["UA9999-20261201-JFK", "nonsense", "", "x" * 5000, "$where", "UA1.x"])
def test_an_unknown_flight_is_null_and_not_found(service: Service, flight_id: str) -> None:
    answer = service.ask("query ($id: ID!) { flight(id: $id) { designator } }", id=flight_id)
    assert answer["data"] == {"flight": None}
    assert answer["errors"][0]["extensions"] == {"code": "NOT_FOUND", "http": {"status": 404}}


def test_flights_that_have_left_are_not_found(service: Service) -> None:
    """Today's list has flights of this morning (or will have); a search for today has none of them."""
    today = datetime.now(NEW_YORK).date().isoformat()
    found = nodes(search(service, today, first=100))
    assert all(datetime.fromisoformat(flight["departsAt"]) > datetime.now(UTC) for flight in found)
