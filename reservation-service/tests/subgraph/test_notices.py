"""Delays and cancellations of a flight reach the reservations that fly with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from reservation_service.domain.notices import MAX_NOTICES
from wire.events import FlightUpdated, SeatMove, SeatsTakenBack

LATER = datetime(2026, 12, 1, 11, 45, tzinfo=UTC)


@pytest.fixture
def flight_id() -> str:
    return f"F-{uuid4().hex[:12]}"


def confirmed(subgraph: Any, flight_id: str, **hold: Any) -> str:
    created = subgraph.create(flight_id)
    subgraph.hear_hold(created["id"], flight_id, **hold)
    reservation_id: str = created["id"]
    return reservation_id


def delayed(flight_id: str, version: int = 2) -> FlightUpdated:
    return FlightUpdated(
        flight_id=flight_id, flight_version=version, change="rescheduled", status="DELAYED", departs_at=LATER
    )


def test_a_delay_is_noted_on_every_active_reservation_of_the_flight(subgraph: Any, flight_id: str) -> None:
    before = datetime(2026, 12, 1, 10, 15, tzinfo=UTC)
    concerned = [confirmed(subgraph, flight_id, departs_at=before) for _ in range(2)]
    failed = subgraph.create(flight_id)["id"]
    subgraph.hear_hold(failed, flight_id, "refused")
    elsewhere = subgraph.create("another-flight")["id"]
    subgraph.hear(delayed(flight_id))
    for reservation_id in concerned:
        (notice,) = subgraph.reservation(reservation_id)["notices"]
        assert notice == {
            "flightId": flight_id,
            "kind": "RESCHEDULED",
            "message": f"Flight {flight_id} is now later: it departs on Tue 01 Dec 2026, 11:45 UTC.",
        }
    assert subgraph.reservation(failed)["notices"] == subgraph.reservation(elsewhere)["notices"] == []


def test_a_cancelled_flight_is_noted_and_leaves_the_decision_to_the_traveller(subgraph: Any, flight_id: str) -> None:
    reservation_id = confirmed(subgraph, flight_id)
    subgraph.hear(FlightUpdated(flight_id=flight_id, flight_version=2, change="cancelled", status="CANCELLED"))
    found = subgraph.reservation(reservation_id)
    assert found["status"] == "CONFIRMED"
    assert [one["message"] for one in found["notices"]] == [f"Flight {flight_id} is cancelled."]


def test_a_cancellation_reaches_who_has_been_told_of_very_much(subgraph: Any, flight_id: str) -> None:
    reservation_id = confirmed(subgraph, flight_id, departs_at=datetime(2026, 12, 1, 10, 15, tzinfo=UTC))
    notice = {"flight_id": flight_id, "kind": "STATUS_CHANGED", "message": "So.", "at": datetime.now(UTC)}
    subgraph.database["reservations"].update_one({"_id": reservation_id}, {"$set": {"notices": [notice] * MAX_NOTICES}})
    subgraph.hear(delayed(flight_id))
    assert len(subgraph.reservation(reservation_id)["notices"]) == MAX_NOTICES
    subgraph.hear(FlightUpdated(flight_id=flight_id, flight_version=3, change="cancelled", status="CANCELLED"))
    assert subgraph.reservation(reservation_id)["notices"][-1]["message"] == f"Flight {flight_id} is cancelled."
    read = "query($id: ID!) { reservation(id: $id) { segments { disruption { kind } } } }"
    (segment,) = subgraph.execute(read, {"id": reservation_id})["reservation"]["segments"]
    assert segment["disruption"] == {"kind": "CANCELLATION"}


def test_news_told_twice_or_out_of_date_is_noted_once(subgraph: Any, flight_id: str) -> None:
    reservation_id = confirmed(subgraph, flight_id)
    for version in (3, 3, 2, 1):
        subgraph.hear(delayed(flight_id, version))
    assert len(subgraph.reservation(reservation_id)["notices"]) == 1


def test_seats_sold_after_a_delay_do_not_hide_it(subgraph: Any, flight_id: str) -> None:
    """The answer carries the flight's new version, and may come before the news of it."""
    reservation_id = confirmed(subgraph, flight_id)
    subgraph.hear_hold(reservation_id, flight_id, "sold", flight_version=2)
    subgraph.hear(delayed(flight_id))
    assert len(subgraph.reservation(reservation_id)["notices"]) == 1


def test_a_reservation_made_after_the_delay_is_not_told_of_it(subgraph: Any, flight_id: str) -> None:
    reservation_id = confirmed(subgraph, flight_id, flight_version=2)
    subgraph.hear(delayed(flight_id))
    assert subgraph.reservation(reservation_id)["notices"] == []


def test_who_had_chosen_a_seat_that_is_gone_with_the_aircraft_is_told_once(subgraph: Any, flight_id: str) -> None:
    reservation_id, other = confirmed(subgraph, flight_id), confirmed(subgraph, flight_id)
    gone = SeatsTakenBack(reservation_id=reservation_id, cabin="ECONOMY", seats=("29A", "29B"))
    for _ in range(2):
        subgraph.hear(FlightUpdated(flight_id=flight_id, flight_version=2, change="aircraft_changed", taken_back=gone))
    (notice,) = subgraph.reservation(reservation_id)["notices"]
    assert notice["kind"] == "AIRCRAFT_CHANGED"
    assert "your seats 29A, 29B are not on it" in notice["message"]
    assert subgraph.reservation(other)["notices"] == []


def test_who_was_moved_to_another_seat_is_told_which_it_is(subgraph: Any, flight_id: str) -> None:
    reservation_id = confirmed(subgraph, flight_id)
    moved = (SeatMove(before="12A", after="14C"),)
    gone = SeatsTakenBack(reservation_id=reservation_id, cabin="ECONOMY", seats=(), moved=moved)
    for _ in range(2):
        subgraph.hear(FlightUpdated(flight_id=flight_id, flight_version=2, change="seats_moved", taken_back=gone))
    (notice,) = subgraph.reservation(reservation_id)["notices"]
    assert notice["kind"] == "SEATS_MOVED"
    assert "had to change your seat 12A" in notice["message"]
    assert "you sit at 14C now" in notice["message"]


def take_back(subgraph: Any, reservation_id: str, flight_id: str, version: int, seat: str) -> None:
    gone = SeatsTakenBack(reservation_id=reservation_id, cabin="ECONOMY", seats=(seat,))
    updated = {"flight_version": version, "change": "aircraft_changed", "taken_back": gone}
    subgraph.hear(FlightUpdated(flight_id=flight_id, **updated))


def test_of_two_aircraft_the_older_is_never_told_last(subgraph: Any, flight_id: str) -> None:
    reservation_id = confirmed(subgraph, flight_id)
    take_back(subgraph, reservation_id, flight_id, 5, "3C")
    take_back(subgraph, reservation_id, flight_id, 3, "29A")
    assert ["3C" in one["message"] for one in subgraph.reservation(reservation_id)["notices"]] == [True]


def test_a_seat_that_is_lost_again_is_told_again(subgraph: Any, flight_id: str) -> None:
    reservation_id = confirmed(subgraph, flight_id)
    for version in (2, 4, 4):
        take_back(subgraph, reservation_id, flight_id, version, "29A")
    assert len(subgraph.reservation(reservation_id)["notices"]) == 2


@pytest.mark.parametrize("change", ["created", "aircraft_changed", "fare_changed", "something_new"])
def test_other_changes_concern_no_traveller(subgraph: Any, flight_id: str, change: str) -> None:
    reservation_id = confirmed(subgraph, flight_id)
    subgraph.hear(FlightUpdated(flight_id=flight_id, flight_version=2, change=change, status="SCHEDULED"))
    assert subgraph.reservation(reservation_id)["notices"] == []
