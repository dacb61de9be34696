"""How many reservations of a kind one account may have, or seats on one flight: no more than its places, whatever comes
at the same time.

What is stored says how many there are. What is about to be stored has an entry in the account's document, or in the one
for its seats on a flight, until it is. An account without any goes through unwritten: in a rush that is nearly
everybody, and each write waits for the disk. So it may be one more for each process that is asked in the same moment.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from reservation_service.domain.passengers import PassengerType
from reservation_service.domain.ports import Clock, Place, name_change
from reservation_service.domain.reservation import ReservationStatus
from reservation_service.storage.mongo import MOST_TOGETHER
from reservation_service.storage.open_reservations import OpenReservations
from reservation_service.storage.together import Together
from wire.database import Document

# A place is taken just before its reservation is stored; of a process that died in between it is free after this.
STORED_WITHIN = timedelta(minutes=1)
# Entries are of no use after STORED_WITHIN; the documents they are in go a little later.
KEPT = timedelta(hours=1)
# Whoever went through unwritten is remembered so long as it may matter, and not without end.
MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Kind:
    """Which stored reservations count; on their flights, too, those that are `waiting` for seats."""

    statuses: Sequence[ReservationStatus]
    marks: Mapping[str, bool] = field(default_factory=dict)
    waiting: Sequence[ReservationStatus] = ()

    def counts(self, reservation: Document, *, on_flight: bool) -> bool:
        """Here and not by the database: an account has few, and the embedded database explains a condition on its user
        and some statuses as a look at all reservations.
        """
        statuses = (*self.statuses, *self.waiting) if on_flight else self.statuses
        return reservation["status"] in statuses and all(
            bool(reservation.get(name)) is value for name, value in self.marks.items()
        )


# Who asks for the seats may have to wait for them.
WAITS = Kind((ReservationStatus.PENDING, ReservationStatus.WAITLISTED), {"waits": True})
# Who asks for them may get them.
HOLDS = Kind((ReservationStatus.PENDING, ReservationStatus.HELD), {"needs_payment": True})
# What is booked counts until it is flown.
BOOKINGS = Kind(
    (ReservationStatus.PENDING, ReservationStatus.CONFIRMED), {"needs_payment": False}, (ReservationStatus.WAITLISTED,)
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """`call` is that of its caller: another may be about the same attempt."""

    call: str
    user_id: str
    key: str
    place: Place

    @property
    def owner(self) -> str:
        """Whose document it is in."""
        return f"{self.user_id} {self.place.flight_id}" if self.place.flight_id else self.user_id


class MongoAccountPlaces:
    """`name` is that of the collection of entries."""

    def __init__(
        self, database: Database[Document], name: str, kind: Kind, open_reservations: OpenReservations, clock: Clock
    ) -> None:
        self._entries = database[name]
        self._reservations = database["reservations"]
        self._open = open_reservations
        self._kind = kind
        self._clock = clock
        self._have_any_together = Together(self._have_any, most=MOST_TOGETHER)
        self._unwritten: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def ensure_indexes(self) -> None:
        self._entries.create_index("kept_until", expireAfterSeconds=0)

    def take(self, user_id: str, key: str, places: Sequence[Place]) -> Place | None:
        if too_large := [place for place in places if place.size > place.limit]:
            return too_large[0]
        if self._is_first(user_id) and not self._have_any_together(user_id):
            return None
        call = token_hex(8)
        wanted = [_Wanted(call, user_id, key, place) for place in places]
        for one in wanted:
            if not self._take(one):
                # What this call took, and none other for the same attempt: that one's reservation may be on its way.
                self._pull(wanted, {"call": call})
                return one.place
        return None

    def give_back(self, user_id: str, key: str, places: Sequence[Place]) -> None:
        self._pull([_Wanted("", user_id, key, place) for place in places], {"key": key})

    def _is_first(self, user_id: str) -> bool:
        """Of this account, here, within the time that it takes to store what came before."""
        now = self._clock()
        with self._lock:
            if len(self._unwritten) >= MOST_REMEMBERED:
                recent = now - STORED_WITHIN
                self._unwritten = {one: at for one, at in self._unwritten.items() if at > recent}
            is_first = self._unwritten.get(user_id, now - STORED_WITHIN) <= now - STORED_WITHIN
            if is_first and len(self._unwritten) < MOST_REMEMBERED:
                self._unwritten[user_id] = now
                return True
        return False

    def _have_any(self, user_ids: Sequence[str]) -> Sequence[bool]:
        found = self._open.find_many(user_ids)
        return [any(self._kind.counts(one, on_flight=True) for one in found[user]) for user in user_ids]

    def _take(self, wanted: _Wanted) -> bool:
        while True:
            found = self._entries.find_one({"_id": wanted.owner})
            taken = self._find_recent(wanted, found["taken"] if found else [])
            stored = self._find_stored(wanted)
            # Each attempt once, however often it came, and whether it is stored by now or not.
            sizes = {one["key"]: one.get("size", 1) for one in taken} | stored
            # One that could not be stored may come again, and want more.
            if wanted.key in stored or sizes.pop(wanted.key, 0) >= wanted.place.size:
                return True
            if sum(sizes.values()) + wanted.place.size > wanted.place.limit:
                return False
            if self._write(wanted, found, [one for one in taken if one["key"] != wanted.key]):
                return True

    def _find_recent(self, wanted: _Wanted, entries: Iterable[Document]) -> list[Document]:
        """Those of attempts that are about to be stored."""
        recent = [one for one in entries if one["at"] > self._clock() - STORED_WITHIN]
        keys = sorted({one["key"] for one in recent})
        of_attempts = {"user_id": wanted.user_id, "attempt.key": {"$in": keys}}
        found = self._reservations.find(of_attempts, {"attempt.key": 1}) if keys else ()
        stored = {one["attempt"]["key"] for one in found}
        return [one for one in recent if one["key"] not in stored]

    def _find_stored(self, wanted: _Wanted) -> dict[str, int]:
        """Of each that counts, what it takes of this place; the change that brought it there takes no more."""
        flight_id, now = wanted.place.flight_id, self._clock()
        counting = [
            one
            for one in self._open.find(wanted.user_id)
            if self._kind.counts(one, on_flight=flight_id is not None)
            and flight_id in (None, *one["flight_ids"])
            and not _is_flown(one, now)
        ]
        sizes = {one["attempt"]["key"]: _count_seats(one) if flight_id else 1 for one in counting}
        return sizes | {name_change(one["_id"]): 0 for one in counting}

    def _write(self, wanted: _Wanted, found: Document | None, taken: Sequence[Document]) -> bool:
        """False when somebody else did, meanwhile."""
        now = self._clock()
        entry = {"call": wanted.call, "key": wanted.key, "at": now, "size": wanted.place.size}
        version = found["version"] if found else 0
        update = {"taken": [*taken, entry], "version": version + 1, "kept_until": now + KEPT}
        if found is None:
            try:
                self._entries.insert_one({"_id": wanted.owner, **update})
            except DuplicateKeyError:
                return False
            return True
        unchanged = {"_id": wanted.owner, "version": version}
        return self._entries.update_one(unchanged, {"$set": update}).modified_count == 1

    def _pull(self, wanted: Sequence[_Wanted], entry: Document) -> None:
        returned = {"$pull": {"taken": entry}, "$inc": {"version": 1}}
        self._entries.update_many({"_id": {"$in": [one.owner for one in wanted]}}, returned)


def _is_flown(reservation: Document, now: datetime) -> bool:
    departures = [one["departs_at"] for one in reservation["segments"]]
    return all(departs_at is not None and departs_at <= now for departs_at in departures)


def _count_seats(reservation: Document) -> int:
    return sum(one["type"] != PassengerType.INFANT for one in reservation["passengers"])
