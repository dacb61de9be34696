from __future__ import annotations

from typing import Any

import pytest
from pymongo.monitoring import CommandListener

ENTITIES = """
query($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Reservation { id status flights { id } }
    ... on User { id reservations(first: 2) { id } }
  }
}
"""


def representations(typename: str, *ids: str) -> dict[str, list[dict[str, str]]]:
    return {"representations": [{"__typename": typename, "id": one} for one in ids]}


def test_reservations_are_entities_for_those_who_may_see_them(subgraph: Any, stranger: Any) -> None:
    mine, other = subgraph.create("F1")["id"], stranger.create("F2")["id"]
    found = subgraph.execute(ENTITIES, representations("Reservation", other, mine, "nothing", mine))["_entities"]
    seen = {"__typename": "Reservation", "id": mine, "status": "PENDING", "flights": [{"id": "F1"}]}
    assert found == [None, seen, None, seen]


def test_a_user_has_her_newest_reservations(subgraph: Any, staff: Any) -> None:
    ids = [subgraph.create("F1")["id"] for _ in range(3)]
    for caller in (subgraph, staff):
        (user,) = caller.execute(ENTITIES, representations("User", subgraph.caller.user_id))["_entities"]
        assert [one["id"] for one in user["reservations"]] == ids[:0:-1]


def test_another_users_reservations_are_forbidden(subgraph: Any, stranger: Any, anonymous: Any) -> None:
    subgraph.create("F1")
    wanted = representations("User", subgraph.caller.user_id)
    assert stranger.error(ENTITIES, wanted)["code"] == "FORBIDDEN"
    assert anonymous.error(ENTITIES, wanted)["code"] == "UNAUTHENTICATED"


class Queries(CommandListener):
    """Counts what reaches the database from now on."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def started(self, event: Any) -> None:
        self.names.append(event.command_name)

    def succeeded(self, event: Any) -> None: ...

    def failed(self, event: Any) -> None: ...


@pytest.fixture
def queries(subgraph: Any, monkeypatch: pytest.MonkeyPatch) -> Queries:
    counter = Queries()
    listeners = subgraph.database.client.options.event_listeners
    monkeypatch.setattr(listeners[0], "started", counter.started)
    return counter


def test_a_batch_of_users_is_one_query(subgraph: Any, staff: Any, stranger: Any, queries: Queries) -> None:
    mine, other = subgraph.create("F1")["id"], stranger.create("F1")["id"]
    queries.names.clear()
    users = [subgraph.caller.user_id, stranger.caller.user_id, "user-without-any"]
    found = staff.execute(ENTITIES, representations("User", *users))["_entities"]
    assert [[one["id"] for one in user["reservations"]] for user in found] == [[mine], [other], []]
    assert queries.names == ["find"]


def test_a_batch_of_reservations_is_one_query(subgraph: Any, queries: Queries) -> None:
    ids = [subgraph.create("F1")["id"] for _ in range(12)]
    queries.names.clear()
    found = subgraph.execute(ENTITIES, representations("Reservation", *ids))["_entities"]
    assert [one["id"] for one in found] == ids
    assert queries.names == ["find"]


def test_the_positions_on_a_waitlist_of_many_are_not_counted_one_by_one(subgraph: Any, queries: Queries) -> None:
    ids = [subgraph.create("W-many")["id"] for _ in range(9)]
    waiting = {"$set": {"status": "WAITLISTED", "waits": True, "waits_for": ["W-many:ECONOMY"]}}
    subgraph.database["reservations"].update_many({"_id": {"$in": ids}}, waiting)
    queries.names.clear()
    position = "query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Reservation"
    found = subgraph.execute(f"{position} {{ waitlistPosition }} }} }}", representations("Reservation", *ids))
    assert [one["waitlistPosition"] for one in found["_entities"]] == list(range(1, 10))
    assert queries.names == ["find", "aggregate", "find"]


@pytest.mark.parametrize(
    "representation",
    [
        {},
        {"id": "x"},
        {"__typename": "Reservation"},
        {"__typename": "Reservation", "id": 3},
        {"__typename": "Flight", "id": "x"},
        {"__typename": "Query", "id": "x"},
        "x",
        None,
    ],
)
def test_other_representations_are_bad_input(subgraph: Any, representation: object) -> None:
    assert subgraph.error(ENTITIES, {"representations": [representation]})["code"] == "BAD_USER_INPUT"


def test_the_sdl_is_what_the_composition_reads(subgraph: Any) -> None:
    sdl = subgraph.execute("{ _service { sdl } }")["_service"]["sdl"]
    for line in (
        'type Reservation @key(fields: "id")',
        'type Flight @key(fields: "id", resolvable: false)',
        'type User @key(fields: "id")',
        "type Money @shareable",
        "type PageInfo @shareable",
        "reservations(first: Int = 20): [Reservation!]\n",
        "reservation(id: ID!): Reservation\n",
        "idempotencyKey: String = null\n  ): Reservation!\n",
    ):
        assert line in sdl
