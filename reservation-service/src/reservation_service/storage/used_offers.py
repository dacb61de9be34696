"""Offers and the reservations that have them, in MongoDB: a record each, found by the offer's hash."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from reservation_service.domain.offers import OfferHolder
from reservation_service.domain.ports import Clock
from reservation_service.domain.reservation import ACTIVE
from wire.database import Document

# An offer stands for twenty minutes; after a day nobody asks any more.
KEPT_SECONDS = 24 * 3600
# A reservation is claimed for just before it is stored; whose process died in between has no use for the offer.
STORED_WITHIN = timedelta(minutes=1)


class MongoUsedOffers:
    def __init__(self, database: Database[Document], clock: Clock) -> None:
        self._offers = database["used_offers"]
        self._reservations = database["reservations"]
        self._clock = clock

    def ensure_indexes(self) -> None:
        self._offers.create_index("at", expireAfterSeconds=KEPT_SECONDS)

    def claim(self, offer_id: str, holder: OfferHolder) -> bool:
        key = hashlib.sha256(offer_id.encode()).hexdigest()
        mine = {"user_id": holder.user_id, "key": holder.key, "reservation_id": holder.reservation_id}
        while True:
            try:
                self._offers.insert_one({"_id": key, **mine, "at": self._clock()})
            except DuplicateKeyError:
                found = self._offers.find_one({"_id": key})
                if found is None:
                    continue
                theirs = {name: found[name] for name in mine}
                if theirs == mine:
                    return True
                if not self._is_over(found):
                    return False
                taken_over = {"$set": {**mine, "at": self._clock()}}
                if self._offers.update_one({"_id": key, **theirs}, taken_over).modified_count == 0:
                    continue
            return True

    def _is_over(self, claim: Document) -> bool:
        by_attempt = {"user_id": claim["user_id"], "attempt.key": claim["key"]}
        wanted = {"_id": claim["reservation_id"]} if claim["reservation_id"] else by_attempt
        holder = self._reservations.find_one(wanted, {"status": 1})
        if holder is None:
            return bool(claim["at"] + STORED_WITHIN < self._clock())
        return holder["status"] not in ACTIVE
