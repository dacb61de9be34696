"""Airports, airlines and aircraft types."""

from __future__ import annotations

from typing import Any

import pytest
from flight_http import Service

AIRPORTS = """
query ($search: String, $first: Int, $after: String) {
  airports(search: $search, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { code city name country timeZone } }
  }
}
"""


def codes(connection: dict[str, Any]) -> list[str]:
    return [edge["node"]["code"] for edge in connection["edges"]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("jfk", "JFK"),
        ("los ang", "LAX"),
        ("Kennedy", "JFK"),
        ("san francisco", "SFO"),
        ("FRA", "FRA"),
        ("zürich", "ZRH"),
    ],
)
def test_an_airport_is_found_by_code_city_or_name(service: Service, text: str, first: str) -> None:
    assert codes(service.data(AIRPORTS, search=text)["airports"])[0] == first


def test_airports_with_flights_come_first(service: Service) -> None:
    found = codes(service.data(AIRPORTS, search="new york")["airports"])
    assert {"JFK", "LGA"} <= set(found[:2])


def test_airports_are_paged(service: Service) -> None:
    whole = service.data(AIRPORTS, search="san", first=60)["airports"]
    start = service.data(AIRPORTS, search="san", first=50)["airports"]
    rest = service.data(AIRPORTS, search="san", first=10, after=start["pageInfo"]["endCursor"])["airports"]
    assert codes(start) + codes(rest) == codes(whole)


def test_the_world_is_there(service: Service) -> None:
    assert service.data(AIRPORTS)["airports"]["totalCount"] > 7000


def test_an_airport_is_found_by_its_code(service: Service) -> None:
    query = 'query { airport(code: "hnl") { code city country timeZone latitude } }'
    assert service.data(query)["airport"] == {
        "code": "HNL",
        "city": "Honolulu",
        "country": "US",
        "timeZone": "Pacific/Honolulu",
        "latitude": pytest.approx(21.3, abs=0.1),
    }


def test_an_unknown_airport_is_null_and_not_found(service: Service) -> None:
    answer = service.ask('query { airport(code: "QQQ") { code } }')
    assert answer["data"] == {"airport": None}
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_airlines_are_listed(service: Service) -> None:
    airlines = service.data("query { airlines { code name } }")["airlines"]
    assert {"code": "B6", "name": "JetBlue Airways"} in airlines
    assert len(airlines) == 16


def test_aircraft_types_are_filtered_ordered_and_paged_in_the_database(service: Service) -> None:
    query = """query { aircraftTypes(
        filters: {manufacturer: "Airbus", seats: {gte: 150}}, ordering: [{seats: DESC}], pagination: {limit: 3}
    ) { code manufacturer seats } }"""
    found = service.data(query)["aircraftTypes"]
    assert len(found) == 3
    assert {one["manufacturer"] for one in found} == {"Airbus"}
    assert [one["seats"] for one in found] == sorted((one["seats"] for one in found), reverse=True)
