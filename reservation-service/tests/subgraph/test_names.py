"""Correcting a passenger's name: a slip by its owner, anything by staff."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

CORRECT = """mutation($id: ID!, $number: Int!, $first: String!, $last: String!) {
  correctPassengerName(id: $id, passenger: $number, firstName: $first, lastName: $last) {
    __typename
    ... on Reservation { passengers { firstName lastName } tickets { number passenger { firstName lastName } } }
    ... on ReservationRefusal { code message }
  }
}"""
TICKETS = "query($id: ID!) { reservation(id: $id) { tickets { number } } }"
BY_LOCATOR = "query($l: String!, $n: String!) { reservationByLocator(locator: $l, lastName: $n) { id } }"
AUDIT = "query($target: ID) { reservationAudit(first: 5, target: $target) { edges { node { act target detail } } } }"
DEPARTURE = datetime.now(UTC) + timedelta(days=30)


def book(subgraph: Any, departs_at: datetime = DEPARTURE, **more: Any) -> dict[str, Any]:
    created: dict[str, Any] = subgraph.create("N1", **more)
    subgraph.hear_hold(created["id"], "N1", departs_at=departs_at)
    return created


def correct(subgraph: Any, reservation_id: str, name: str, number: int = 1) -> dict[str, Any]:
    first, last = name.split(" ", 1)
    variables = {"id": reservation_id, "number": number, "first": first, "last": last}
    answer: dict[str, Any] = subgraph.execute(CORRECT, variables)["correctPassengerName"]
    return answer


@pytest.mark.parametrize("name", ["Adah Lovelace", "Ada Lovelass", "ada LOVELACE", "Lovelace Ada", "Ida Lovlac"])
def test_a_slip_is_corrected_and_the_ticket_follows(subgraph: Any, name: str) -> None:
    booked = book(subgraph)["id"]
    number = subgraph.execute(TICKETS, {"id": booked})["reservation"]["tickets"][0]["number"]
    first, last = name.split()
    called = {"firstName": first, "lastName": last}
    expected = {"passengers": [called], "tickets": [{"number": number, "passenger": called}]}
    assert correct(subgraph, booked, name) == {"__typename": "Reservation", **expected}


@pytest.mark.parametrize("name", ["Evelyn Lovelace", "Ada Byron", "Adelaide Lovelace"])
def test_another_person_is_not_a_slip(subgraph: Any, name: str) -> None:
    refused = correct(subgraph, book(subgraph)["id"], name)
    assert (refused["__typename"], refused["code"]) == ("NameTooDifferent", "NAME_TOO_DIFFERENT")


def test_slips_add_up(subgraph: Any) -> None:
    booked = book(subgraph)["id"]
    assert correct(subgraph, booked, "Ida Lovelass")["__typename"] == "Reservation"
    assert correct(subgraph, booked, "Eda Lovelass")["__typename"] == "Reservation"
    assert correct(subgraph, booked, "Eva Lovelass")["code"] == "NAME_TOO_DIFFERENT"
    assert correct(subgraph, booked, "Ada Lovelace")["__typename"] == "Reservation"


def test_staff_may_correct_anything_and_it_is_written_down(subgraph: Any, staff: Any) -> None:
    booked = book(subgraph)
    assert correct(staff, booked["id"], "Augusta King")["passengers"] == [{"firstName": "Augusta", "lastName": "King"}]
    (edge,) = staff.execute(AUDIT, {"target": booked["id"]})["reservationAudit"]["edges"]
    assert edge["node"] == {"act": "correct name", "target": booked["id"], "detail": "passenger 1 is Augusta King"}
    found = subgraph.execute(BY_LOCATOR, {"l": booked["recordLocator"], "n": "king"})["reservationByLocator"]
    assert found == {"id": booked["id"]}
    assert correct(subgraph, booked["id"], "Augusta Kling")["__typename"] == "Reservation"


def test_after_departure_names_stand(subgraph: Any, staff: Any) -> None:
    booked = book(subgraph, departs_at=datetime.now(UTC) - timedelta(minutes=1))["id"]
    for who in (subgraph, staff):
        assert correct(who, booked, "Adah Lovelace")["code"] == "NOT_CORRECTABLE"


def test_names_stand_once_the_first_flight_of_several_has_departed(subgraph: Any) -> None:
    booked = subgraph.create("N1", "N2")["id"]
    subgraph.hear_hold(booked, "N2", departs_at=DEPARTURE)
    subgraph.hear_hold(booked, "N1", departs_at=datetime.now(UTC) - timedelta(minutes=1))
    assert correct(subgraph, booked, "Adah Lovelace")["code"] == "NOT_CORRECTABLE"


def test_a_cancelled_reservation_has_no_names_to_correct(subgraph: Any) -> None:
    booked = book(subgraph)["id"]
    subgraph.execute("mutation($id: ID!) { cancelReservation(id: $id) { __typename } }", {"id": booked})
    assert correct(subgraph, booked, "Adah Lovelace")["code"] == "NOT_CORRECTABLE"


@pytest.mark.parametrize(
    ("number", "name", "field"), [(0, "A B", "passenger"), (2, "A B", "passenger"), (1, "A 1", "lastName")]
)
def test_what_cannot_be_a_name_or_passenger_is_bad_input(subgraph: Any, number: int, name: str, field: str) -> None:
    first, last = name.split()
    variables = {"id": book(subgraph)["id"], "number": number, "first": first, "last": last}
    assert subgraph.error(CORRECT, variables)["field"] == field


def test_strangers_correct_nothing(subgraph: Any, stranger: Any) -> None:
    variables = {"id": book(subgraph)["id"], "number": 1, "first": "Eve", "last": "Lovelace"}
    assert stranger.error(CORRECT, variables)["code"] == "NOT_FOUND"
