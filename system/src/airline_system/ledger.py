"""What the databases say together: seats against reservations -> every contradiction, in words.

Read straight from storage, as an auditor would: the services' own answers are what is being checked.
"""

from __future__ import annotations

import datetime
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pymongo.database import Database
from pymongo.errors import PyMongoError

from wire.database import connect

Document = dict[str, Any]
CABINS = ("ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST")
# The embedded database compares every document found with every id asked for.
IDS_A_QUERY = 50
# Where a reservation may stay; who waits for a seat does so until somebody gives one up.
AT_REST = ("CONFIRMED", "WAITLISTED", "FAILED", "CANCELLED", "EXPIRED")

# More than there ever is to do.
UNKNOWN = sys.maxsize


@dataclass(frozen=True, slots=True)
class Seats:
    capacity: int
    free: int
    held: int
    sold: int


class Ledger:
    """Both databases of one system."""

    def __init__(self, mongodb_url: str, *, flights: str = "flights", reservations: str = "reservations") -> None:
        self._flights: Database[Document] = connect(mongodb_url, flights)
        self._reservations: Database[Document] = connect(mongodb_url, reservations)

    def close(self) -> None:
        self._flights.client.close()
        self._reservations.client.close()

    def seats(self, flight_id: str, cabin: str = "ECONOMY") -> Seats:
        found = self._flights["inventories"].find_one({"_id": f"{flight_id}:{cabin}"})
        assert found is not None
        return Seats(found["capacity"], found["free"], found["held"], found["sold"])

    def statuses(self, flight_ids: Collection[str]) -> Counter[str]:
        found = self._reservations["reservations"].find({"flight_ids": {"$in": list(flight_ids)}}, {"status": 1})
        return Counter(document["status"] for document in found)

    def run_out(self, flight_id: str) -> None:
        """As if the time to pay for what is held on a flight were over."""
        over = {"$set": {"expires_at": datetime.datetime.now(datetime.UTC)}}
        self._reservations["reservations"].update_many({"flight_ids": flight_id, "status": "HELD"}, over)

    def dead_letters(self) -> list[str]:
        return [
            f"{database.name}: {dead['_id']}: {dead['error']}"
            for database in (self._flights, self._reservations)
            for dead in database["inbox"].find({"state": "dead"})
        ]

    def bury(self, event_ids: Iterable[str]) -> None:
        """Forget dead letters that were expected."""
        wanted = list(event_ids)
        for database in (self._flights, self._reservations):
            for dead in database["inbox"].find({"state": "dead"}, {"event.id": 1}):
                if dead["event"]["id"] in wanted:
                    database["inbox"].delete_one({"_id": dead["_id"]})

    def wait_until_quiet(self, flight_ids: Collection[str], patience_seconds: float) -> None:
        """Until nothing is under way any more and nothing contradicts: messages in a broker can be seen only by what
        they have not done yet. Raises TimeoutError when it has not become less for so long.
        """
        fewest, deadline = UNKNOWN, time.monotonic() + patience_seconds
        while restless := self._find_restless(flight_ids):
            if restless.total() < fewest:
                fewest, deadline = restless.total(), time.monotonic() + patience_seconds
            elif time.monotonic() > deadline:
                raise TimeoutError(f"No less for {patience_seconds:.0f} s: {dict(restless)}")
            time.sleep(0.2)

    def contradictions(self, flight_ids: Collection[str]) -> list[str]:
        """At rest: counts that do not add up, seats without their reservation, reservations without their seats."""
        reservations = self._reservations["reservations"].find({"flight_ids": {"$in": list(flight_ids)}})
        by_id = {document["_id"]: document for document in reservations}
        found = [sentence for one in self._inventories(flight_ids) for sentence in _check_inventory(one, by_id)]
        sold = {(one["_id"], key) for one in self._inventories(flight_ids) for key in one.get("sales", {})}
        for reservation_id, document in by_id.items():
            if document["status"] not in AT_REST:
                found.append(f"reservation {reservation_id} is {document['status']}")
            if change := _find_open_change(document):
                found.append(f"reservation {reservation_id} has a change that is {change['status']}")
            seats = [place in sold for place in _find_places(document)]
            if any(seats) != (document["status"] == "CONFIRMED") or any(seats) != all(seats):
                found.append(f"reservation {reservation_id} is {document['status']} with seats {seats}")
        return found

    def moments_of_trouble(self, flight_ids: Collection[str]) -> list[str]:
        """At any moment: free + held + sold + blocked = capacity, none is negative, nobody sits on what is blocked."""
        return [sentence for one in self._inventories(flight_ids) for sentence in _check_counts(one)]

    def _inventories(self, flight_ids: Collection[str]) -> list[Document]:
        """By their ids: an audit that read every inventory there is would be most of what the database does."""
        ids = [f"{flight_id}:{cabin}" for flight_id in flight_ids for cabin in CABINS]
        parts = (ids[start : start + IDS_A_QUERY] for start in range(0, len(ids), IDS_A_QUERY))
        return [found for part in parts for found in self._flights["inventories"].find({"_id": {"$in": part}})]

    def _find_restless(self, flight_ids: Collection[str]) -> Counter[str]:
        try:
            held = sum(one["held"] for one in self._inventories(flight_ids))
            pending = self.statuses(flight_ids)["PENDING"]
            unsent = sum(
                collection.count_documents({"outbox.id": {"$gt": ""}})
                for collection in (
                    self._flights["inventories"],
                    self._flights["outbox"],
                    self._reservations["reservations"],
                )
            )
            waiting = sum(
                database["inbox"].count_documents({"state": "waiting"})
                for database in (self._flights, self._reservations)
            )
            contradictions = self.contradictions(flight_ids)
        except PyMongoError as error:
            return Counter({repr(error): UNKNOWN})
        counts = {"held seats": held, "PENDING": pending, "unsent events": unsent, "events to retry": waiting}
        return +Counter(counts | dict.fromkeys(contradictions, 1))


def _check_counts(inventory: Document) -> Iterator[str]:
    capacity, free, held, sold = (inventory[name] for name in ("capacity", "free", "held", "sold"))
    blocks = inventory.get("blocks", {})
    if free + held + sold + len(blocks) != capacity or min(free, held, sold) < 0:
        yield f"{inventory['_id']}: {free} free + {held} held + {sold} sold + {len(blocks)} blocked of {capacity}"
    for number in blocks.keys() & inventory.get("seats", {}).keys():
        yield f"{inventory['_id']}: seat {number} is blocked, and somebody's"


def _check_inventory(inventory: Document, reservations: dict[str, Document]) -> Iterator[str]:
    yield from _check_counts(inventory)
    sales = inventory.get("sales", {})
    if sum(_seats(sale) for sale in sales.values()) != inventory["sold"]:
        yield f"{inventory['_id']}: {inventory['sold']} sold, but the sales are {sales}"
    for hold_id, sale in sales.items():
        # A further attempt of a reservation is held under its id and a number.
        reservation = reservations.get(hold_id.partition("_")[0])
        if reservation is None:
            yield f"{inventory['_id']}: sold to {hold_id}, which does not exist"
        elif (inventory["_id"], hold_id) not in _find_places(reservation):
            yield f"{inventory['_id']}: sold to {hold_id}, which has other seats"
        elif _seats(sale) != sum(one["type"] != "INFANT" for one in reservation["passengers"]):
            yield f"{inventory['_id']}: {_seats(sale)} seats for {hold_id} with {reservation['passengers']}"


def _find_places(reservation: Document) -> list[tuple[str, str]]:
    """The inventories and hold ids of its segments."""
    return [
        (f"{one['flight_id']}:{one['cabin']}", one.get("hold_id") or reservation["_id"])
        for one in reservation["segments"]
    ]


def _find_open_change(reservation: Document) -> Document | None:
    changes: list[Document] = reservation.get("changes", [])
    return changes[-1] if changes and changes[-1]["status"] in ("REQUESTED", "OFFERED") else None


def _seats(sale: Any) -> int:
    return int(sale["seats"]) if isinstance(sale, dict) else int(sale)
