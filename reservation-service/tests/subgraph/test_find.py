from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

ONE = "query($id: ID!) { reservation(id: $id) { id } }"
LOCATOR = "query($l: String!, $n: String!) { reservationByLocator(locator: $l, lastName: $n) { id } }"
MINE = """
query($first: Int, $after: String, $status: ReservationStatus) {
  myReservations(first: $first, after: $after, status: $status) {
    edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
  }
}
"""


def test_the_owner_and_staff_see_a_reservation_and_nobody_else(subgraph: Any, staff: Any, stranger: Any) -> None:
    created = subgraph.create("F1")
    for caller in (subgraph, staff):
        assert caller.execute(ONE, {"id": created["id"]})["reservation"] == {"id": created["id"]}
    answer = stranger.post(ONE, {"id": created["id"]}).json()
    unknown = stranger.post(ONE, {"id": "nothing"}).json()
    assert answer == unknown
    assert answer["data"] == {"reservation": None}
    assert answer["errors"][0]["extensions"] == {"code": "NOT_FOUND", "http": {"status": 404}}


def test_an_anonymous_caller_is_asked_to_log_in(subgraph: Any, anonymous: Any) -> None:
    created = subgraph.create("F1")
    assert anonymous.error(ONE, {"id": created["id"]})["code"] == "UNAUTHENTICATED"
    assert anonymous.error(MINE, {})["code"] == "UNAUTHENTICATED"


def from_address(address: str) -> dict[str, str]:
    return {"x-forwarded-for": address}


def test_whoever_knows_locator_and_last_name_sees_it(subgraph: Any, anonymous: Any, stranger: Any) -> None:
    created = subgraph.create("F1", passengers=[{"firstName": "Ada", "lastName": "Müller-Lüdenscheidt"}])
    locator = created["recordLocator"]
    for caller in (anonymous, stranger):
        for text in (locator, locator.lower(), f" {locator[:3]}-{locator[3:]} "):
            for name in ("Müller-Lüdenscheidt", "MULLER LUDENSCHEIDT", "müllerlüdenscheidt"):
                variables = {"l": text, "n": name}
                found = caller.execute(LOCATOR, variables, **from_address("192.0.2.1"))
                assert found["reservationByLocator"] == {"id": created["id"]}
        break
    assert stranger.execute(LOCATOR, {"l": locator, "n": "Muller-Ludenscheidt"}, **from_address("192.0.2.2"))


@pytest.mark.parametrize(
    ("booked", "typed"), [("Müller", "MUELLER"), ("Żółć", "zolc"), ("Sørensen", "Sorensen"), ("Lovelace", "lovelace")]
)
def test_a_name_is_typed_as_a_keyboard_or_a_passport_has_it(
    subgraph: Any, anonymous: Any, booked: str, typed: str
) -> None:
    created = subgraph.create("F1", passengers=[{"firstName": "Ada", "lastName": booked}])
    variables = {"l": created["recordLocator"], "n": typed}
    found = anonymous.execute(LOCATOR, variables, **from_address(f"2001:db8:{uuid4().hex[:4]}::1"))
    assert found["reservationByLocator"] == {"id": created["id"]}


PRIVATE = """query($l: String!, $n: String!) { reservationByLocator(locator: $l, lastName: $n) {
  id status segments { flight { id } } passengers { firstName dateOfBirth travelDocument { maskedNumber } }
  user { id } contactEmail receipt { number } payment { id } tickets { number } exchangedTickets { number }
  cancellationQuote { id } change { id } partialCancellations { id } failure { code } history { status reason }
} }"""
PAY = """mutation($id: ID!) {
  payReservation(id: $id, paymentToken: "sandbox-approve", idempotencyKey: "k") { __typename } }"""
CANCEL = """mutation($id: ID!) { cancelReservation(id: $id, reason: "My mother is ill.") { __typename } }"""


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_locator_and_name_show_the_journey_and_nothing_that_could_be_used(
    subgraph: Any, anonymous: Any, stranger: Any, staff: Any, is_cancelled: bool
) -> None:
    passenger = {"firstName": "Ada", "lastName": "Lovelace", "dateOfBirth": "1990-12-10"}
    created = subgraph.create("F1", passengers=[passenger], holdForPayment=True, contactEmail="ada@example.com")
    subgraph.hear_hold(created["id"], "F1", departs_at=datetime.now(UTC) + timedelta(days=9))
    subgraph.execute(PAY, {"id": created["id"]})
    if is_cancelled:
        subgraph.execute(CANCEL, {"id": created["id"]})
    variables = {"l": created["recordLocator"], "n": "Lovelace"}
    status = "CANCELLED" if is_cancelled else "CONFIRMED"
    for caller in (anonymous, stranger):
        found = caller.execute(PRIVATE, variables, **from_address("192.0.2.9"))["reservationByLocator"]
        assert (found.pop("id"), found.pop("status")) == (created["id"], status)
        assert [one["status"] for one in found["history"]][:3] == ["PENDING", "HELD", "CONFIRMED"]
        assert [one["reason"] for one in found.pop("history") if one["reason"]] == []
        assert found.pop("segments") == [{"flight": {"id": "F1"}}]
        assert found.pop("passengers") == [{"firstName": "Ada", "dateOfBirth": None, "travelDocument": None}]
        assert not any(found.values()), found
    for caller in (subgraph, staff):
        found = caller.execute(PRIVATE, variables, **from_address("192.0.2.9"))["reservationByLocator"]
        assert (found["contactEmail"], found["user"]) == ("a•••@example.com", {"id": subgraph.caller.user_id})
        assert found["receipt"]["number"] == f"{created['recordLocator']}-1"


def test_a_wrong_name_and_a_wrong_locator_answer_alike(subgraph: Any, anonymous: Any) -> None:
    created = subgraph.create("F1")
    answers = [
        anonymous.post(LOCATOR, {"l": locator, "n": name}, **from_address("192.0.2.3")).json()
        for locator, name in [
            (created["recordLocator"], "Byron"),
            (created["recordLocator"], ""),
            (created["recordLocator"], " - "),
            ("AAAAAA", "Lovelace"),
            ("0", "Lovelace"),
            ("x" * 10_000, "Lovelace"),
            ("", ""),
        ]
    ]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_guessing_locators_is_stopped_for_the_address(anonymous: Any) -> None:
    codes = [
        anonymous.error(LOCATOR, {"l": f"AAAA{first}{second}", "n": "Smith"}, **from_address("192.0.2.4"))
        for first in "ACDEFG"
        for second in "ACDEFG"
    ]
    assert [one["code"] for one in codes].count("NOT_FOUND") == 30
    assert codes[-1]["code"] == "RATE_LIMITED"
    assert 1 <= codes[-1]["retryAfterSeconds"] <= 600


def test_guessing_the_name_to_a_locator_is_stopped_for_all_addresses(subgraph: Any, anonymous: Any) -> None:
    locator = subgraph.create("F1")["recordLocator"]
    codes = [
        anonymous.error(LOCATOR, {"l": locator, "n": f"Guess{'a' * number}"}, **from_address(f"198.51.100.{number}"))
        for number in range(12)
    ]
    assert [one["code"] for one in codes] == ["NOT_FOUND"] * 10 + ["RATE_LIMITED"] * 2


def test_ones_own_come_newest_first_in_pages(subgraph: Any, stranger: Any) -> None:
    stranger.create("F1")
    ids = [subgraph.create(f"F{number}")["id"] for number in range(5)][::-1]
    seen, after = [], None
    for expected_more in (True, True, False):
        page = subgraph.execute(MINE, {"first": 2, "after": after})["myReservations"]
        assert page["pageInfo"]["hasNextPage"] is expected_more
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["totalCount"] == 5
        seen += [edge["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    assert seen == ids


def test_ones_own_are_found_by_status(subgraph: Any) -> None:
    failed, pending = subgraph.create("F1")["id"], subgraph.create("F2")["id"]
    subgraph.hear_hold(failed, "F1", "refused")
    for status, wanted in (("FAILED", [failed]), ("PENDING", [pending]), ("CONFIRMED", [])):
        page = subgraph.execute(MINE, {"status": status})["myReservations"]
        assert [edge["node"]["id"] for edge in page["edges"]] == wanted
        assert page["totalCount"] == len(wanted)


@pytest.mark.parametrize("first", [0, -1, 101])
def test_a_page_has_a_size(subgraph: Any, first: int) -> None:
    assert subgraph.error(MINE, {"first": first})["field"] == "first"


@pytest.mark.parametrize("after", ["", "garbage", "ZmxpZ2h0OjE=", "é", "x" * 5000])
def test_a_cursor_of_another_list_is_refused(subgraph: Any, after: str) -> None:
    assert subgraph.error(MINE, {"after": after})["field"] == "after"
