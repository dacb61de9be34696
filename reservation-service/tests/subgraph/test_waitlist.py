"""The waitlist: who is refused because it is sold out gets the seats that come free, oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import uuid4

import pytest
from pymongo.database import Database

from reservation_service.domain.waitlist import LONGEST_RETRY
from wire.database import Document
from wire.events import CabinAvailability, FlightUpdated, Hold, Refusal

DEPARTURE = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
FIELDS = "id status version waitlistPosition expiresAt segments { status } failure { code } history { status }"
JOIN = f"""mutation($input: JoinWaitlistInput!, $key: String!) {{
  joinWaitlist(input: $input, idempotencyKey: $key) {{
    __typename ... on Reservation {{ {FIELDS} }} ... on Refusal {{ code message }}
  }}
}}"""
READ = f"query($id: ID!) {{ reservation(id: $id) {{ {FIELDS} }} }}"
CANCEL = "mutation($id: ID!) { cancelReservation(id: $id) { __typename } }"
KINDS = "{ myNotifications { items { kind } } }"


@pytest.fixture
def flight(service: Any) -> Iterator[str]:
    """One that nobody else waits for."""
    database: Database[Document] = service[1]
    flight_id = f"W{uuid4().hex[:10]}"
    yield flight_id
    # The sweeper of other tests is not to meet those who still wait.
    database["reservations"].delete_many({"flight_ids": flight_id})


def join(subgraph: Any, flight: str, seats: int = 1, key: str | None = None, **more: Any) -> dict[str, Any]:
    passengers = [{"firstName": "Ada", "lastName": "Lovelace"}] * seats
    variables = {"input": {"flightId": flight, "passengers": passengers, **more}, "key": key or uuid4().hex}
    answer: dict[str, Any] = subgraph.execute(JOIN, variables)["joinWaitlist"]
    return answer


def wait_for_seats(subgraph: Any, flight: str, seats: int = 1, **more: Any) -> str:
    """On the list: the first try was refused."""
    reservation_id: str = join(subgraph, flight, seats, **more)["id"]
    refuse(subgraph, reservation_id, flight)
    return reservation_id


def refuse(subgraph: Any, reservation_id: str, flight: str, number: int = 0) -> None:
    hear(subgraph, reservation_id, flight, "refused", number)


def hear(subgraph: Any, reservation_id: str, flight: str, outcome: str, number: int) -> None:
    hold_id = f"{reservation_id}_{number}" if number else None
    subgraph.hear_hold(reservation_id, flight, outcome, hold_id=hold_id, departs_at=DEPARTURE)


def free(subgraph: Any, flight: str, seats: int, change: str = "seats_released", revision: int | None = None) -> None:
    """Somebody gives seats up."""
    availability = {"ECONOMY": CabinAvailability(capacity=10, free=seats, held=0, sold=10 - seats, revision=revision)}
    subgraph.hear(FlightUpdated(flight_id=flight, flight_version=1, change=change, availability=availability))


def read(subgraph: Any, reservation_id: str) -> dict[str, Any]:
    found: dict[str, Any] = subgraph.execute(READ, {"id": reservation_id})["reservation"]
    return found


def tries(subgraph: Any, reservation_id: str) -> list[str | None]:
    """The hold ids it asked under."""
    outbox = subgraph.database["reservations"].find_one({"_id": reservation_id})["outbox"]
    asked = [entry for entry in outbox if entry["type"] == "reservation.created"]
    return [entry["data"]["segments"][0].get("hold_id", "").removeprefix(reservation_id) for entry in asked]


def sweep_later(subgraph: Any, reservation_id: str) -> None:
    """As if it had been time for the next try."""
    from reservation_service.bootstrap import get_application

    past = {"$set": {"next_try_at": datetime.now(UTC) - timedelta(seconds=1)}}
    subgraph.database["reservations"].update_one({"_id": reservation_id}, past)
    get_application().expire_overdue()


def test_who_is_refused_because_it_is_sold_out_waits(subgraph: Any, flight: str) -> None:
    first, second = wait_for_seats(subgraph, flight), wait_for_seats(subgraph, flight)
    found = read(subgraph, first)
    assert (found["status"], found["waitlistPosition"]) == ("WAITLISTED", 1)
    assert datetime.fromisoformat(found["expiresAt"]) == DEPARTURE
    assert read(subgraph, second)["waitlistPosition"] == 2


def test_seats_that_come_free_are_held_for_the_one_who_waits(subgraph: Any, flight: str) -> None:
    waiting = wait_for_seats(subgraph, flight)
    free(subgraph, flight, 1)
    assert tries(subgraph, waiting) == ["", "_1"]
    assert read(subgraph, waiting)["status"] == "WAITLISTED"
    hear(subgraph, waiting, flight, "held", 1)
    found = read(subgraph, waiting)
    assert (found["status"], found["waitlistPosition"]) == ("HELD", None)
    assert [one["status"] for one in found["history"]] == ["PENDING", "WAITLISTED", "HELD"]
    kinds = [one["kind"] for one in subgraph.execute(KINDS)["myNotifications"]["items"]]
    assert kinds == ["HELD", "WAITLISTED"]


def test_without_a_payment_it_is_confirmed(subgraph: Any, flight: str) -> None:
    waiting = wait_for_seats(subgraph, flight, holdForPayment=False)
    free(subgraph, flight, 1)
    hear(subgraph, waiting, flight, "held", 1)
    assert read(subgraph, waiting)["status"] == "CONFIRMED"


def test_if_there_are_seats_they_are_booked(subgraph: Any, flight: str) -> None:
    joined = join(subgraph, flight)["id"]
    hear(subgraph, joined, flight, "held", 0)
    assert read(subgraph, joined)["status"] == "HELD"


def test_the_oldest_that_fits_is_first(subgraph: Any, flight: str) -> None:
    big, small, late = (wait_for_seats(subgraph, flight, seats) for seats in (3, 1, 1))
    free(subgraph, flight, 2)
    assert [len(tries(subgraph, one)) for one in (big, small, late)] == [1, 2, 2]


def test_free_seats_are_not_promised_twice(subgraph: Any, flight: str) -> None:
    first, second = wait_for_seats(subgraph, flight), wait_for_seats(subgraph, flight)
    free(subgraph, flight, 1)
    free(subgraph, flight, 1)
    assert (len(tries(subgraph, first)), len(tries(subgraph, second))) == (2, 1)


def test_news_that_comes_late_sends_nobody_after_the_seat_of_the_next_in_line(subgraph: Any, flight: str) -> None:
    first, second, third = (wait_for_seats(subgraph, flight) for _ in range(3))
    free(subgraph, flight, 1, revision=7)
    hear(subgraph, first, flight, "held", 1)
    free(subgraph, flight, 1, revision=9)
    free(subgraph, flight, 2, revision=8)
    assert tries(subgraph, second) == ["", "_1"]
    assert tries(subgraph, third) == [""]


def test_refused_again_it_is_where_it_was(subgraph: Any, flight: str) -> None:
    first, second = wait_for_seats(subgraph, flight), wait_for_seats(subgraph, flight)
    free(subgraph, flight, 1)
    refuse(subgraph, first, flight, 1)
    assert [read(subgraph, one)["waitlistPosition"] for one in (first, second)] == [1, 2]
    assert len(read(subgraph, first)["history"]) == 2
    free(subgraph, flight, 1)
    assert tries(subgraph, first) == ["", "_1", "_2"]


def test_what_can_never_be_had_is_not_waited_for(subgraph: Any, flight: str) -> None:
    waiting = wait_for_seats(subgraph, flight)
    subgraph.hear(FlightUpdated(flight_id=flight, flight_version=5, change="cancelled", status="CANCELLED"))
    found = read(subgraph, waiting)
    assert (found["status"], found["failure"]) == ("FAILED", {"code": "FLIGHT_CANCELLED"})
    free(subgraph, flight, 5)
    assert len(tries(subgraph, waiting)) == 1


def test_one_leaves_the_list_by_cancelling(subgraph: Any, flight: str) -> None:
    first, second = wait_for_seats(subgraph, flight), wait_for_seats(subgraph, flight)
    subgraph.execute(CANCEL, {"id": first})
    assert read(subgraph, second)["waitlistPosition"] == 1
    free(subgraph, flight, 1)
    assert (len(tries(subgraph, first)), len(tries(subgraph, second))) == (1, 2)


def test_the_list_ends_at_departure(subgraph: Any, flight: str) -> None:
    from reservation_service.bootstrap import get_application

    waiting = wait_for_seats(subgraph, flight)
    past = {"$set": {"expires_at": datetime.now(UTC) - timedelta(seconds=1)}}
    subgraph.database["reservations"].update_one({"_id": waiting}, past)
    get_application().expire_overdue()
    assert read(subgraph, waiting)["status"] == "EXPIRED"


def test_one_asks_again_when_the_news_was_missed(subgraph: Any, flight: str) -> None:
    waiting = wait_for_seats(subgraph, flight)
    sweep_later(subgraph, waiting)
    assert tries(subgraph, waiting) == ["", "_1"]


def test_a_try_that_nobody_answers_is_given_up_and_asked_back(subgraph: Any, flight: str) -> None:
    waiting = wait_for_seats(subgraph, flight)
    free(subgraph, flight, 1)
    sweep_later(subgraph, waiting)
    found = read(subgraph, waiting)
    assert (found["status"], found["segments"]) == ("WAITLISTED", [{"status": "REFUSED"}])
    last = subgraph.database["reservations"].find_one({"_id": waiting})["outbox"][-1]
    assert (last["type"], last["data"]["segments"][0]["hold_id"]) == ("reservation.change_failed", f"{waiting}_1")
    hear(subgraph, waiting, flight, "held", 1)
    assert read(subgraph, waiting)["status"] == "WAITLISTED"
    free(subgraph, flight, 1)
    hear(subgraph, waiting, flight, "held", 2)
    assert read(subgraph, waiting)["status"] == "HELD"


def test_the_pause_between_tries_grows_up_to_an_hour(subgraph: Any, flight: str) -> None:
    waiting = wait_for_seats(subgraph, flight)
    for number in range(1, 9):
        sweep_later(subgraph, waiting)
        refuse(subgraph, waiting, flight, number)
    found = subgraph.database["reservations"].find_one({"_id": waiting})
    pause = found["next_try_at"] - datetime.now(UTC)
    assert LONGEST_RETRY - timedelta(minutes=1) < pause <= LONGEST_RETRY


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_messages_in_any_order_and_twice_end_in_one_hold(subgraph: Any, flight: str, order: tuple[int, ...]) -> None:
    waiting = wait_for_seats(subgraph, flight)
    free(subgraph, flight, 1)
    steps = [
        lambda: refuse(subgraph, waiting, flight),
        lambda: free(subgraph, flight, 1),
        lambda: hear(subgraph, waiting, flight, "held", 1),
        lambda: hear(subgraph, waiting, flight, "held", 1),
    ]
    for index in order:
        steps[index]()
    assert read(subgraph, waiting)["status"] == "HELD"
    assert tries(subgraph, waiting) == ["", "_1"]


def test_the_same_key_joins_once(subgraph: Any, flight: str) -> None:
    first = join(subgraph, flight, key="key")
    assert join(subgraph, flight, key="key")["id"] == first["id"]
    variables = {
        "input": {"segments": [{"flightId": flight}], "passengers": [{"firstName": "Ada", "lastName": "Lovelace"}]},
        "key": "key",
    }
    create = "mutation($input: CreateReservationInput!, $key: String!) { createReservation(input: $input, idempotencyKey: $key) { id } }"
    assert subgraph.error(create, variables)["code"] == "CONFLICT"


def test_nobody_waits_for_ever_more_flights(subgraph: Any, flight: str) -> None:
    for _ in range(10):
        wait_for_seats(subgraph, flight)
    refused = join(subgraph, flight)
    assert (refused["__typename"], refused["code"]) == ("TooManyWaiting", "TOO_MANY_WAITING")


def test_joining_many_lists_at_once_is_no_way_around_the_limit(subgraph: Any, flight: str) -> None:
    def join_number(number: int) -> dict[str, Any]:
        # Seats that wait for a payment have a limit of their own, as long as nobody knows that they are gone.
        return join(subgraph, f"{flight}-{number}", key=f"k{number}", holdForPayment=False)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(join_number, range(30)))
    joined = [one["id"] for one in answers if one["__typename"] == "Reservation"]
    assert len(joined) == 10
    subgraph.cancel(joined[0])
    assert join(subgraph, flight, key="another", holdForPayment=False)["__typename"] == "Reservation"
    assert join(subgraph, flight, key="one more", holdForPayment=False)["__typename"] == "TooManyWaiting"


def test_one_attempt_repeated_at_once_takes_one_place(subgraph: Any, flight: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: join(subgraph, flight, key="same"), range(30)))
    assert len({one["id"] for one in answers}) == 1


def test_an_unknown_flight_has_no_waitlist(subgraph: Any, flight: str) -> None:
    joined = join(subgraph, flight)["id"]
    hold = Hold(
        reservation_id=joined,
        cabin="ECONOMY",
        outcome="refused",
        seats=1,
        refusal=Refusal(code="UNKNOWN_FLIGHT", message="No such flight."),
    )
    subgraph.hear(FlightUpdated(flight_id=flight, flight_version=0, change="seats_refused", hold=hold))
    assert (read(subgraph, joined)["status"], read(subgraph, joined)["failure"]["code"]) == ("FAILED", "UNKNOWN_FLIGHT")
