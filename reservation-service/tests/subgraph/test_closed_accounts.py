"""An account was closed: documents and addresses go with each journey's end; tickets and receipts stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wire.envelope import new_event
from wire.events import AccountClosed, FlightUpdated

DEPARTURE = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
DETAILS = {
    "dateOfBirth": "1990-12-10",
    "travelDocument": {"type": "PASSPORT", "number": "C01X00T47", "issuingCountry": "FR", "expiresOn": "2036-01-01"},
    "specialServices": ["WCHR"],
}
ADA = {"firstName": "Ada", "lastName": "Lovelace", **DETAILS}
PAY = """mutation($id: ID!) {
  payReservation(id: $id, paymentToken: "sandbox-approve", idempotencyKey: "k") { __typename } }"""
READ = """query($id: ID!) { reservation(id: $id) { version status total { amount } tickets { number }
  receipt { total { amount } } contactEmail
  passengers { firstName dateOfBirth specialServices travelDocument { maskedNumber } } } }"""


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(minutes=1))

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def close(subgraph: Any) -> Callable[[], None]:
    """auth-service says so, and the service handles it as its worker does."""

    def hear() -> None:
        from reservation_service.bootstrap import get_application
        from reservation_service.events.accounts import AccountEvents

        user_id = subgraph.caller.user_id
        closed = AccountClosed(user_id=user_id, closed_at=datetime.now(UTC))
        events = AccountEvents(get_application().forget_accounts)
        unrelated = new_event("flight.updated", "F1", FlightUpdated(flight_id="F1", flight_version=1, change="created"))
        events.handle([unrelated, new_event("account.closed", user_id, closed)])

    return hear


@pytest.fixture
def look(clock: Clock) -> Callable[[], int]:
    """The worker's look at the time of `clock`."""

    def look_now() -> int:
        from reservation_service.bootstrap import get_application

        return replace(get_application().forget_accounts, clock=clock)()

    return look_now


@pytest.fixture
def address(subgraph: Any) -> str:
    return f"{subgraph.caller.user_id}@traveller.example"


def book(subgraph: Any, address: str, *, departs_at: datetime = DEPARTURE) -> str:
    created = subgraph.create("F1", passengers=[ADA], contactEmail=address, holdForPayment=True)
    subgraph.hear_hold(created["id"], "F1", departs_at=departs_at)
    subgraph.execute(PAY, {"id": created["id"]})
    reservation_id: str = created["id"]
    return reservation_id


def knows(subgraph: Any, reservation_id: str) -> bool:
    """Whether anything of the person is in the stored document; all of it, or nothing."""
    document = subgraph.database["reservations"].find_one({"_id": reservation_id})
    parts = {"travel_document", "date_of_birth", "services"} & set(document["passengers"][0])
    assert bool(parts) == bool(document["contact_email"]) == bool(document["mail_due_at"])
    return bool(parts)


def test_what_is_over_is_forgotten_at_once_and_what_is_to_come_when_it_is_over(
    subgraph: Any, staff: Any, address: str, clock: Clock, close: Any, look: Any
) -> None:
    trip, given_up = book(subgraph, address), book(subgraph, address)
    subgraph.cancel(given_up)
    close()
    look()
    assert (knows(subgraph, trip), knows(subgraph, given_up)) == (True, False)
    clock.now = DEPARTURE + timedelta(hours=2)
    look()
    assert knows(subgraph, trip)
    clock.now = DEPARTURE + timedelta(days=3)
    before = staff.execute(READ, {"id": trip})["reservation"]
    look()
    assert not knows(subgraph, trip)
    after = staff.execute(READ, {"id": trip})["reservation"]
    assert after["passengers"] == [
        {"firstName": "Ada", "dateOfBirth": None, "specialServices": [], "travelDocument": None}
    ]
    assert after["contactEmail"] is None
    kept = ("status", "total", "tickets", "receipt")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after["tickets"]
    assert after["receipt"]
    assert subgraph.database["closed_accounts"].find_one({"_id": subgraph.caller.user_id}) is None


def test_hearing_of_it_again_changes_nothing_more(
    subgraph: Any, address: str, clock: Clock, close: Any, look: Any
) -> None:
    over = book(subgraph, address)
    subgraph.cancel(over)
    clock.now += timedelta(hours=2)
    versions = []
    for _ in range(3):
        close()
        close()
        look()
        versions.append(subgraph.execute(READ, {"id": over})["reservation"]["version"])
    assert len(set(versions)) == 1
    assert not knows(subgraph, over)


def test_what_was_ordered_with_the_last_token_is_forgotten_too(
    subgraph: Any, address: str, clock: Clock, close: Any, look: Any
) -> None:
    close()
    look()
    late = book(subgraph, address)
    subgraph.cancel(late)
    clock.now += timedelta(hours=2)
    look()
    assert not knows(subgraph, late)


def test_a_flight_that_was_moved_is_waited_for(
    subgraph: Any, address: str, clock: Clock, close: Any, look: Any
) -> None:
    trip = book(subgraph, address)
    close()
    look()
    later = DEPARTURE + timedelta(days=10)
    moved = {"departs_at": later, "arrives_at": later + timedelta(hours=2)}
    subgraph.hear(FlightUpdated(flight_id="F1", flight_version=7, change="rescheduled", status="DELAYED", **moved))
    clock.now = DEPARTURE + timedelta(days=3)
    look()
    assert knows(subgraph, trip)
    clock.now = later + timedelta(days=3)
    look()
    assert not knows(subgraph, trip)


def test_nobody_looks_again_at_an_account_of_which_all_is_forgotten(
    subgraph: Any, address: str, clock: Clock, close: Any, look: Any
) -> None:
    first = book(subgraph, address)
    second = book(subgraph, address, departs_at=DEPARTURE + timedelta(days=40))
    close()
    clock.now = DEPARTURE + timedelta(days=3)
    look()
    assert (knows(subgraph, first), knows(subgraph, second)) == (False, True)
    clock.now = DEPARTURE + timedelta(days=43)
    look()
    assert not knows(subgraph, second)
    assert subgraph.database["closed_accounts"].find_one({"_id": subgraph.caller.user_id}) is None


def test_others_keep_theirs(subgraph: Any, stranger: Any, address: str, clock: Clock, close: Any, look: Any) -> None:
    theirs = book(stranger, f"other-{address}")
    stranger.cancel(theirs)
    close()
    look()
    assert knows(subgraph, theirs)
