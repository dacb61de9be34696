"""The subgraph as a gateway uses it: its SDL, and entities in batches."""

from __future__ import annotations

from typing import Any

from flight_http import Service
from graphql import parse

ENTITIES = """
query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Flight { id designator cabins { cabin free } origin { code } }
    ... on Airport { code city }
    ... on Airline { name }
    ... on AircraftType { seats }
  }
}
"""


def entities(service: Service, *representations: Any) -> list[Any]:
    found: list[Any] = service.data(ENTITIES, representations=list(representations))["_entities"]
    return found


def some_flight_ids(service: Service, count: int) -> list[str]:
    return [document["_id"] for document in service.database["flights"].find({}, {"_id": 1}).limit(count)]


def test_the_sdl_names_its_entities(service: Service) -> None:
    sdl = service.data("query { _service { sdl } }")["_service"]["sdl"]
    assert parse(sdl)
    for entity in ('Flight @key(fields: "id")', 'Airport @key(fields: "code")', 'Airline @key(fields: "code")'):
        assert f"type {entity}" in sdl
    assert sdl.strip() == service.run("export_schema").strip()


def test_entities_of_all_types_come_in_the_order_asked(service: Service) -> None:
    first, second = some_flight_ids(service, 2)
    found = entities(
        service,
        {"__typename": "Flight", "id": second},
        {"__typename": "Airport", "code": "JFK"},
        {"__typename": "Flight", "id": first},
        {"__typename": "Airline", "code": "DL"},
        {"__typename": "AircraftType", "code": "737-824"},
    )
    assert [one.get("id") or one.get("city") or one.get("name") or one.get("seats") for one in found] == [
        second,
        "New York",
        first,
        "Delta Air Lines Inc.",
        149,
    ]


def test_what_does_not_exist_or_is_no_reference_is_null(service: Service) -> None:
    (flight_id,) = some_flight_ids(service, 1)
    found = entities(
        service,
        {"__typename": "Flight", "id": "UA9999-20990101-JFK"},
        {"__typename": "Flight", "id": "nonsense"},
        {"__typename": "Flight", "id": {"$gt": ""}},
        {"__typename": "Flight"},
        {"__typename": "Airport", "code": "???"},
        {"__typename": "Passenger", "id": "1"},
        "Flight",
        {"__typename": "Flight", "id": flight_id},
    )
    assert found[:-1] == [None] * 7
    assert found[-1]["id"] == flight_id


def test_a_batch_too_large_is_refused(service: Service) -> None:
    representations = [{"__typename": "Airline", "code": "DL"}] * 1001
    answer = service.ask(ENTITIES, representations=representations)
    assert answer["errors"][0]["extensions"]["field"] == "representations"
