"""One process at a time does what several could: who has the turn keeps it while there is something to do.

A document with the name of the holder and the time at which its turn ends if it does not ask for more. Two may believe
that they have the turn (their clocks differ, one was asleep): what they do has to bear that, it is only done twice.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from wire.database import Document

# So long others wait for one that died.
TURN = timedelta(seconds=2)
# With so much of it left the holder does not ask for more yet.
IN_TIME = TURN / 2

# A turn that ends later than this was written by a clock that is wrong, or was: who holds it may have died long ago.
BELIEVABLE = 2 * TURN

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Turn:
    """At the thing called `name`, of whoever made this object."""

    def __init__(self, turns: Collection[Document], name: str) -> None:
        self._turns = turns
        self._name = name
        self._holder = uuid4().hex
        self._mine_until = LONG_AGO
        self._others_until = LONG_AGO

    def take(self) -> bool:
        """Whether it may go on. Asks the database once in a while only."""
        now = datetime.now(UTC)
        if IN_TIME < self._mine_until - now <= TURN:
            return True
        if _is_to_come(self._others_until, now):
            return False
        found = self._turns.find_one({"_id": self._name})
        if found is not None and found["holder"] != self._holder and _is_to_come(found["until"], now):
            self._others_until = found["until"]
            return False
        if not self._write(found, now + TURN):
            return False
        self._mine_until = now + TURN
        return True

    def give_up(self) -> None:
        """The next one need not wait."""
        if self._mine_until > datetime.now(UTC):
            self._turns.update_one({"_id": self._name, "holder": self._holder}, {"$set": {"until": LONG_AGO}})
            self._mine_until = LONG_AGO

    def _write(self, found: Document | None, until: datetime) -> bool:
        mine = {"holder": self._holder, "until": until}
        if found is not None:
            return self._turns.update_one(found, {"$set": mine}).matched_count == 1
        try:
            self._turns.insert_one({"_id": self._name, **mine})
        except DuplicateKeyError:
            return False
        return True


def _is_to_come(until: datetime, now: datetime) -> bool:
    return now < until <= now + BELIEVABLE
