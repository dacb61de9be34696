from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from wire.envelope import UndecodableEventError, new_event
from wire.identity import Caller
from wire.inbox import Inbox

SAGA = "query($id: ID!) { reservationSaga(id: $id) { eventId type direction becauseOf detail } }"
DEAD = "query($first: Int) { reservationDeadLetters(first: $first) { id eventId type aggregateId error tries event } }"
REPLAY = "mutation($id: ID!) { replayReservationDeadLetter(id: $id) }"
AUDIT = """
query($first: Int, $after: String, $userId: ID, $target: ID) {
  reservationAudit(first: $first, after: $after, userId: $userId, target: $target) {
    edges { node { userId user { id } act target detail } } pageInfo { hasNextPage endCursor }
  }
}
"""
CANCEL = 'mutation($id: ID!) { cancelReservation(id: $id, reason: "asked by phone") { __typename } }'


def test_a_saga_tells_what_was_heard_and_said_and_why(subgraph: Any, staff: Any) -> None:
    created = subgraph.create("F1", "F2")
    for flight_id in ("F1", "F2", "F2"):
        subgraph.hear_hold(created["id"], flight_id)
    steps = staff.execute(SAGA, {"id": created["id"]})["reservationSaga"]
    assert [(step["direction"], step["type"]) for step in steps] == [
        ("SAID", "reservation.created"),
        ("HEARD", "flight.updated"),
        ("HEARD", "flight.updated"),
        ("SAID", "reservation.confirmed"),
    ]
    assert steps[3]["becauseOf"] == steps[2]["eventId"]
    assert steps[0]["becauseOf"] is None
    assert [step["detail"] for step in steps[:2]] == [
        "1 seat in ECONOMY of F1, ECONOMY of F2",
        "1 seat held in ECONOMY of F1",
    ]


def test_a_saga_says_what_was_refused_and_why_it_failed(subgraph: Any, staff: Any) -> None:
    created = subgraph.create("F1")
    subgraph.hear_hold(created["id"], "F1", "refused")
    steps = staff.execute(SAGA, {"id": created["id"]})["reservationSaga"]
    assert [step["detail"] for step in steps[1:]] == [
        "1 seat refused in ECONOMY of F1: No seat is left.",
        "SOLD_OUT: No seat is left.",
    ]


@pytest.fixture
def dead_letter(subgraph: Any) -> str:
    """A message that could not be read; its id among the dead letters."""

    def fail(_: object) -> None:
        raise UndecodableEventError("flight.updated: no flight_id")

    event = new_event("flight.updated", f"F-{uuid4().hex}", {"nothing": True})
    Inbox(subgraph.database["inbox"]).handle("reservations", [event], fail)
    return f"reservations:{event.id}"


def test_dead_letters_are_seen_whole_and_replayed(staff: Any, dead_letter: str) -> None:
    found = {one["id"]: one for one in staff.execute(DEAD)["reservationDeadLetters"]}[dead_letter]
    assert (found["type"], found["tries"]) == ("flight.updated", 1)
    assert found["error"] == "UndecodableEventError('flight.updated: no flight_id')"
    assert '"nothing": true' in found["event"]
    assert staff.execute(REPLAY, {"id": dead_letter}) == {"replayReservationDeadLetter": True}
    handled: list[str] = []
    Inbox(staff.database["inbox"]).retry_due(
        "reservations", lambda events: handled.extend(event.id for event in events)
    )
    assert handled == [found["eventId"]]
    assert dead_letter not in {one["id"] for one in staff.execute(DEAD)["reservationDeadLetters"]}
    assert staff.execute(REPLAY, {"id": dead_letter}) == {"replayReservationDeadLetter": False}


def test_every_act_of_staff_is_written_down(subgraph: Any, staff: Any) -> None:
    ids = [subgraph.create("F1")["id"] for _ in range(3)]
    for reservation_id in ids:
        staff.execute(CANCEL, {"id": reservation_id})
    subgraph.execute(CANCEL, {"id": ids[0]})  # her own: no act of staff
    page = staff.execute(AUDIT, {"first": 2})["reservationAudit"]
    entry = {"userId": "agent-1", "user": {"id": "agent-1"}, "act": "cancel reservation", "detail": "asked by phone"}
    assert [edge["node"] for edge in page["edges"]] == [entry | {"target": ids[2]}, entry | {"target": ids[1]}]
    rest = staff.execute(AUDIT, {"first": 1, "after": page["pageInfo"]["endCursor"]})["reservationAudit"]
    assert rest["edges"][0]["node"]["target"] == ids[0]


def test_the_audit_trail_is_read_by_person_and_by_what_was_done_to(subgraph: Any, staff: Any) -> None:
    ids = [subgraph.create("F1")["id"] for _ in range(2)]
    other = staff.seen_by(Caller(f"agent-{uuid4().hex}", frozenset({"AGENT"})))
    for agent, reservation_id in ((staff, ids[0]), (other, ids[1])):
        agent.execute(CANCEL, {"id": reservation_id})

    def targets(**wanted: str) -> list[str]:
        return [edge["node"]["target"] for edge in staff.execute(AUDIT, wanted)["reservationAudit"]["edges"]]

    assert targets(userId=other.caller.user_id) == [ids[1]]
    assert targets(target=ids[0]) == [ids[0]]
    assert targets(userId=other.caller.user_id, target=ids[0]) == []


ON_FLIGHT = """
query($id: ID!, $first: Int, $after: String, $status: ReservationStatus) {
  reservationsOfFlight(flightId: $id, first: $first, after: $after, status: $status) {
    totalCount edges { node { id user { id } } } pageInfo { hasNextPage endCursor }
  }
}
"""
BY_LOCATOR = "query($id: String!) { reservationOfLocator(locator: $id) { id } }"
WAITING = "{ waitingReservations { status count } }"


def test_staff_see_everybody_on_a_flight_in_pages(subgraph: Any, stranger: Any, staff: Any) -> None:
    flight_id = f"F-{uuid4().hex[:12]}"
    ids = [one.create(flight_id)["id"] for one in (subgraph, stranger, subgraph)]
    page = staff.execute(ON_FLIGHT, {"id": flight_id, "first": 2})["reservationsOfFlight"]
    assert page["totalCount"] == 3
    assert [edge["node"]["id"] for edge in page["edges"]] == [ids[2], ids[1]]
    assert page["edges"][1]["node"]["user"] == {"id": stranger.caller.user_id}
    after = page["pageInfo"]["endCursor"]
    rest = staff.execute(ON_FLIGHT, {"id": flight_id, "after": after})["reservationsOfFlight"]
    assert [edge["node"]["id"] for edge in rest["edges"]] == [ids[0]]
    assert rest["pageInfo"]["hasNextPage"] is False
    staff.execute(CANCEL, {"id": ids[0]})
    gone = staff.execute(ON_FLIGHT, {"id": flight_id, "status": "CANCELLED"})["reservationsOfFlight"]
    assert ([edge["node"]["id"] for edge in gone["edges"]], gone["totalCount"]) == ([ids[0]], 1)


def test_staff_need_no_name_to_find_a_reservation(subgraph: Any, staff: Any) -> None:
    created = subgraph.create("F1")
    locator = created["recordLocator"].lower()
    assert staff.execute(BY_LOCATOR, {"id": locator}) == {"reservationOfLocator": {"id": created["id"]}}
    for unknown in ("AAAAAA", "no locator"):
        assert staff.error(BY_LOCATOR, {"id": unknown})["code"] == "NOT_FOUND"


def test_staff_see_how_many_are_waiting(subgraph: Any, staff: Any) -> None:
    def pending() -> int:
        return {one["status"]: one["count"] for one in staff.execute(WAITING)["waitingReservations"]}["PENDING"]

    before = pending()
    subgraph.create("F1")
    assert pending() == before + 1


@pytest.mark.parametrize("query", [SAGA, DEAD, REPLAY, AUDIT, ON_FLIGHT, BY_LOCATOR, WAITING])
def test_the_back_office_is_for_staff(subgraph: Any, anonymous: Any, query: str) -> None:
    variables = {"id": "x"} if "$id" in query else {}
    assert subgraph.error(query, variables)["code"] == "FORBIDDEN"
    assert anonymous.error(query, variables)["code"] == "UNAUTHENTICATED"


def test_a_list_has_a_size(staff: Any) -> None:
    for query in (DEAD, AUDIT, ON_FLIGHT):
        assert staff.error(query, {"id": "F1", "first": 101})["field"] == "first"
    assert staff.error(SAGA, {"id": "nothing"})["code"] == "NOT_FOUND"


NOTIFICATIONS = (
    "query($first: Int) { myNotifications(first: $first) { unread items { id kind title message at isRead } } }"
)
READ = "mutation($until: DateTime!) { markNotificationsRead(until: $until) }"


def test_a_traveller_is_notified_of_what_becomes_of_her_reservations(subgraph: Any) -> None:
    flight_id = f"F-{uuid4().hex[:12]}"
    booked, failed = subgraph.create(flight_id), subgraph.create("F2")
    subgraph.hear_hold(booked["id"], flight_id)
    subgraph.hear_hold(failed["id"], "F2", "refused")
    found = subgraph.execute(NOTIFICATIONS)["myNotifications"]
    assert found["unread"] == 2
    told = {(one["kind"], one["title"], one["message"]) for one in found["items"]}
    assert told == {
        ("CONFIRMED", f"You are booked: {booked['recordLocator']}", "1 passenger, 1 flight for $100.00."),
        ("FAILED", f"Your reservation failed: {failed['recordLocator']}", "No seat is left."),
    }
    assert subgraph.execute(NOTIFICATIONS)["myNotifications"] == found


def test_what_was_read_stays_read_and_what_comes_is_new(subgraph: Any) -> None:
    first = subgraph.create("F1")
    subgraph.hear_hold(first["id"], "F1", "refused")
    (newest,) = subgraph.execute(NOTIFICATIONS)["myNotifications"]["items"]
    subgraph.execute(READ, {"until": newest["at"]})
    subgraph.execute(READ, {"until": "2000-01-01T00:00:00Z"})
    found = subgraph.execute(NOTIFICATIONS)["myNotifications"]
    assert (found["unread"], [one["isRead"] for one in found["items"]]) == (0, [True])
    second = subgraph.create("F1")
    subgraph.hear_hold(second["id"], "F1", "refused")
    found = subgraph.execute(NOTIFICATIONS)["myNotifications"]
    assert (found["unread"], [one["isRead"] for one in found["items"]]) == (1, [False, True])


def test_the_future_has_not_been_read(subgraph: Any) -> None:
    subgraph.execute(READ, {"until": "2999-01-01T00:00:00Z"})
    document = subgraph.database["readers"].find_one({"_id": subgraph.caller.user_id})
    assert document["read_until"] <= datetime.now(UTC)
    assert subgraph.error(READ, {"until": "2026-01-01T00:00:00"})["code"] == "BAD_USER_INPUT"


def test_notifications_are_ones_own(anonymous: Any) -> None:
    assert anonymous.error(NOTIFICATIONS)["code"] == "UNAUTHENTICATED"
    assert anonymous.error(READ, {"until": "2026-01-01T00:00:00Z"})["code"] == "UNAUTHENTICATED"
