"""Staff look for reservations by what a traveller can tell."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from wire.identity import Caller

SEARCH = """
query($text: String!, $first: Int, $after: String) {
  searchReservations(text: $text, first: $first, after: $after) {
    edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}
"""
CORRECT = """
mutation($id: ID!, $last: String!) {
  correctPassengerName(id: $id, passenger: 1, firstName: "Ada", lastName: $last) { __typename }
}
"""
AUDIT = "{ reservationAudit(first: 1) { edges { node { userId act target detail } } } }"


def person(first_name: str, last_name: str) -> dict[str, str]:
    return {"firstName": first_name, "lastName": last_name}


@pytest.fixture
def family() -> str:
    """A last name that nobody else has."""
    return "Q" + "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex[:12])


def enter(subgraph: Any) -> None:
    """What the worker does when it relays the events of what was reserved."""
    from reservation_service.bootstrap import build_enter_directory

    mine = subgraph.database["reservations"].find({"user_id": subgraph.caller.user_id}, {"_id": 1})
    build_enter_directory(subgraph.database)([one["_id"] for one in mine])


def search(staff: Any, text: str, **page: object) -> list[str]:
    found = staff.execute(SEARCH, {"text": text, **page})["searchReservations"]
    return [edge["node"]["id"] for edge in found["edges"]]


def test_a_passenger_is_found_by_the_beginning_of_her_name(subgraph: Any, staff: Any, family: str) -> None:
    ada = subgraph.create(passengers=[person("Ada", family)])["id"]
    zoe = subgraph.create(passengers=[person("Eve", "Smith"), person("Zoë", f"{family}-Jones")])["id"]
    enter(subgraph)
    assert search(staff, family[:-1].upper()) == [ada, zoe]
    assert search(staff, f"{family}, a") == [ada]
    assert search(staff, f"ada {family}") == [ada]
    assert search(staff, f"{family}jones/zoe") == [zoe]
    assert search(staff, f"{family}, b") == []


def test_a_family_is_one_hit_and_pages_do_not_overlap(subgraph: Any, staff: Any, family: str) -> None:
    party = [person(name, family) for name in ("Ada", "Ben", "Cleo", "Dan")]
    ids = [subgraph.create(passengers=party)["id"] for _ in range(3)]
    enter(subgraph)
    first = staff.execute(SEARCH, {"text": family, "first": 2})["searchReservations"]
    # Of one name the newest first.
    assert [edge["node"]["id"] for edge in first["edges"]] == [ids[2], ids[1]]
    assert first["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "endCursor": first["edges"][1]["cursor"],
    }
    rest = staff.execute(SEARCH, {"text": family, "first": 2, "after": first["pageInfo"]["endCursor"]})
    assert [edge["node"]["id"] for edge in rest["searchReservations"]["edges"]] == [ids[0]]
    assert rest["searchReservations"]["pageInfo"]["hasNextPage"] is False


def test_a_name_is_found_as_it_is_and_as_it_was_before_it_was_corrected(subgraph: Any, staff: Any, family: str) -> None:
    created = subgraph.create(passengers=[person("Ada", family)])["id"]
    enter(subgraph)
    staff.execute(CORRECT, {"id": created, "last": f"New{family}"})
    assert [search(staff, name) for name in (f"new{family}", family)] == [[created], [created]]


def test_a_contact_address_is_found_whole(subgraph: Any, staff: Any, family: str) -> None:
    created = subgraph.create(contactEmail=f"{family}@Example.com")["id"]
    enter(subgraph)
    assert search(staff, f"{family.upper()}@example.com") == [created]
    assert search(staff, f"{family}@example.co") == []


def test_a_record_locator_and_a_ticket_number_need_no_worker(subgraph: Any, staff: Any) -> None:
    created = subgraph.create("F1")
    assert search(staff, created["recordLocator"].lower()) == [created["id"]]
    subgraph.hear_hold(created["id"], "F1")
    ticket = subgraph.execute("query($id: ID!) { reservation(id: $id) { tickets { number } } }", {"id": created["id"]})
    number = ticket["reservation"]["tickets"][0]["number"]
    assert search(staff, f"{number[:3]}-{number[3:]}") == [created["id"]]
    # The second of a party of one, and one that was never exchanged.
    assert search(staff, f"{number[:-1]}2") == []
    assert search(staff, f"999{int(number[3:12]) + 23**6:09d}1") == []


def test_a_ticket_that_was_never_issued_leads_nowhere(subgraph: Any, staff: Any) -> None:
    from reservation_service.domain.locator import RecordLocator
    from reservation_service.domain.passengers import Passenger, PassengerType
    from reservation_service.domain.tickets import issue_tickets

    locator = RecordLocator(subgraph.create("F1")["recordLocator"])
    (ticket,) = issue_tickets(locator, (Passenger("Ada", "Lovelace", PassengerType.ADULT),))
    assert search(staff, ticket.number) == []


def test_an_address_that_was_forgotten_is_not_in_the_directory_any_more(subgraph: Any, staff: Any, family: str) -> None:
    from reservation_service.bootstrap import get_application

    address = f"{family}@example.com"
    created = subgraph.create("F1", contactEmail=address)
    enter(subgraph)
    subgraph.cancel(created["id"])
    forget = get_application().forget_accounts
    forget.hear(subgraph.caller.user_id)
    subgraph.database["closed_accounts"].update_one(
        {"_id": subgraph.caller.user_id}, {"$set": {"look_at": datetime(2020, 1, 1, tzinfo=UTC)}}
    )
    forget()
    assert search(staff, address) == []
    assert [
        one for one in subgraph.database["directory"].find({"entry": {"$gt": "mail:"}}) if address in one["_id"]
    ] == []


def test_a_search_is_on_record_and_so_are_its_further_pages(subgraph: Any, staff: Any, family: str) -> None:
    agent = staff.seen_by(Caller(f"agent-{uuid4().hex}", frozenset({"AGENT"})))
    for _ in range(2):
        subgraph.create(passengers=[person("Ada", family)])
    enter(subgraph)
    page = agent.execute(SEARCH, {"text": f" {family} ", "first": 1})["searchReservations"]["pageInfo"]
    agent.execute(SEARCH, {"text": family, "after": page["endCursor"]})
    acts = agent.execute(AUDIT.replace("first: 1", f'first: 5, userId: "{agent.caller.user_id}"'))["reservationAudit"]
    looked = {"userId": agent.caller.user_id, "act": "search reservations", "target": "reservations"}
    assert [edge["node"] for edge in acts["edges"]] == [
        {**looked, "detail": f"name or address: {family}, a further page"},
        {**looked, "detail": f"name or address: {family}"},
    ]


def test_only_staff_may_and_not_without_end(
    subgraph: Any, staff: Any, anonymous: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert subgraph.error(SEARCH, {"text": "Lovelace"})["code"] == "FORBIDDEN"
    assert anonymous.error(SEARCH, {"text": "Lovelace"})["code"] == "UNAUTHENTICATED"
    monkeypatch.setattr("reservation_service.usecases.search_reservations.SEARCHES", 2)
    agent = staff.seen_by(Caller(f"agent-{uuid4().hex}", frozenset({"AGENT"})))
    for _ in range(2):
        search(agent, "Lovelace")
    assert agent.error(SEARCH, {"text": "Lovelace"})["code"] == "RATE_LIMITED"


@pytest.mark.parametrize(
    ("variables", "field"),
    [({"text": "1"}, "text"), ({"text": "Li", "first": 101}, "first"), ({"text": "Li", "after": "!"}, "after")],
)
def test_a_search_that_makes_no_sense_is_refused(staff: Any, variables: dict[str, Any], field: str) -> None:
    error = staff.error(SEARCH, variables)
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", field)
