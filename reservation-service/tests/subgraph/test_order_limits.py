"""What one account may not do with orders that cost nothing: keep many seats from others, fill a mailbox."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

DEPARTURE = datetime.now(UTC) + timedelta(days=30)
CREATE = """mutation($input: CreateReservationInput!, $key: String!) {
  createReservation(input: $input, idempotencyKey: $key) { id status } }"""
JOIN = """mutation($input: JoinWaitlistInput!, $key: String!) {
  joinWaitlist(input: $input, idempotencyKey: $key) { ... on Reservation { id } } }"""
CHANGE = """mutation($id: ID!, $input: RequestChangeInput!) {
  requestChange(id: $id, input: $input) { __typename } }"""
PAY = """mutation($id: ID!) {
  payReservation(id: $id, paymentToken: "sandbox-approve", idempotencyKey: "k") { __typename } }"""
ADA = [{"firstName": "Ada", "lastName": "Lovelace"}]


@pytest.fixture
def proved(subgraph: Any) -> Any:
    """Whose address is: six at a time."""
    return subgraph.seen_by(replace(subgraph.caller, email_verified=True))


def order(subgraph: Any, key: str | None = None, **more: Any) -> dict[str, Any]:
    """The answer, whatever it is."""
    wanted = {"segments": [{"flightId": "F1"}], "passengers": ADA, "holdForPayment": True, **more}
    answer: dict[str, Any] = subgraph.post(CREATE, {"input": wanted, "key": key or uuid4().hex}).json()
    return answer


def hold(subgraph: Any, key: str | None = None) -> str:
    reservation_id: str = order(subgraph, key)["data"]["createReservation"]["id"]
    subgraph.hear_hold(reservation_id, "F1", departs_at=DEPARTURE)
    return reservation_id


def is_refused(answer: dict[str, Any]) -> bool:
    return "errors" in answer


def test_an_account_holds_so_many_unpaid_bookings_and_no_more(proved: Any) -> None:
    held = [hold(proved) for _ in range(6)]
    (error,) = order(proved)["errors"]
    assert error["message"] == "You hold 6 bookings without having paid; pay for one or cancel it first."
    assert error["extensions"] == {
        "code": "CONFLICT",
        "http": {"status": 409},
        "reason": "TOO_MANY_HOLDS",
        "limit": 6,
    }
    proved.execute(PAY, {"id": held[0]})
    proved.cancel(held[1])
    assert [is_refused(order(proved)) for _ in range(3)] == [False, False, True]


def test_an_account_whose_address_is_not_proved_holds_half_as_many(subgraph: Any) -> None:
    assert [is_refused(order(subgraph)) for _ in range(4)] == [False, False, False, True]
    (error,) = order(subgraph)["errors"]
    assert error["message"].endswith("With a confirmed e-mail address you may hold more.")
    proved = subgraph.seen_by(replace(subgraph.caller, email_verified=True))
    assert not is_refused(order(proved))


def test_however_many_are_asked_for_at_once(proved: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: order(proved), range(24)))
    assert sum(not is_refused(one) for one in answers) == 6
    stored = proved.database["reservations"].count_documents({"user_id": proved.caller.user_id})
    assert stored == 6


def test_the_same_attempt_finds_what_it_made_though_no_more_are_allowed(proved: Any) -> None:
    first = order(proved, key="once")
    while not is_refused(order(proved)):
        pass
    assert order(proved, key="once") == first


def test_an_attempt_that_comes_many_times_at_once_takes_one_place(proved: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = {one["data"]["createReservation"]["id"] for one in pool.map(lambda _: order(proved, "same"), range(16))}
    assert len(made) == 1
    assert [is_refused(order(proved)) for _ in range(6)] == [*[False] * 5, True]


def test_what_is_refused_or_expires_is_held_no_more(proved: Any) -> None:
    created = [order(proved)["data"]["createReservation"]["id"] for _ in range(6)]
    proved.hear_hold(created[0], "F1", "refused")
    assert [is_refused(order(proved)) for _ in range(2)] == [False, True]


def test_nobody_gets_round_it_by_waiting_for_seats_that_are_there(proved: Any) -> None:
    answers = []
    for number in range(7):
        wanted = {"flightId": f"F{number}", "passengers": ADA, "holdForPayment": True}
        answers.append(proved.post(JOIN, {"input": wanted, "key": uuid4().hex}).json())
    assert [is_refused(one) for one in answers] == [*[False] * 6, True]


def test_whoever_waits_for_seats_holds_none(proved: Any) -> None:
    for number in range(6):
        wanted = {"flightId": f"F{number}", "passengers": ADA, "holdForPayment": True}
        joined = proved.execute(JOIN, {"input": wanted, "key": uuid4().hex})["joinWaitlist"]["id"]
        proved.hear_hold(joined, f"F{number}", "refused")
    assert not is_refused(order(proved))


def book(subgraph: Any, flight_id: str, people: int = 1, **more: Any) -> dict[str, Any]:
    """For nothing; the answer, whatever it is."""
    return order(subgraph, segments=[{"flightId": flight_id}], passengers=ADA * people, holdForPayment=False, **more)


def confirm(subgraph: Any, answer: dict[str, Any], flight_id: str, departs_at: datetime = DEPARTURE) -> str:
    reservation_id: str = answer["data"]["createReservation"]["id"]
    subgraph.hear_hold(reservation_id, flight_id, departs_at=departs_at)
    return reservation_id


def test_an_account_has_so_many_bookings_ahead_that_are_not_paid_for(proved: Any) -> None:
    booked = [confirm(proved, book(proved, f"F{number}"), f"F{number}") for number in range(24)]
    (error,) = book(proved, "F24")["errors"]
    assert error["message"] == (
        "You have 24 bookings ahead that are not paid for; pay for this one, or cancel one of them first."
    )
    assert error["extensions"] == {
        "code": "CONFLICT",
        "http": {"status": 409},
        "reason": "TOO_MANY_UNPAID",
        "limit": 24,
    }
    assert not is_refused(order(proved)), "who will pay may go on"
    proved.cancel(booked[0])
    assert [is_refused(book(proved, "F24")) for _ in range(2)] == [False, True]


def test_what_is_flown_counts_no_more(proved: Any) -> None:
    for number in range(24):
        confirm(proved, book(proved, f"F{number}"), f"F{number}", datetime.now(UTC) - timedelta(hours=1))
    assert not is_refused(book(proved, "F24"))


def test_an_account_has_so_many_seats_of_one_flight_without_paying(proved: Any) -> None:
    first = confirm(proved, book(proved, "F1", 9), "F1")
    assert [is_refused(book(proved, "F1", 9)) for _ in range(2)] == [False] * 2
    (error,) = book(proved, "F1")["errors"]
    assert (
        error["message"] == "You may have 27 seats on flight F1 without paying; pay for these, or cancel others first."
    )
    assert (error["extensions"]["reason"], error["extensions"]["flightId"]) == ("TOO_MANY_UNPAID", "F1")
    assert not is_refused(book(proved, "F2", 9))
    proved.cancel(first)
    assert [is_refused(book(proved, "F1", 9)) for _ in range(2)] == [False, True]


def test_seats_of_a_journey_count_on_each_of_its_flights(proved: Any) -> None:
    there_and_back = [{"flightId": "F1"}, {"flightId": "F2"}]
    free = {"holdForPayment": False, "passengers": ADA * 9}
    assert not is_refused(order(proved, segments=there_and_back, **free))
    assert [is_refused(book(proved, "F2", 9)) for _ in range(2)] == [False] * 2
    assert is_refused(order(proved, segments=there_and_back, **free))
    assert not is_refused(book(proved, "F1", 9))


def change(subgraph: Any, reservation_id: str, old: str, new: str) -> dict[str, Any]:
    """The answer, whatever it is."""
    wanted = {"id": reservation_id, "input": {"changes": [{"fromFlightId": old, "toFlightId": new}]}}
    answer: dict[str, Any] = subgraph.post(CHANGE, wanted).json()
    return answer


def test_seats_that_are_waited_for_count_on_their_flight(proved: Any) -> None:
    for _ in range(3):
        wanted = {"flightId": "F1", "passengers": ADA * 9, "holdForPayment": False}
        joined = proved.execute(JOIN, {"input": wanted, "key": uuid4().hex})["joinWaitlist"]["id"]
        proved.hear_hold(joined, "F1", "refused")
    assert is_refused(proved.post(JOIN, {"input": wanted, "key": uuid4().hex}).json())
    assert is_refused(book(proved, "F1"))
    assert [is_refused(book(proved, f"F{number}")) for number in range(2, 26)] == [False] * 24


def test_changes_do_not_bring_more_seats_of_one_flight(proved: Any) -> None:
    book(proved, "F1", 9)
    others = [confirm(proved, book(proved, flight, 9), flight) for flight in ("F2", "F3", "F4")]
    moved = [change(proved, one, flight, "F1") for one, flight in zip(others, ("F2", "F3", "F4"), strict=True)]
    assert [is_refused(one) for one in moved] == [False, False, True]
    (error,) = moved[2]["errors"]
    assert (error["extensions"]["reason"], error["extensions"]["flightId"]) == ("TOO_MANY_UNPAID", "F1")
    assert not is_refused(change(proved, others[0], "F2", "F1")), "the same once more is no other change"
    assert is_refused(book(proved, "F1")), "an open change has its seats"


def test_however_many_change_to_one_flight_at_once(proved: Any) -> None:
    names = [f"F{number}" for number in range(2, 8)]
    others = [confirm(proved, book(proved, flight, 9), flight) for flight in names]
    with ThreadPoolExecutor(6) as pool:
        moved = list(pool.map(lambda one: change(proved, one[0], one[1], "F1"), zip(others, names, strict=True)))
    assert sum(not is_refused(one) for one in moved) == 3


def test_an_account_whose_address_is_not_proved_books_half_as_many(subgraph: Any) -> None:
    assert [is_refused(book(subgraph, f"F{number}")) for number in range(13)] == [*[False] * 12, True]
    (error,) = book(subgraph, "F1", 9)["errors"]
    assert error["message"].endswith("With a confirmed e-mail address you may have more.")


def test_however_many_are_booked_at_once(proved: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: book(proved, f"F{number}"), range(40)))
    assert sum(not is_refused(one) for one in answers) == 24
    assert proved.database["reservations"].count_documents({"user_id": proved.caller.user_id}) == 24


def test_however_many_want_seats_of_one_flight_at_once(proved: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: book(proved, "F1", 9), range(16)))
    assert sum(not is_refused(one) for one in answers) == 3
    assert not is_refused(book(proved, "F2")), "who is refused has taken nothing"


def test_a_free_booking_that_is_asked_for_again_is_found(proved: Any) -> None:
    first = book(proved, "F0", key="once")
    for number in range(23):
        book(proved, f"F{number}")
    assert book(proved, "F0", key="once") == first
    assert is_refused(book(proved, "F24"))


def test_staff_books_what_the_desk_needs(staff: Any) -> None:
    assert [is_refused(order(staff)) for _ in range(8)] == [False] * 8
    assert [is_refused(book(staff, "F1", 9)) for _ in range(4)] == [False] * 4


def test_an_account_without_a_proved_address_has_few_letters_sent(subgraph: Any) -> None:
    refused = [
        is_refused(order(subgraph, holdForPayment=False, contactEmail=f"one-{number}@example.com"))
        for number in range(6)
    ]
    assert refused == [*[False] * 5, True]


def test_many_accounts_without_a_proved_address_do_not_fill_one_mailbox(subgraph: Any) -> None:
    address = f"{uuid4().hex}@example.com"
    for number in range(6):
        account = subgraph.seen_by(replace(subgraph.caller, user_id=f"{subgraph.caller.user_id}-{number}"))
        written = address if number % 2 else address.upper()
        answer = order(account, holdForPayment=False, contactEmail=written)
        assert is_refused(answer) == (number == 5)
    proved = replace(subgraph.caller, email_verified=True)
    assert not is_refused(order(subgraph.seen_by(proved), holdForPayment=False, contactEmail=address))


AUDIT = "query($target: ID) { reservationAudit(first: 5, target: $target) { edges { node { act userId detail } } } }"


def test_what_staff_books_without_paying_is_on_record(subgraph: Any, staff: Any) -> None:
    key = uuid4().hex
    free = order(staff, key, holdForPayment=False, passengers=ADA * 2)["data"]["createReservation"]["id"]
    assert order(staff, key, holdForPayment=False, passengers=ADA * 2)["data"]["createReservation"]["id"] == free
    paid = order(staff)["data"]["createReservation"]["id"]
    customers = order(subgraph, holdForPayment=False)["data"]["createReservation"]["id"]
    acts = {one: staff.execute(AUDIT, {"target": one})["reservationAudit"]["edges"] for one in (free, paid, customers)}
    locator = staff.reservation(free)["recordLocator"]
    (entry,) = acts[free]
    assert entry["node"] == {
        "act": "book without payment",
        "userId": staff.caller.user_id,
        "detail": f"{locator}: F1, 2 seats",
    }
    assert acts[paid] == acts[customers] == []
