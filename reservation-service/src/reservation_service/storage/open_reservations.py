"""The reservations of an account that may still become or be something, without reading again those that are over.

An account that books and cancels all day has few that are open and any number that are over. What is over stays so, and
ids are time-ordered: so it is remembered, here in memory, up to which id everything is known, and which of those were
open. The rest is read, and so are the newest: one with an older id may still be on its way into the database.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo.database import Database

from reservation_service.domain.ports import Clock
from reservation_service.domain.reservation import ACTIVE
from reservation_service.storage.mongo import one_of
from wire.database import Document, in_portions

# Ids are made a moment before they are stored, by hosts whose clocks agree better than this.
STORED_WITHIN = timedelta(minutes=2)
# A flight that left so long ago is not put off any more.
FLOWN_FOR_GOOD = timedelta(days=2)
# Of the accounts that were asked about longest ago all is read again.
MOST_ACCOUNTS = 10_000
_TELLS_WHAT_IS_OVER = ("user_id", "status", "created_at", "segments.departs_at")
_TELLS_WHAT_IT_TAKES = ("attempt.key", "flight_ids", "passengers.type", "needs_payment", "waits")
FIELDS = (*_TELLS_WHAT_IS_OVER, *_TELLS_WHAT_IT_TAKES)


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything up to this id is over, but these."""

    until: str
    open_ids: Sequence[str]


class OpenReservations:
    """Documents with `FIELDS`. All who ask in a process share one, and what it remembers."""

    def __init__(self, database: Database[Document], clock: Clock) -> None:
        self._reservations = database["reservations"]
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, user_id: str) -> list[Document]:
        return self.find_many([user_id])[user_id]

    def find_many(self, user_ids: Collection[str]) -> Mapping[str, list[Document]]:
        """Of accounts that nothing is known of, which in a rush are nearly all, with one query."""
        users = sorted(set(user_ids))
        known = {user: so_far for user in users if (so_far := self._known.get(user)) is not None}
        found: dict[str, list[Document]] = {user: [] for user in users}
        if unknown := [user for user in users if user not in known]:
            for one in self._reservations.find({"user_id": one_of(unknown)}, FIELDS):
                found[one["user_id"]].append(one)
        for user, so_far in known.items():
            found[user] = list(self._list_since(user, so_far))
        return {
            user: self._leave_out_what_is_over(user, documents, known[user].until if user in known else "")
            for user, documents in found.items()
        }

    def _list_since(self, user_id: str, known: _Known) -> Iterator[Document]:
        yield from self._reservations.find({"user_id": user_id, "_id": {"$gt": known.until}}, FIELDS)
        for ids in in_portions(known.open_ids):
            yield from self._reservations.find({"_id": ids}, FIELDS)

    def _leave_out_what_is_over(self, user_id: str, found: Sequence[Document], until: str) -> list[Document]:
        open_ones = [one for one in found if not _is_over(one, self._clock())]
        settled = self._clock() - STORED_WITHIN
        # Nothing that is older than these is still on its way.
        until = max([until, *(one["_id"] for one in found if one["created_at"] <= settled)])
        if until:
            self._remember(user_id, _Known(until, [one["_id"] for one in open_ones if one["_id"] <= until]))
        return open_ones

    def _remember(self, user_id: str, known: _Known) -> None:
        with self._lock:
            earlier = self._known.get(user_id)
            if earlier is None or earlier.until <= known.until:
                self._known[user_id] = known
            self._known.move_to_end(user_id)
            if len(self._known) > MOST_ACCOUNTS:
                self._known.popitem(last=False)


def _is_over(reservation: Document, now: datetime) -> bool:
    if reservation["status"] not in ACTIVE:
        return True
    departures = [one["departs_at"] for one in reservation["segments"]]
    return all(departs_at is not None and departs_at <= now - FLOWN_FOR_GOOD for departs_at in departures)
