"""What the payment provider did not take, in MongoDB: a record for each payment, until it does.

Earlier versions had one for each reservation, under its id: no payment's, so it keeps none waiting and is soon dropped.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from pymongo.database import Database

from reservation_service.domain.payment_troubles import PaymentTrouble
from wire.database import Document, in_portions


class MongoPaymentTroubles:
    def __init__(self, database: Database[Document]) -> None:
        self._collection = database["payment_troubles"]

    def ensure_indexes(self) -> None:
        self._collection.create_index("again_at")
        self._collection.create_index("since")
        self._collection.create_index("reservation_id")

    def find_many(self, payment_ids: Collection[str]) -> Mapping[str, PaymentTrouble]:
        found = (self._collection.find({"_id": some}) for some in in_portions(payment_ids))
        return {one["_id"]: _to_trouble(one) for documents in found for one in documents}

    def list_waiting(self, at: datetime) -> Collection[str]:
        return [one["_id"] for one in self._collection.find({"again_at": {"$gt": at}}, {"_id": 1})]

    def list_due(self, at: datetime, *, limit: int) -> Sequence[PaymentTrouble]:
        return [_to_trouble(one) for one in self._collection.find({"again_at": {"$lte": at}}).limit(limit)]

    def put(self, trouble: PaymentTrouble) -> None:
        document = {
            "reservation_id": trouble.reservation_id,
            "tries": trouble.tries,
            "since": trouble.since,
            "again_at": trouble.again_at,
            "error": trouble.error,
        }
        self._collection.update_one({"_id": trouble.payment_id}, {"$set": document}, upsert=True)

    def clear(self, payment_id: str) -> None:
        self._collection.delete_one({"_id": payment_id})

    def list(self, *, limit: int) -> list[PaymentTrouble]:
        return [_to_trouble(one) for one in self._collection.find({}).sort("since", 1).limit(limit)]

    def try_at(self, reservation_id: str, at: datetime) -> bool:
        again = {"$set": {"again_at": at}}
        return self._collection.update_many({"reservation_id": reservation_id}, again).matched_count > 0


def _to_trouble(document: Document) -> PaymentTrouble:
    return PaymentTrouble(
        payment_id=document["_id"],
        reservation_id=document.get("reservation_id") or document["_id"],
        tries=document["tries"],
        since=document["since"],
        again_at=document["again_at"],
        error=document["error"],
    )
